//! An entry's sentence in the reader's words.

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

/// An entry in the reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedLine {
    pub sentence: Vec<Part>,
    pub initials: String,
    pub at: DateTime<Utc>,
    /// The project's address and name, unless the sentence is about it.
    pub project: Option<(String, String)>,
    /// The amount it is about, where there is one.
    pub amount: Option<Money>,
}

/// A part of a sentence. A page shows each in its own way, and escapes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Text(String),
    Who(String),
    /// What it is about, and its page where it has one.
    What(String, Option<String>),
}

/// These stand in for names while the words are put together; no name holds them, since text is cleaned of controls.
const WHO: char = '\u{1}';
const WHAT: char = '\u{2}';

/// Tells entries in a language.
pub fn feed_lines(entries: &[Entry], rooms: Rooms, words: &Words) -> Vec<FeedLine> {
    entries.iter().map(|entry| entry.feed_line(rooms, words)).collect()
}

impl Entry {
    /// Tells the entry. A kind that no room declares any more, or not yet, is told plainly.
    pub fn feed_line(&self, rooms: Rooms, words: &Words) -> FeedLine {
        let kind = rooms.event(&self.kind);
        let key = format!("activity-{}", self.kind.replace(['.', '_'], "-"));
        let key = if words.has(&key) { key } else { "activity-other".to_owned() };
        // Names of people are read, not written down with the event: an event from before may still hold one.
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
            sentence: parts(&sentence).map(part).collect(),
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

/// A sentence cut at the names it mentions, each cut a part of its own.
fn parts(sentence: &str) -> impl Iterator<Item = &str> {
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

    fn told(kind: &str, actor: Option<&str>, facts: Value) -> FeedLine {
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
    fn names_are_parts_of_their_own() {
        let told = told("milestone.done", Some("Ana"), json!({"title": "Proof"}));
        let text = |text: &str| Part::Text(text.to_owned());
        let expected = [
            Part::Who("Ana".into()),
            text(" completed the milestone "),
            Part::What("Proof".into(), Some(format!("/projects/{}/milestones", uuid::Uuid::nil()))),
            text("."),
        ];
        assert_eq!(told.sentence, expected);
        assert!(told.project.is_some());
    }

    #[test]
    fn a_sentence_about_the_project_does_not_name_it_twice() {
        let told = told("project.created", Some("Jo"), json!({"name": "Winter book"}));
        assert_eq!((told.sentence.len(), told.project), (4, None));
    }

    #[test]
    fn an_unknown_kind_is_told_plainly() {
        let told = told("plate.remade", Some("Jo"), json!([]));
        assert_eq!(told.sentence[0], Part::Who("Jo".into()));
        assert_eq!(told.sentence.len(), 2);
    }

    #[test]
    fn amounts_keep_their_currency() {
        let amount = Some(Money::new(131_072, Currency::EUR));
        let facts = json!({"number": "INV-0041", "amount": {"minor": 131_072, "currency": "EUR"}});
        assert_eq!(told("invoice.sent", Some("Jo"), facts).amount, amount);
        let facts = json!({"total_minor": 131_072, "currency": "EUR"});
        assert_eq!(told("invoice.sent", Some("Jo"), facts).amount, amount);
    }
}
