//! Which second factors a user has, and which step of signing in is due: all that the rest of the room needs to know
//! about factors.

use super::queries;
use crate::{accounts::model::User, db::Tx, error::AppResult, sessions::Stage};

pub use queries::held;

/// The stage of a sign-in after a correct password. A user who has a second factor must prove it, whatever the studio's
/// policy; a user without one must set one up if the policy requires it.
pub fn stage_after_password(tx: &mut Tx, user: &User) -> AppResult<Stage> {
    if queries::held(tx, user.id)?.any() {
        return Ok(Stage::Factor);
    }
    Ok(if queries::policy(tx)?.asks(user.role()) { Stage::Enrolment } else { Stage::Whole })
}
