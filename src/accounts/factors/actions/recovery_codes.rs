//! Recovery codes: all of them voided by the next ones.

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

/// There is no factor that recovery codes could stand in for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoFactor;

/// Makes new recovery codes and answers the seed they follow from; those before them stop working.
pub fn make_recovery_codes(
    tx: &mut Tx,
    sign_in: &SignIn,
    maker: &CodeMaker,
) -> AppResult<Result<Uuid, NoFactor>> {
    queries::lock_tries(tx, sign_in.user)?;
    if !queries::held(tx, sign_in.user)?.any() {
        return Ok(Err(NoFactor));
    }
    let seed = Uuid::new_v4();
    queries::keep_codes(tx, sign_in.user, &maker.codes(sign_in.user, seed))?;
    let user = people::user(tx, sign_in.user)?;
    record_change(tx, &user, sign_in.session, AuditKind::RecoveryCodesMade, "recovery-made", &[])?;
    Ok(Ok(seed))
}
