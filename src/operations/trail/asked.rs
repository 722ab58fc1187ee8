//! What an address of the audit's page asks for.

use chrono::{DateTime, Utc};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::{
    kernel::{Asked, ids::UserId, locale::parse_date, time::Zone},
    urls,
    web::Faults,
};

/// The search as typed; every field stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct TrailQuery {
    pub person: Asked,
    /// A noun (`invoice`) or a whole kind (`invoice.sent`).
    pub kind: Asked,
    pub object: Asked,
    pub id: Asked,
    pub from: Asked,
    pub until: Asked,
    pub text: Asked,
    pub before: Asked,
}

/// The search as meant.
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
    /// The search as an entry tells it: free text as what it is, and not what it says.
    pub fn told(&self, people: Vec<UserId>) -> Value {
        let word = |text: &str| {
            let is_word = text.bytes().all(|b| b.is_ascii_lowercase() || matches!(b, b'.' | b'_'));
            (is_word && !text.is_empty()).then(|| text.to_owned())
        };
        let told = json!({
            "people": (!self.person.is_empty()).then_some(people),
            "kind": word(&self.kind),
            "object": word(&self.object),
            "id": self.id,
            "from": self.from,
            "until": self.until,
            "has_text": (!self.text.is_empty()).then_some(true),
        });
        match told {
            Value::Object(told) => told.into_iter().filter(|(_, value)| !value.is_null()).collect(),
            told => told,
        }
    }
}

impl TrailQuery {
    /// The search, with the faults of what was typed; a field with a fault narrows nothing.
    pub fn parse(&self, zone: Zone) -> (Search, Faults) {
        let mut faults = Faults::default();
        let typed = |text: &str| text.trim().chars().take(120).collect::<String>();
        let mut day = |field: &'static str, text: &str| match text.trim() {
            "" => None,
            text => faults.keep(field, parse_date(text)),
        };
        let (from, until) = (day("from", &self.from), day("until", &self.until));
        let id = self.id.trim();
        let id = match (id.is_empty(), id.parse()) {
            (true, _) => None,
            (false, Ok(id)) => Some(id),
            (false, Err(_)) => {
                faults.add("id", crate::web::Fault::new("audit-fault-id"));
                None
            }
        };
        let search = Search {
            person: typed(&self.person),
            kind: typed(&self.kind),
            object: typed(&self.object),
            id,
            from: from.map(|day| zone.start_of(day)),
            until: until.map(|day| zone.end_of(day)),
            text: typed(&self.text),
            before: self.before.parse().ok(),
        };
        (search, faults)
    }

    /// The address of this search from another entry on, or of its export.
    pub fn address(&self, path: &str, before: &str) -> String {
        self.address_without(&[], path, before)
    }

    /// The address of this search without some of its fields.
    pub fn without(&self, fields: &[&str]) -> String {
        self.address_without(fields, urls::AUDIT, "")
    }

    fn address_without(&self, fields: &[&str], path: &str, before: &str) -> String {
        let asked = [
            ("person", self.person.as_str()),
            ("kind", &self.kind),
            ("object", &self.object),
            ("id", &self.id),
            ("from", &self.from),
            ("until", &self.until),
            ("text", &self.text),
            ("before", before),
        ];
        urls::asking(
            path,
            &asked.map(|(name, value)| (name, if fields.contains(&name) { "" } else { value })),
        )
    }

    /// Whether anything is searched for.
    pub fn narrows(&self) -> bool {
        self.address(urls::AUDIT, "") != urls::AUDIT
    }
}
