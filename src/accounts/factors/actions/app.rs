//! An authenticator app: set up, and taken away.

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

/// Makes a secret to set an app up with in this session; false, where one is set up already. That one stays.
pub fn begin_app(tx: &mut Tx, sealer: &Sealer, sign_in: &SignIn) -> AppResult<bool> {
    queries::begin_app(tx, sealer, sign_in)
}

/// Takes the first code of an app, which counts from now on. None, where the code is wrong.
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

/// Takes the app away. None, where it stays because it is the last factor of someone who must have one.
///
/// # Errors
/// Not found, when there is none.
pub fn remove_app(tx: &mut Tx, sign_in: &SignIn) -> AppResult<Option<NewCookie>> {
    let user = people::user(tx, sign_in.user)?;
    // Nothing else of theirs changes meanwhile, or two removals at once could leave nothing.
    queries::lock_tries(tx, user.id)?;
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
