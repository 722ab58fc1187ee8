//! What second factors somebody has, and what is asked of them: all that the rest of the accounts needs to know of factors.

use super::queries;
use crate::{accounts::model::User, db::Tx, error::AppResult, sessions::Stage};

pub use queries::held;

/// What is still asked of someone whose password was right. Who has a second factor is asked for it, whatever the studio demands; who
/// has none is asked to set one up where it demands one.
pub fn stage_after_password(tx: &mut Tx, user: &User) -> AppResult<Stage> {
    if queries::held(tx, user.id)?.any() {
        return Ok(Stage::Factor);
    }
    Ok(if queries::policy(tx)?.asks(user.role()) { Stage::Enrolment } else { Stage::Whole })
}
