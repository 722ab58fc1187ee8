//! What matters to whoever watches over the portal, as log lines of a target of their own: `security`.
//!
//! Every line carries the same fields: `event`, `actor`, `address`, `request`, `outcome`, and `about` where there is more to say.
//! Whatever the audit writes about sessions, passwords and accounts is told here too, by the audit itself.

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

/// Nouns of audit kinds that are about who gets in.
const WATCHED: &[&str] = &[
    "session",
    "password",
    "user",
    "invitation",
    "role",
    "client_code",
    "studio",
    "factor",
    "factors",
    "passkey",
    "recovery",
    "recovery_codes",
    "proof",
    "device",
    "account",
    "address",
    "registration",
    "email",
    "mail",
    "export",
    "audit",
];

/// Whether what the audit calls this is told here too.
pub fn watches(kind: &str) -> bool {
    kind.split('.').next().is_some_and(|noun| WATCHED.contains(&noun))
}

/// How something ended, by what the audit calls it.
pub fn outcome_of(kind: &str) -> Outcome {
    let refused = ["refused", "failed", "locked", "denied"];
    let verb = kind.rsplit('.').next().unwrap_or_default();
    if refused.iter().any(|word| verb.contains(word)) { Outcome::Refused } else { Outcome::Allowed }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_tell_how_it_ended() {
        assert_eq!(outcome_of("session.refused"), Outcome::Refused);
        assert_eq!(outcome_of("session.opened"), Outcome::Allowed);
        for kind in ["password.reset", "factors.reset", "role.changed", "studio.addresses_changed"] {
            assert!(watches(kind), "{kind}");
        }
        assert!(!watches("invoice.sent"));
    }
}
