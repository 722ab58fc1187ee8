//! Passkeys, and the challenges that have not been answered yet.

use chrono::Duration;
use diesel::prelude::*;

use crate::{
    access::SignIn,
    accounts::factors::{
        model::{Known, Passkey},
        passkey::{Ceremony, Credential},
    },
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::{PasskeyId, UserId},
    schema::{passkey_ceremonies, passkeys},
};

/// How long a challenge is valid.
const LASTS: Duration = Duration::minutes(5);
/// The maximum number of passkeys per user.
pub const MOST: i64 = 20;

/// Stores a challenge: for registering, bound to the user's session; for signing in, unbound. Deletes expired ones.
pub fn store_ceremony(tx: &mut Tx, ceremony: &Ceremony, registering: Option<&SignIn>) -> AppResult<()> {
    let old = passkey_ceremonies::table.filter(passkey_ceremonies::expires_at.lt(tx.now));
    diesel::delete(old).execute(tx.conn())?;
    diesel::insert_into(passkey_ceremonies::table)
        .values((
            passkey_ceremonies::studio_id.eq(tx.scope.studio),
            passkey_ceremonies::challenge.eq(ceremony.challenge.to_vec()),
            passkey_ceremonies::user_id.eq(registering.map(|sign_in| sign_in.user)),
            passkey_ceremonies::session_id.eq(registering.map(|sign_in| sign_in.session)),
            passkey_ceremonies::state.eq(&ceremony.state),
            passkey_ceremonies::expires_at.eq(tx.now + LASTS),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Takes the state to verify a response with, in the session the challenge was made for. It works once, whatever the
/// outcome.
pub fn take_ceremony(
    tx: &mut Tx,
    challenge: [u8; 16],
    registering: Option<&SignIn>,
) -> AppResult<Option<Vec<u8>>> {
    let now = tx.now;
    let row = passkey_ceremonies::table
        .filter(passkey_ceremonies::challenge.eq(challenge.to_vec()))
        .filter(passkey_ceremonies::user_id.is_not_distinct_from(registering.map(|sign_in| sign_in.user)))
        .filter(
            passkey_ceremonies::session_id.is_not_distinct_from(registering.map(|sign_in| sign_in.session)),
        )
        .filter(passkey_ceremonies::expires_at.gt(now));
    Ok(diesel::delete(row).returning(passkey_ceremonies::state).get_result(tx.conn()).optional()?)
}

/// The user's passkeys, oldest first.
pub fn of(tx: &mut Tx, user: UserId) -> AppResult<Vec<Passkey>> {
    let theirs = passkeys::table.filter(passkeys::user_id.eq(user)).order(passkeys::id);
    Ok(theirs.select(Passkey::as_select()).load(tx.conn())?)
}

/// One of the user's passkeys.
///
/// # Errors
/// Not found, also if it belongs to another user.
pub fn one(tx: &mut Tx, user: UserId, id: PasskeyId) -> AppResult<Passkey> {
    let row = passkeys::table.filter(passkeys::user_id.eq(user)).filter(passkeys::id.eq(id));
    Ok(row.select(Passkey::as_select()).first(tx.conn())?)
}

/// The credential ids of the user's passkeys.
pub fn ids_of(tx: &mut Tx, user: UserId) -> AppResult<Vec<Vec<u8>>> {
    Ok(passkeys::table.filter(passkeys::user_id.eq(user)).select(passkeys::credential_id).load(tx.conn())?)
}

/// The passkey that a response names, locked until the transaction ends, so that its counter is checked by one request
/// at a time.
pub fn lock(tx: &mut Tx, user: UserId, credential_id: &[u8]) -> AppResult<Option<Known>> {
    let row = passkeys::table
        .filter(passkeys::user_id.eq(user))
        .filter(passkeys::credential_id.eq(credential_id.to_vec()));
    Ok(row.select(Known::as_select()).for_update().first(tx.conn()).optional()?)
}

/// Stores a new passkey, and returns its id.
///
/// # Errors
/// Conflict, if the passkey is already registered.
pub fn add(tx: &mut Tx, user: UserId, name: &str, credential: &Credential) -> AppResult<PasskeyId> {
    let id = PasskeyId::new();
    let written = diesel::insert_into(passkeys::table)
        .values((
            passkeys::studio_id.eq(tx.scope.studio),
            passkeys::id.eq(id),
            passkeys::user_id.eq(user),
            passkeys::credential_id.eq(&credential.credential_id),
            passkeys::fixed_state.eq(&credential.fixed_state),
            passkeys::moving_state.eq(&credential.moving_state),
            passkeys::name.eq(name),
            passkeys::created_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    if written == 1 { Ok(id) } else { Err(AppError::Conflict("factors-conflict-passkey")) }
}

/// Records the use of a passkey.
pub fn used(tx: &mut Tx, id: PasskeyId, moving_state: &[u8]) -> AppResult<()> {
    let now = tx.now;
    diesel::update(passkeys::table.filter(passkeys::id.eq(id)))
        .set((passkeys::moving_state.eq(moving_state.to_vec()), passkeys::last_used_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Removes one of the user's passkeys.
pub fn remove(tx: &mut Tx, user: UserId, id: PasskeyId) -> AppResult<bool> {
    let row = passkeys::table.filter(passkeys::user_id.eq(user)).filter(passkeys::id.eq(id));
    Ok(diesel::delete(row).execute(tx.conn())? == 1)
}
