//! The audit log's page.

use askama::Template;
use chrono::NaiveDate;

use super::{asked::TrailQuery, entry::AuditLine, search::Found};
use crate::{
    kernel::locale::parse_date,
    urls,
    web::{Form, Query, filters, titled},
};

titled! { Trail = "audit-title"; }

/// The audit log.
#[derive(Template)]
#[template(path = "operations/audit.html")]
pub struct Trail {
    pub asked: TrailQuery,
    pub entries: Vec<AuditLine>,
    pub older: String,
    pub check: Option<Found>,
    /// The choices of the filter: the first parts of kinds.
    pub nouns: Vec<&'static str>,
}

impl Trail {
    /// A kind to filter by that is not in the list of nouns.
    fn other_kind(&self) -> Option<&str> {
        Some(self.asked.kind.typed().as_str()).filter(|kind| !kind.is_empty() && !self.nouns.contains(kind))
    }

    /// The thing that all entries are about, if the search names one: its name in the newest entry, otherwise its noun.
    fn about(&self) -> Option<&str> {
        let (object, id) = (self.asked.object.typed(), self.asked.id.typed());
        if object.is_empty() && (id.is_empty() || !self.asked.faults().is_empty()) {
            return None;
        }
        let named = self.entries.iter().find_map(|entry| entry.what.as_ref());
        Some(named.map_or(object.as_str(), |(name, _)| name)).filter(|name| !name.is_empty())
    }

    fn day(&self, typed: &str) -> Option<NaiveDate> {
        parse_date(typed.trim()).ok()
    }

    fn export(&self) -> String {
        self.asked.whole().address(urls::AUDIT_EXPORT)
    }
}
