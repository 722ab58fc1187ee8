//! One thing that happened, and its sentence.

use askama::filters::{Html, escape};
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    kernel::{
        ids::{FileId, InvoiceId, ProjectId},
        money::Money,
    },
    schema::{events, projects, users},
    urls,
    web::shell::initials,
    words::Words,
};

/// An event of a feed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = events)]
pub struct Entry {
    pub id: i64,
    pub kind: String,
    #[diesel(select_expression = users::name.nullable())]
    pub actor: Option<String>,
    pub project_id: Option<ProjectId>,
    #[diesel(select_expression = projects::name.nullable())]
    pub project_name: Option<String>,
    pub subject_id: Option<Uuid>,
    pub facts: Value,
    pub created_at: DateTime<Utc>,
}

/// An entry in the reader's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The sentence as HTML: the words are ours, all they mention is escaped.
    pub sentence: String,
    pub initials: String,
    pub at: DateTime<Utc>,
    /// The project's address and name.
    pub project: Option<(String, String)>,
    /// The amount it is about, where there is one.
    pub amount: Option<Money>,
}

/// Tells entries in a language.
pub fn tell(entries: &[Entry], words: &Words) -> Vec<Told> {
    entries.iter().map(|entry| entry.tell(words)).collect()
}

impl Entry {
    /// Tells the entry. A kind nobody gave a sentence to is told plainly.
    pub fn tell(&self, words: &Words) -> Told {
        let key = format!("activity-{}", self.kind.replace(['.', '_'], "-"));
        let key = if words.has(&key) { key } else { "activity-other".to_owned() };
        let actor = self.actor.as_deref().or(self.fact("who"));
        let who = actor.map_or_else(|| words.text("activity-portal"), str::to_owned);
        let mentioned = [
            ("who", format!("<b>{}</b>", html(&who)).into()),
            ("what", self.what(words).into()),
            ("to", html(self.fact("to").unwrap_or_default()).into()),
        ];
        Told {
            sentence: words.with(&key, &mentioned),
            initials: initials(&who),
            at: self.created_at,
            project: self.project_id.zip(self.project_name.clone()).map(|(id, name)| (urls::project(id), name)),
            amount: self.amount(),
        }
    }

    /// What it is about, linked where it has a page.
    fn what(&self, words: &Words) -> String {
        let named = ["title", "name", "number", "email"].into_iter().find_map(|fact| self.fact(fact));
        let named = named.map_or_else(|| words.text("activity-something"), str::to_owned);
        match self.page() {
            Some(page) => format!("<a href=\"{page}\">{}</a>", html(&named)),
            None => html(&named),
        }
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

fn html(text: &str) -> String {
    match escape(text, Html) {
        Ok(safe) => safe.to_string(),
        Err(never) => match never {},
    }
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
    fn what_people_type_is_never_markup() {
        let told = told("milestone.done", Some("<i>Ana"), json!({"title": "Proof & \"print\""}));
        assert!(told.sentence.contains("<b>&#60;i&#62;Ana</b>"), "{}", told.sentence);
        assert!(!told.sentence.contains("& "), "{}", told.sentence);
    }

    #[test]
    fn an_unknown_kind_is_told_plainly() {
        let told = told("plate.remade", None, json!([]));
        assert!(!told.sentence.contains("plate") && told.sentence.contains("<b>"), "{}", told.sentence);
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
