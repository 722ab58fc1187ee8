//! Passkeys: made, and taken away.

use super::{Added, finish_addition, finish_removal};
use crate::{
    access::SignIn,
    accounts::{
        factors::{
            passkey::{Asked, Here, Registered},
            queries::{self, passkeys},
        },
        queries as people,
    },
    db::Tx,
    error::{AppError, AppResult},
    kernel::{ids::PasskeyId, sha256::Sha256},
    sessions::NewCookie,
};

/// Asks a user's browser for a new passkey, in their session.
pub fn ask_for_passkey(tx: &mut Tx, here: &Here, sign_in: &SignIn) -> AppResult<Asked> {
    let user = sign_in.user;
    let known = passkeys::ids_of(tx, user)?;
    let email = people::user(tx, user)?.email.to_string();
    let asked = here.ask_to_register(user, &email, &known)?;
    passkeys::keep_question(tx, &asked, Some(sign_in))?;
    Ok(asked)
}

/// Keeps a passkey that was made; answers its id too. None, where it does not answer what was asked.
///
/// # Errors
/// Conflict, when its owner has as many as they may, or somebody has it already.
pub fn add_passkey(
    tx: &mut Tx,
    here: &Here,
    sign_in: &SignIn,
    (name, made): (String, Registered),
    browser: Sha256,
) -> AppResult<Option<(PasskeyId, Added)>> {
    let Some(challenge) = made.challenge() else { return Ok(None) };
    let Some(state) = passkeys::take_question(tx, challenge, Some(sign_in))? else { return Ok(None) };
    let Ok(kept) = here.register(&state, &made) else { return Ok(None) };
    // Nothing else of theirs changes meanwhile, or many at once could be more than there may be.
    queries::lock_tries(tx, sign_in.user)?;
    if queries::held(tx, sign_in.user)?.passkeys >= passkeys::MOST {
        return Err(AppError::Conflict("factors-conflict-many"));
    }
    let id = passkeys::add(tx, sign_in.user, &name, &kept)?;
    let added = finish_addition(tx, sign_in, browser, "passkey-added", &[("passkey", name)])?;
    Ok(Some((id, added)))
}

/// Takes a passkey away. None, where it stays because it is the last factor of someone who must have one.
///
/// # Errors
/// Not found, when it is none of theirs.
pub fn remove_passkey(tx: &mut Tx, sign_in: &SignIn, id: PasskeyId) -> AppResult<Option<NewCookie>> {
    let user = people::user(tx, sign_in.user)?;
    // Nothing else of theirs changes meanwhile, or two removals at once could leave nothing.
    queries::lock_tries(tx, user.id)?;
    let name = passkeys::one(tx, user.id, id)?.name;
    let is_last = queries::held(tx, user.id)?.are_all(false, 1);
    if is_last && queries::policy(tx)?.asks(sign_in.role) {
        return Ok(None);
    }
    passkeys::remove(tx, user.id, id)?;
    if is_last {
        queries::remove_codes(tx, user.id)?;
    }
    finish_removal(tx, &user, sign_in, "passkey-removed", &[("passkey", name)]).map(Some)
}
