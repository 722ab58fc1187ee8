//! The audit's page.

use askama::Template;

use super::{asked::TrailQuery, entry::Told, search::Found};
use crate::{
    urls,
    web::{Faults, filters, titled},
};

titled! { Trail = "audit-title"; }

/// What is searched among: the first part of kinds.
const NOUNS: &[&str] = &[
    "session",
    "password",
    "factor",
    "recovery_codes",
    "user",
    "role",
    "email",
    "registration",
    "notifications",
    "client",
    "client_code",
    "project",
    "milestone",
    "file",
    "message",
    "invoice",
    "payment",
    "studio",
    "mail",
    "job",
    "audit",
    "export",
    "retention",
];

/// The audit.
#[derive(Template)]
#[template(path = "operations/audit.html")]
pub struct Trail {
    pub asked: TrailQuery,
    pub faults: Faults,
    pub entries: Vec<Told>,
    pub older: String,
    pub check: Option<Found>,
}

impl Trail {
    fn nouns(&self) -> &'static [&'static str] {
        NOUNS
    }

    /// A whole kind that the list of nouns does not have.
    fn other_kind(&self) -> Option<&str> {
        Some(self.asked.kind.as_str()).filter(|kind| !kind.is_empty() && !NOUNS.contains(kind))
    }

    fn export(&self) -> String {
        self.asked.address(urls::AUDIT_EXPORT, "")
    }
}
