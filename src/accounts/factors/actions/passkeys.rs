//! Adding and removing passkeys.

use super::{Added, finish_addition, finish_removal};
use crate::{
    access::SignIn,
    accounts::{
        factors::{
            passkey::{Attestation, Ceremony, RelyingParty},
            queries::{self, passkeys},
        },
        queries as people,
    },
    db::Tx,
    error::{AppError, AppResult},
    kernel::{ids::PasskeyId, sha256::Sha256},
    sessions::NewCookie,
};

/// Starts the registration of a new passkey, in the user's session.
pub fn start_passkey_registration(
    tx: &mut Tx,
    relying_party: &RelyingParty,
    sign_in: &SignIn,
) -> AppResult<Ceremony> {
    let user = sign_in.user;
    let known = passkeys::ids_of(tx, user)?;
    let email = people::user(tx, user)?.email.to_string();
    let ceremony = relying_party.start_registration(user, &email, &known)?;
    passkeys::store_ceremony(tx, &ceremony, Some(sign_in))?;
    Ok(ceremony)
}

/// Stores a new passkey. Also returns its id. Returns `None` if the response does not match the challenge.
///
/// # Errors
/// Conflict, if the user has the maximum number of passkeys, or the passkey is already registered.
pub fn add_passkey(
    tx: &mut Tx,
    relying_party: &RelyingParty,
    sign_in: &SignIn,
    (name, attestation): (String, Attestation),
    browser: Sha256,
) -> AppResult<Option<(PasskeyId, Added)>> {
    let Some(challenge) = attestation.challenge() else { return Ok(None) };
    let Some(state) = passkeys::take_ceremony(tx, challenge, Some(sign_in))? else { return Ok(None) };
    let Ok(credential) = relying_party.register(&state, &attestation) else { return Ok(None) };
    // The lock orders changes to the user's factors: concurrent additions could exceed the maximum.
    queries::lock_attempts(tx, sign_in.user)?;
    if queries::held(tx, sign_in.user)?.passkeys >= passkeys::MOST {
        return Err(AppError::Conflict("factors-conflict-many"));
    }
    let id = passkeys::add(tx, sign_in.user, &name, &credential)?;
    let added = finish_addition(tx, sign_in, browser, "passkey-added", &[("passkey", name)])?;
    Ok(Some((id, added)))
}

/// Removes a passkey. Returns `None` if it stays because it is the last factor of a user who must have one.
///
/// # Errors
/// Not found, if the passkey is not the user's.
pub fn remove_passkey(tx: &mut Tx, sign_in: &SignIn, id: PasskeyId) -> AppResult<Option<NewCookie>> {
    let user = people::user(tx, sign_in.user)?;
    // The lock orders changes to the user's factors: two concurrent removals could leave none.
    queries::lock_attempts(tx, user.id)?;
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
