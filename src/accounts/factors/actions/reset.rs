//! Removing a user's second factors, by an admin, after the user has lost them.

use serde_json::json;

use crate::{
    accounts::{factors::queries, kinds::AuditKind, mail, queries as people},
    audit,
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::UserId,
    sessions,
};

/// Removes all of a user's factors on behalf of an admin, and signs the user out everywhere. Does nothing if the user
/// has none.
///
/// # Errors
/// Not found; conflict, if the user is the admin, or has been erased.
pub fn reset_factors(tx: &mut Tx, admin: UserId, id: UserId) -> AppResult<()> {
    if id == admin {
        return Err(AppError::Conflict("factors-conflict-own"));
    }
    people::refuse_erased(tx, id)?;
    let person = people::user(tx, id)?;
    let held = queries::held(tx, id)?;
    queries::remove_all(tx, id)?;
    if !held.any() && held.recovery_codes == 0 {
        return Ok(());
    }
    sessions::end_all(tx, id)?;
    mail::notice(tx, &person, "factors-reset", &[])?;
    let facts = json!({ "app": held.app, "passkeys": held.passkeys, "recovery_codes": held.recovery_codes });
    audit::record_as(tx, Some(admin), AuditKind::FactorsReset, id, facts)
}
