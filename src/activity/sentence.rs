//! Turning feed entries into sentences in the viewer's language.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::model::Entry;
use crate::{
    events::{About, Kind},
    kernel::{money::Money, text::initials},
    room::Rooms,
    urls,
    words::Words,
};

/// A feed entry as a sentence in the viewer's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLine {
    pub sentence: Vec<Part>,
    pub initials: String,
    pub at: DateTime<Utc>,
    /// The project's URL and name, unless the sentence is about the project.
    pub project: Option<(String, String)>,
    /// The amount it is about, if any.
    pub amount: Option<Money>,
}

/// A part of a sentence. Pages style each kind of part, and escape it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Text(String),
    Who(String),
    /// What it is about, with its page if it has one.
    What(String, Option<String>),
}

/// Placeholders for names while the sentence is put together. No name contains them, because control characters are
/// stripped from text.
const WHO: char = '\u{1}';
const WHAT: char = '\u{2}';

/// Renders entries in a language.
pub fn feed_lines(entries: &[Entry], rooms: Rooms, words: &Words) -> Vec<FeedLine> {
    entries.iter().map(|entry| entry.feed_line(rooms, words)).collect()
}

impl Entry {
    /// Renders the entry. A kind that no room declares any more, or yet, gets a generic sentence.
    pub fn feed_line(&self, rooms: Rooms, words: &Words) -> FeedLine {
        let kind = rooms.event(&self.kind);
        let key = format!("activity-{}", self.kind.replace(['.', '_'], "-"));
        let key = if words.has(&key) { key } else { "activity-other".to_owned() };
        // Names of people are looked up rather than stored in events; an older event may still contain one.
        let newcomer = self.person.as_deref().filter(|_| kind.is_some_and(Kind::is_by_subject));
        let actor = self.actor.as_deref().or(newcomer).or(self.fact("who"));
        let who = actor.map_or_else(|| words.text("activity-portal"), str::to_owned);
        let to = self.fact("to").unwrap_or_default();
        let mentioned =
            [("who", WHO.to_string().into()), ("what", WHAT.to_string().into()), ("to", to.into())];
        let sentence = words.with(&key, &mentioned);
        let part = |text: &str| match text.chars().next() {
            Some(WHO) => Part::Who(who.clone()),
            Some(WHAT) => self.what(kind, words),
            _ => Part::Text(text.to_owned()),
        };
        FeedLine {
            sentence: split_at_names(&sentence).map(part).collect(),
            initials: initials(&who),
            at: self.created_at,
            project: self.project().filter(|_| !kind.is_some_and(Kind::is_about_project)),
            amount: self.amount(),
        }
    }

    fn project(&self) -> Option<(String, String)> {
        self.project_id.zip(self.project_name.clone()).map(|(id, name)| (urls::project(id), name))
    }

    fn what(&self, kind: Option<Kind>, words: &Words) -> Part {
        let named = ["title", "name", "number", "email"].into_iter().find_map(|fact| self.fact(fact));
        let named = self.person.as_deref().or(named);
        let about = About { project: self.project_id, subject: self.subject_id };
        let page = kind.and_then(|kind| kind.page_of(about));
        Part::What(named.map_or_else(|| words.text("activity-something"), str::to_owned), page)
    }

    fn fact(&self, name: &str) -> Option<&str> {
        self.facts.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
    }

    /// `amount: {minor, currency}`, or `amount_minor` beside `currency`.
    fn amount(&self) -> Option<Money> {
        if let Some(amount) = self.facts.get("amount") {
            return serde_json::from_value(amount.clone()).ok();
        }
        let minor = self.facts.get("amount_minor").or(self.facts.get("total_minor"))?.as_i64()?;
        Some(Money::new(minor, self.fact("currency")?.parse().ok()?))
    }
}

/// Splits a sentence at its placeholders, each of which becomes a part of its own.
fn split_at_names(sentence: &str) -> impl Iterator<Item = &str> {
    sentence.split_inclusive([WHO, WHAT]).flat_map(|piece| {
        let cut = if piece.ends_with([WHO, WHAT]) { piece.len() - 1 } else { piece.len() };
        [&piece[..cut], &piece[cut..]].into_iter().filter(|part| !part.is_empty())
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{
        kernel::{ids::ProjectId, locale::Locale, money::Currency},
        room::Room,
    };

    crate::event_kinds! {
        Done = feed("milestone.done").page(|about| about.project.map(urls::project_milestones));
        Created = feed("project.created").names_project();
    }

    const ROOMS: Rooms = Rooms(&[Room { events: EventKind::ALL, ..Room::named("tests") }]);

    fn line(kind: &str, actor: Option<&str>, facts: Value) -> FeedLine {
        let entry = Entry {
            id: 1,
            kind: kind.to_owned(),
            actor: actor.map(str::to_owned),
            project_id: Some(ProjectId::from(uuid::Uuid::nil())),
            project_name: Some("Winter book".into()),
            subject_id: None,
            person: None,
            facts,
            created_at: "2026-11-21T09:00:00Z".parse().unwrap(),
        };
        entry.feed_line(ROOMS, Words::of(Locale::En))
    }

    #[test]
    fn names_become_separate_parts() {
        let line = line("milestone.done", Some("Ana"), json!({"title": "Proof"}));
        let text = |text: &str| Part::Text(text.to_owned());
        let expected = [
            Part::Who("Ana".into()),
            text(" completed the milestone "),
            Part::What("Proof".into(), Some(format!("/projects/{}/milestones", uuid::Uuid::nil()))),
            text("."),
        ];
        assert_eq!(line.sentence, expected);
        assert!(line.project.is_some());
    }

    #[test]
    fn a_sentence_about_the_project_names_it_once() {
        let line = line("project.created", Some("Jo"), json!({"name": "Winter book"}));
        assert_eq!((line.sentence.len(), line.project), (4, None));
    }

    #[test]
    fn an_unknown_kind_gets_a_generic_sentence() {
        let line = line("plate.remade", Some("Jo"), json!([]));
        assert_eq!(line.sentence[0], Part::Who("Jo".into()));
        assert_eq!(line.sentence.len(), 2);
    }

    #[test]
    fn amounts_keep_their_currency() {
        let amount = Some(Money::new(131_072, Currency::EUR));
        let facts = json!({"number": "INV-0041", "amount": {"minor": 131_072, "currency": "EUR"}});
        assert_eq!(line("invoice.sent", Some("Jo"), facts).amount, amount);
        let facts = json!({"total_minor": 131_072, "currency": "EUR"});
        assert_eq!(line("invoice.sent", Some("Jo"), facts).amount, amount);
    }
}
