//! Passkeys, and the questions that wait for their one answer.

use chrono::Duration;
use diesel::prelude::*;

use crate::{
    access::SignIn,
    accounts::factors::{
        model::{Known, Passkey},
        passkey::{Asked, Kept},
    },
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::{PasskeyId, UserId},
    schema::{passkey_ceremonies, passkeys},
};

/// How long a question waits.
const LASTS: Duration = Duration::minutes(5);
/// How many passkeys someone may have.
pub const MOST: i64 = 20;

/// Keeps a question: to a user who registers, in one of their sessions, or to whoever signs in. What nobody answered in time goes.
pub fn keep_question(tx: &mut Tx, asked: &Asked, registers: Option<&SignIn>) -> AppResult<()> {
    let old = passkey_ceremonies::table.filter(passkey_ceremonies::expires_at.lt(tx.now));
    diesel::delete(old).execute(tx.conn())?;
    diesel::insert_into(passkey_ceremonies::table)
        .values((
            passkey_ceremonies::studio_id.eq(tx.scope.studio),
            passkey_ceremonies::challenge.eq(asked.challenge.to_vec()),
            passkey_ceremonies::user_id.eq(registers.map(|sign_in| sign_in.user)),
            passkey_ceremonies::session_id.eq(registers.map(|sign_in| sign_in.session)),
            passkey_ceremonies::state.eq(&asked.state),
            passkey_ceremonies::expires_at.eq(tx.now + LASTS),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Takes a question to judge its answer by, in the session that asked it. Once: whatever comes of it, it is gone.
pub fn take_question(
    tx: &mut Tx,
    challenge: [u8; 16],
    registers: Option<&SignIn>,
) -> AppResult<Option<Vec<u8>>> {
    let now = tx.now;
    let row = passkey_ceremonies::table
        .filter(passkey_ceremonies::challenge.eq(challenge.to_vec()))
        .filter(passkey_ceremonies::user_id.is_not_distinct_from(registers.map(|sign_in| sign_in.user)))
        .filter(passkey_ceremonies::session_id.is_not_distinct_from(registers.map(|sign_in| sign_in.session)))
        .filter(passkey_ceremonies::expires_at.gt(now));
    Ok(diesel::delete(row).returning(passkey_ceremonies::state).get_result(tx.conn()).optional()?)
}

/// Someone's passkeys, the oldest first.
pub fn of(tx: &mut Tx, user: UserId) -> AppResult<Vec<Passkey>> {
    let theirs = passkeys::table.filter(passkeys::user_id.eq(user)).order(passkeys::id);
    Ok(theirs.select(Passkey::as_select()).load(tx.conn())?)
}

/// One of someone's passkeys.
///
/// # Errors
/// Not found, also where it is somebody else's.
pub fn one(tx: &mut Tx, user: UserId, id: PasskeyId) -> AppResult<Passkey> {
    let row = passkeys::table.filter(passkeys::user_id.eq(user)).filter(passkeys::id.eq(id));
    Ok(row.select(Passkey::as_select()).first(tx.conn())?)
}

/// What devices call someone's passkeys.
pub fn ids_of(tx: &mut Tx, user: UserId) -> AppResult<Vec<Vec<u8>>> {
    Ok(passkeys::table.filter(passkeys::user_id.eq(user)).select(passkeys::credential_id).load(tx.conn())?)
}

/// The passkey that an answer names, locked until the transaction ends: its counter is judged by one answer at a time.
pub fn lock(tx: &mut Tx, user: UserId, credential_id: &[u8]) -> AppResult<Option<Known>> {
    let row = passkeys::table
        .filter(passkeys::user_id.eq(user))
        .filter(passkeys::credential_id.eq(credential_id.to_vec()));
    Ok(row.select(Known::as_select()).for_update().first(tx.conn()).optional()?)
}

/// Keeps a new passkey; answers its id.
///
/// # Errors
/// Conflict, when somebody has it already.
pub fn add(tx: &mut Tx, user: UserId, name: &str, kept: &Kept) -> AppResult<PasskeyId> {
    let id = PasskeyId::new();
    let written = diesel::insert_into(passkeys::table)
        .values((
            passkeys::studio_id.eq(tx.scope.studio),
            passkeys::id.eq(id),
            passkeys::user_id.eq(user),
            passkeys::credential_id.eq(&kept.credential_id),
            passkeys::fixed_state.eq(&kept.fixed_state),
            passkeys::moving_state.eq(&kept.moving_state),
            passkeys::name.eq(name),
            passkeys::created_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    if written == 1 { Ok(id) } else { Err(AppError::Conflict("factors-conflict-passkey")) }
}

/// Notes that a passkey was used.
pub fn used(tx: &mut Tx, id: PasskeyId, moving_state: &[u8]) -> AppResult<()> {
    let now = tx.now;
    diesel::update(passkeys::table.filter(passkeys::id.eq(id)))
        .set((passkeys::moving_state.eq(moving_state.to_vec()), passkeys::last_used_at.eq(now)))
        .execute(tx.conn())?;
    Ok(())
}

/// Takes one of someone's passkeys away.
pub fn remove(tx: &mut Tx, user: UserId, id: PasskeyId) -> AppResult<bool> {
    let row = passkeys::table.filter(passkeys::user_id.eq(user)).filter(passkeys::id.eq(id));
    Ok(diesel::delete(row).execute(tx.conn())? == 1)
}
