//! Who did what from where: kept for good, readable by admins, changed by nobody.

use diesel::prelude::*;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    access::Scope,
    db::Tx,
    error::AppResult,
    kernel::ids::{AuditEntryId, UserId},
    schema::audit_entries,
};

/// Writes an audit entry about something, in the transaction of what it tells. `kind` is `noun.verb`: `session.opened`,
/// `file.downloaded`. Facts hold before and after where that matters, and secrets never.
///
/// # Errors
/// As Postgres answers.
pub fn record(
    tx: &mut Tx,
    kind: &'static str,
    subject: Option<(&'static str, Uuid)>,
    facts: Value,
) -> AppResult<()> {
    let actor = tx.scope.user;
    record_as(tx, actor, kind, subject, facts)
}

/// The same for the sign-in desk, which learns who acts only on the way.
///
/// # Errors
/// As Postgres answers.
pub fn record_as(
    tx: &mut Tx,
    actor: Option<UserId>,
    kind: &'static str,
    subject: Option<(&'static str, Uuid)>,
    facts: Value,
) -> AppResult<()> {
    let Scope { studio, .. } = tx.scope;
    let (named, origin, now) = (tx.named.clone(), tx.origin.clone(), tx.now);
    tracing::info!(target: "audit", kind, actor = actor.map(tracing::field::display), subject = subject.map(|(_, id)| tracing::field::display(id)), address = origin.address, request = origin.request_id);
    diesel::insert_into(audit_entries::table)
        .values((
            audit_entries::studio_id.eq(studio),
            audit_entries::id.eq(AuditEntryId::new()),
            audit_entries::kind.eq(kind),
            audit_entries::actor_id.eq(actor),
            audit_entries::actor_name.eq(&*named),
            audit_entries::subject_kind.eq(subject.map(|(kind, _)| kind)),
            audit_entries::subject_id.eq(subject.map(|(_, id)| id)),
            audit_entries::facts.eq(facts),
            audit_entries::address.eq(&origin.address),
            audit_entries::agent.eq(&origin.agent),
            audit_entries::request_id.eq(&origin.request_id),
            audit_entries::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}
