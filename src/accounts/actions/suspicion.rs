//! What is unusual about a sign-in, for the audit.

use serde_json::json;

use crate::{accounts::model::User, audit, db::Tx, error::AppResult};

/// Records that a sign-in was unusual, and why.
pub fn record_suspicion(tx: &mut Tx, user: &User, why: &str) -> AppResult<()> {
    let about = Some(("user", user.id.uuid()));
    audit::record_as(tx, Some(user.id), "session.unusual", about, json!({ "why": why }))
}
