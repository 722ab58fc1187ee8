//! The audit trail: who did what from where. Kept for years, readable by admins, and append-only.
//!
//! Entries are chained by hashes shortly after they are written ([`seal`]); [`verify`] checks the chain. Data that may have to be erased is
//! stored separately from what is chained: docs/adr/0014-the-audit-chain.md.

mod blanks;
mod chain;
mod changing;
mod cut;
mod download;
mod jobs;
mod kind;
mod kinds;
mod seal;
mod thing;
mod verify;

pub use blanks::Erasure;
pub use changing::Changing;
pub use cut::cut_before;
pub use download::{Download, record_download, sweep_downloads};
pub use jobs::jobs;
pub use kind::Kind;
pub use kinds::AuditKind;
pub use seal::seal;
pub use thing::{Subject, Thing};
pub use verify::{Break, Fault, Walk, check, verify};

use diesel::prelude::*;
use serde_json::Value;

use crate::{
    access::Scope,
    db::Tx,
    error::AppResult,
    kernel::ids::{AuditEntryId, UserId},
    schema::audit_entries,
    security::{self, Noted},
};

/// The facts of a change: the fields that differ, before and after.
pub fn change(before: Value, after: Value) -> Value {
    let (Value::Object(mut before), Value::Object(mut after)) = (before, after) else { return Value::Null };
    let was = before.clone();
    before.retain(|field, value| after.get(field) != Some(value));
    after.retain(|field, value| was.get(field) != Some(value));
    serde_json::json!({ "before": before, "after": after })
}

/// The kind of the job that verifies the chain.
pub const VERIFY: &str = "audit.verify";

/// Writes an audit entry in the transaction of the change it describes, for the user who acts, also if the system acts on their behalf.
/// Facts contain before and after where that matters, and never secrets.
pub fn record(
    tx: &mut Tx,
    kind: impl Into<Kind>,
    subject: impl Into<Subject>,
    facts: Value,
) -> AppResult<()> {
    let actor = tx.actor;
    record_as(tx, actor, kind, subject, facts)
}

/// Like [`record`], for a sign-in, during which the acting user only becomes known.
pub fn record_as(
    tx: &mut Tx,
    actor: Option<UserId>,
    kind: impl Into<Kind>,
    subject: impl Into<Subject>,
    facts: Value,
) -> AppResult<()> {
    write(tx, AuditEntryId::new(), actor, kind.into(), subject.into(), facts)
}

fn write(
    tx: &mut Tx,
    id: AuditEntryId,
    actor: Option<UserId>,
    kind: Kind,
    subject: Subject,
    facts: Value,
) -> AppResult<()> {
    let Scope { studio, .. } = tx.scope;
    let (origin, now) = (tx.origin.clone(), tx.now);
    // The system acts on behalf of a user whose name the transaction does not know; the account has it.
    let named = if actor == tx.scope.user { tx.named.to_string() } else { String::new() };
    tracing::info!(target: "audit", kind = kind.code(), actor = actor.map(tracing::field::display), subject = subject.id().map(tracing::field::display), address = origin.address, request = origin.request_id);
    if let Some(outcome) = kind.outcome() {
        security::log(Noted {
            event: kind.code(),
            actor,
            address: &origin.address,
            request: &origin.request_id,
            outcome,
            about: facts.get("reason").or(facts.get("why")).and_then(Value::as_str).unwrap_or_default(),
        });
    }
    diesel::insert_into(audit_entries::table)
        .values((
            audit_entries::studio_id.eq(studio),
            audit_entries::id.eq(id),
            audit_entries::kind.eq(kind.code()),
            audit_entries::actor_id.eq(actor),
            audit_entries::actor_name.eq(named),
            audit_entries::subject_kind.eq(subject.noun()),
            audit_entries::subject_id.eq(subject.id()),
            audit_entries::facts.eq(facts),
            audit_entries::address.eq(&origin.address),
            audit_entries::agent.eq(&origin.agent),
            audit_entries::request_id.eq(&origin.request_id),
            audit_entries::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}
