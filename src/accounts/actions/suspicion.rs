//! Recording unusual sign-ins in the audit.

use serde_json::json;

use crate::{
    accounts::{kinds::AuditKind, model::User},
    audit,
    db::Tx,
    error::AppResult,
};

/// Records that a sign-in was unusual, and why.
pub fn record_suspicion(tx: &mut Tx, user: &User, why: &str) -> AppResult<()> {
    let about = user.id;
    audit::record_as(tx, Some(user.id), AuditKind::SessionUnusual, about, json!({ "why": why }))
}
