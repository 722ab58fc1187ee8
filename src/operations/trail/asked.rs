//! The search form and URL of the audit log's page.

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    kernel::{
        Asked,
        ids::UserId,
        locale::{DateFault, parse_date},
        time::Zone,
    },
    urls,
    web::{Fault, Field, ListQuery, Query, query},
};

query! {
    /// The search as typed; every field is a parameter of the URL.
    pub struct TrailQuery of TrailText {
        pub person: Field<Asked>,
        /// A noun (`invoice`) or a kind (`invoice.sent`).
        pub kind: Field<Asked>,
        pub object: Field<Asked>,
        pub id: Field<Asked>,
        pub from: Field<Asked>,
        pub until: Field<Asked>,
        pub text: Field<Asked>,
        pub before: Field<Asked>,
    }
}

/// The parsed search.
#[derive(Debug, Clone, Default)]
pub struct Search {
    /// Part of a name, or a user's id.
    pub person: String,
    pub kind: String,
    pub object: String,
    pub id: Option<Uuid>,
    pub from: Option<DateTime<Utc>>,
    pub until: Option<DateTime<Utc>>,
    pub text: String,
    pub before: Option<Uuid>,
}

impl Search {
    /// The search as it is recorded in the audit log: free text is only recorded as present, without its content.
    pub fn facts(&self, people: Vec<UserId>) -> Value {
        let word = |text: &str| {
            let is_word = text.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'_'));
            (is_word && !text.is_empty()).then(|| text.to_owned())
        };
        let facts = json!({
            "people": (!self.person.is_empty()).then_some(people),
            "kind": word(&self.kind),
            "object": word(&self.object),
            "id": self.id,
            "from": self.from,
            "until": self.until,
            "has_text": (!self.text.is_empty()).then_some(true),
        });
        match facts {
            Value::Object(facts) => facts.into_iter().filter(|(_, value)| !value.is_null()).collect(),
            facts => facts,
        }
    }
}

impl TrailQuery {
    /// The parsed search; an invalid field does not filter anything.
    pub fn parse(&mut self, zone: Zone) -> Search {
        let typed = |field: &Field<Asked>| field.typed().trim().chars().take(120).collect::<String>();
        let (from, until) = (self.from.read(day).flatten(), self.until.read(day).flatten());
        let id = self.id.read(|typed| match typed.trim() {
            "" => Ok(None),
            typed => typed.parse().map(Some).map_err(|_| Fault::new("audit-fault-id")),
        });
        Search {
            person: typed(&self.person),
            kind: typed(&self.kind),
            object: typed(&self.object),
            id: id.flatten(),
            from: from.map(|day| zone.start_of(day)),
            until: until.map(|day| zone.end_of(day)),
            text: typed(&self.text),
            before: self.before.typed().parse().ok(),
        }
    }

    /// The same search from the newest entry on.
    #[must_use]
    pub fn whole(&self) -> Self {
        let mut whole = self.clone();
        whole.before.fill("");
        whole
    }

    /// The URL of this search without one of its fields.
    pub fn without(&self, field: &Field<Asked>) -> String {
        self.address_without(urls::AUDIT, &[field, &self.before])
    }

    /// The URL of this search without the filter for a particular thing.
    pub fn about_anything(&self) -> String {
        self.address_without(urls::AUDIT, &[&self.object, &self.id, &self.before])
    }

    /// Whether anything is searched for.
    pub fn narrows(&self) -> bool {
        self.whole().address(urls::AUDIT) != urls::AUDIT
    }
}

impl ListQuery for TrailQuery {
    fn cursor(&mut self) -> &mut Field<Asked> {
        &mut self.before
    }
}

fn day(typed: &str) -> Result<Option<NaiveDate>, DateFault> {
    if typed.trim().is_empty() { Ok(None) } else { parse_date(typed).map(Some) }
}
