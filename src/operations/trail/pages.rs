//! The audit's page.

use askama::Template;

use super::{asked::TrailQuery, entry::Told, search::Found};
use crate::{
    urls,
    web::{Query, filters, titled},
};

titled! { Trail = "audit-title"; }

/// The audit.
#[derive(Template)]
#[template(path = "operations/audit.html")]
pub struct Trail {
    pub asked: TrailQuery,
    pub entries: Vec<Told>,
    pub older: String,
    pub check: Option<Found>,
    /// What is searched among: the first parts of kinds.
    pub nouns: Vec<&'static str>,
}

impl Trail {
    /// A whole kind that the list of nouns does not have.
    fn other_kind(&self) -> Option<&str> {
        Some(self.asked.kind.typed().as_str()).filter(|kind| !kind.is_empty() && !self.nouns.contains(kind))
    }

    fn export(&self) -> String {
        self.asked.whole().address(urls::AUDIT_EXPORT)
    }
}
