//! What matters to whoever watches over the portal, as log lines of a target of their own: `security`.
//!
//! Every line carries the same fields: `event`, `actor`, `address`, `request`, `outcome`, and `about` where there is more to say.
//! Whatever the audit writes under a kind that is declared as watched is told here too, by the audit itself.

use crate::kernel::ids::UserId;

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Allowed,
    Refused,
}

/// Something to watch.
#[derive(Debug, Clone, Copy)]
pub struct Noted<'a> {
    /// `noun.verb`.
    pub event: &'a str,
    pub actor: Option<UserId>,
    pub address: &'a str,
    pub request: &'a str,
    pub outcome: Outcome,
    /// A reason code, a route: words of ours. Nothing that people typed.
    pub about: &'a str,
}

/// Writes the line.
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
