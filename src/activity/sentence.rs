//! An entry's sentence in the reader's words.

use chrono::{DateTime, Utc};
use serde_json::Value;

use super::model::Entry;
use crate::{
    kernel::text::initials,
    kernel::{
        ids::{FileId, InvoiceId},
        money::Money,
    },
    urls,
    words::Words,
};

/// An entry in the reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
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
pub fn tell(entries: &[Entry], words: &Words) -> Vec<Told> {
    entries.iter().map(|entry| entry.tell(words)).collect()
}

impl Entry {
    /// Tells the entry. A kind nobody gave a sentence to is told plainly.
    pub fn tell(&self, words: &Words) -> Told {
        let key = format!("activity-{}", self.kind.replace(['.', '_'], "-"));
        let key = if words.has(&key) { key } else { "activity-other".to_owned() };
        // Names of people are read, not written down with the event: an event from before may still hold one.
        let newcomer = self.person.as_deref().filter(|_| self.kind.starts_with("account."));
        let actor = self.actor.as_deref().or(newcomer).or(self.fact("who"));
        let who = actor.map_or_else(|| words.text("activity-portal"), str::to_owned);
        let to = self.fact("to").unwrap_or_default();
        let mentioned =
            [("who", WHO.to_string().into()), ("what", WHAT.to_string().into()), ("to", to.into())];
        let sentence = words.with(&key, &mentioned);
        let part = |text: &str| match text.chars().next() {
            Some(WHO) => Part::Who(who.clone()),
            Some(WHAT) => self.what(words),
            _ => Part::Text(text.to_owned()),
        };
        Told {
            sentence: parts(&sentence).map(part).collect(),
            initials: initials(&who),
            at: self.created_at,
            project: self.project(),
            amount: self.amount(),
        }
    }

    /// The project, unless the sentence itself is about it.
    fn project(&self) -> Option<(String, String)> {
        let apart = !self.kind.starts_with("project.");
        self.project_id
            .zip(self.project_name.clone())
            .filter(|_| apart)
            .map(|(id, name)| (urls::project(id), name))
    }

    fn what(&self, words: &Words) -> Part {
        let named = ["title", "name", "number", "email"].into_iter().find_map(|fact| self.fact(fact));
        let named = self.person.as_deref().or(named);
        Part::What(named.map_or_else(|| words.text("activity-something"), str::to_owned), self.page())
    }

    fn page(&self) -> Option<String> {
        match self.kind.split_once('.')?.0 {
            "project" => self.project_id.map(urls::project),
            "milestone" => self.project_id.map(urls::project_milestones),
            "message" => self.project_id.map(urls::project_messages),
            "file" => self.subject_id.map(|id| urls::file(FileId::from(id))),
            "invoice" => self.subject_id.map(|id| urls::invoice(InvoiceId::from(id))),
            _ => None,
        }
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
    use crate::kernel::{locale::Locale, money::Currency};

    fn told(kind: &str, actor: Option<&str>, facts: Value) -> Told {
        let entry = Entry {
            id: 1,
            kind: kind.to_owned(),
            actor: actor.map(str::to_owned),
            project_id: None,
            project_name: None,
            subject_id: None,
            person: None,
            facts,
            created_at: "2026-11-21T09:00:00Z".parse().unwrap(),
        };
        entry.tell(Words::of(Locale::En))
    }

    #[test]
    fn every_kind_has_its_sentence_in_every_language() {
        for kind in [
            "project-created",
            "project-changed",
            "project-status",
            "project-archived",
            "project-restored",
            "milestone-added",
            "milestone-removed",
            "milestone-done",
            "milestone-reopened",
            "file-uploaded",
            "message-sent",
            "invoice-sent",
            "invoice-paid",
            "invoice-voided",
            "payment-recorded",
            "invitation-sent",
            "account-joined",
        ] {
            for locale in Locale::ALL {
                assert!(Words::of(locale).has(&format!("activity-{kind}")), "{kind} in {locale}");
            }
        }
    }

    #[test]
    fn names_are_parts_of_their_own() {
        let told = told("milestone.done", Some("Ana"), json!({"title": "Proof"}));
        let text = |text: &str| Part::Text(text.to_owned());
        let expected = [
            Part::Who("Ana".into()),
            text(" completed the milestone "),
            Part::What("Proof".into(), None),
            text("."),
        ];
        assert_eq!(told.sentence, expected);
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
