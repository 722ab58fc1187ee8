//! Recovery codes: creating a set of them, which voids the previous set.

use uuid::Uuid;

use super::record_change;
use crate::{
    access::SignIn,
    accounts::{
        factors::{code_maker::CodeMaker, queries},
        kinds::AuditKind,
        queries as people,
    },
    db::Tx,
    error::AppResult,
};

/// The user has no factor that recovery codes could replace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoFactor;

/// Creates new recovery codes, which void the previous ones. Returns the seed they are derived from.
pub fn make_recovery_codes(
    tx: &mut Tx,
    sign_in: &SignIn,
    maker: &CodeMaker,
) -> AppResult<Result<Uuid, NoFactor>> {
    queries::lock_attempts(tx, sign_in.user)?;
    if !queries::held(tx, sign_in.user)?.any() {
        return Ok(Err(NoFactor));
    }
    let seed = Uuid::new_v4();
    queries::store_codes(tx, sign_in.user, &maker.codes(sign_in.user, seed))?;
    let user = people::user(tx, sign_in.user)?;
    record_change(tx, &user, sign_in.session, AuditKind::RecoveryCodesMade, "recovery-made", &[])?;
    Ok(Ok(seed))
}
