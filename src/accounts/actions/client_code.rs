//! A client's code: made, made anew, revoked.

use chrono::Duration;
use serde_json::json;
use uuid::Uuid;

use crate::{
    accounts::kinds::AuditKind,
    accounts::queries::{places, registrations},
    audit,
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::ClientId,
};

/// Makes a code in place of the one there is; answers its id. It lasts so long, or until it is revoked.
///
/// # Errors
/// Not found, when there is no such client; conflict, when it is archived.
pub fn make_client_code(tx: &mut Tx, client: ClientId, lasts: Option<Duration>) -> AppResult<Uuid> {
    registrations::revoke_code(tx, client)?;
    // Its row is locked by now.
    if places::is_archived(tx, client)? {
        return Err(AppError::Conflict("accounts-conflict-archived"));
    }
    let made_by = tx.scope.user.ok_or(AppError::Forbidden)?;
    let id = registrations::insert_code(tx, client, made_by, lasts)?;
    let facts = json!({ "days": lasts.map(|lasts| lasts.num_days()) });
    audit::record(tx, AuditKind::ClientCodeMade, client, facts)?;
    Ok(id)
}

/// Ends a code, where there is one. Who has registered stays.
///
/// # Errors
/// Not found, when there is no such client.
pub fn revoke_client_code(tx: &mut Tx, client: ClientId) -> AppResult<()> {
    if registrations::revoke_code(tx, client)? {
        audit::record(tx, AuditKind::ClientCodeRevoked, client, json!({}))?;
    }
    Ok(())
}
