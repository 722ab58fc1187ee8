//! An admin takes somebody's second factors away, who has lost them.

use serde_json::json;

use crate::{
    accounts::{factors::queries, kinds::AuditKind, mail, queries as people},
    audit,
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::UserId,
    sessions,
};

/// Takes all of a person's factors away in an admin's name, and signs the person out everywhere. Where they have none, nothing is done.
///
/// # Errors
/// Not found; conflict, when they are the admin's own, or their owner is erased.
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
