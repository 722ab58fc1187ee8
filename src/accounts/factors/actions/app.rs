//! Setting up and removing an authenticator app.

use super::{Added, finish_addition, finish_removal};
use crate::{
    access::SignIn,
    accounts::{
        factors::{queries, rules::AppCode},
        queries as people,
    },
    db::Tx,
    error::{AppError, AppResult},
    kernel::sha256::Sha256,
    seal::Sealer,
    sessions::NewCookie,
};

/// Creates the secret for setting up an app in this session. Returns `false`, and changes nothing, if an app is set up
/// already.
pub fn begin_app(tx: &mut Tx, sealer: &Sealer, sign_in: &SignIn) -> AppResult<bool> {
    queries::begin_app(tx, sealer, sign_in)
}

/// Confirms an app with its first code; it is a factor from now on. Returns `None` if the code is wrong.
pub fn confirm_app(
    tx: &mut Tx,
    sealer: &Sealer,
    sign_in: &SignIn,
    code: &AppCode,
    browser: Sha256,
) -> AppResult<Option<Added>> {
    if !queries::confirm_app(tx, sealer, sign_in, code)? {
        return Ok(None);
    }
    finish_addition(tx, sign_in, browser, "app-added", &[]).map(Some)
}

/// Removes the app. Returns `None` if it stays because it is the last factor of a user who must have one.
///
/// # Errors
/// Not found, if there is no app.
pub fn remove_app(tx: &mut Tx, sign_in: &SignIn) -> AppResult<Option<NewCookie>> {
    let user = people::user(tx, sign_in.user)?;
    // The lock orders changes to the user's factors: two concurrent removals could leave none.
    queries::lock_attempts(tx, user.id)?;
    let held = queries::held(tx, user.id)?;
    if !held.app {
        return Err(AppError::NotFound);
    }
    if held.are_all(true, 0) && queries::policy(tx)?.asks(sign_in.role) {
        return Ok(None);
    }
    queries::remove_app(tx, user.id)?;
    if held.passkeys == 0 {
        queries::remove_codes(tx, user.id)?;
    }
    finish_removal(tx, &user, sign_in, "app-removed", &[]).map(Some)
}
