//! Recovery codes: all of them voided by the next ones.

use super::record_change;
use crate::{
    access::SignIn,
    accounts::{
        factors::{queries, rules::RecoveryCode},
        kinds::AuditKind,
        queries as people,
    },
    db::Tx,
    error::AppResult,
};

/// Makes new recovery codes; those before them stop working. None, where there is no factor that they could stand in for.
pub fn make_recovery_codes(tx: &mut Tx, sign_in: &SignIn) -> AppResult<Option<Vec<RecoveryCode>>> {
    queries::lock_tries(tx, sign_in.user)?;
    if !queries::held(tx, sign_in.user)?.any() {
        return Ok(None);
    }
    let codes = queries::make_codes(tx, sign_in.user)?;
    let user = people::user(tx, sign_in.user)?;
    record_change(tx, &user, sign_in.session, AuditKind::RecoveryCodesMade, "recovery-made", &[])?;
    Ok(Some(codes))
}
