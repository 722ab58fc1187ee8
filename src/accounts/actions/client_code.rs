//! Client codes: created, replaced, revoked.

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

/// Creates a code that replaces the client's current one, and returns its id. It is valid for the given time, or until
/// it is revoked.
///
/// # Errors
/// Not found, if there is no such client; conflict, if it is archived.
pub fn make_client_code(tx: &mut Tx, client: ClientId, lasts: Option<Duration>) -> AppResult<Uuid> {
    registrations::revoke_code(tx, client)?;
    // Revoking the old code has locked the client's row.
    if places::is_archived(tx, client)? {
        return Err(AppError::Conflict("accounts-conflict-archived"));
    }
    let made_by = tx.scope.user.ok_or(AppError::Forbidden)?;
    let id = registrations::insert_code(tx, client, made_by, lasts)?;
    let facts = json!({ "days": lasts.map(|lasts| lasts.num_days()) });
    audit::record(tx, AuditKind::ClientCodeMade, client, facts)?;
    Ok(id)
}

/// Revokes the client's code, if there is one. Accounts registered with it are kept.
///
/// # Errors
/// Not found, if there is no such client.
pub fn revoke_client_code(tx: &mut Tx, client: ClientId) -> AppResult<()> {
    if registrations::revoke_code(tx, client)? {
        audit::record(tx, AuditKind::ClientCodeRevoked, client, json!({}))?;
    }
    Ok(())
}
