//! Security events for monitoring, as log lines with a target of their own: `security`.
//!
//! Every line has the same fields: `event`, `actor`, `address`, `request`, `outcome`, and `about` if there is more to say. Audit entries
//! whose kind is declared as watched are logged here by the audit module itself.

use crate::kernel::ids::UserId;

/// The outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Allowed,
    Refused,
}

/// A security event.
#[derive(Debug, Clone, Copy)]
pub struct Noted<'a> {
    /// `noun.verb`.
    pub event: &'a str,
    pub actor: Option<UserId>,
    pub address: &'a str,
    pub request: &'a str,
    pub outcome: Outcome,
    /// A reason code or a route: the portal's own terms, and never typed text.
    pub about: &'a str,
}

/// Writes the log line.
pub fn log(noted: Noted) {
    let Noted { event, actor, address, request, outcome, about } = noted;
    let actor = actor.map(|id| id.to_string()).unwrap_or_default();
    match outcome {
        Outcome::Allowed => {
            tracing::info!(target: "security", event, actor, address, request, outcome = "allowed", about);
        }
        Outcome::Refused => {
            tracing::warn!(target: "security", event, actor, address, request, outcome = "refused", about);
        }
    }
}
