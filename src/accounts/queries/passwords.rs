//! Stored passwords, and the number of failed attempts. Visible only to the system viewer.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    accounts::{
        model::{Hashed, PasswordRow, State, StoredPassword, User},
        password::{self, Password, Pepper},
        rules,
    },
    db::Tx,
    error::AppResult,
    kernel::{EmailAddress, ids::UserId},
    schema::{passwords, users},
};

/// Sets a user's password, and unlocks their account. Computes the hash within the transaction, so it is meant for
/// commands and the demo; pages hash before their transaction and then call [`keep_password`]. Requires the system
/// viewer.
pub fn set_password(tx: &mut Tx, pepper: &Pepper, user: UserId, password: &Password) -> AppResult<()> {
    let hashed = password::hash_here(pepper, password)?;
    keep_password(tx, user, &hashed)
}

/// Stores a password's hash, and unlocks the account.
pub fn keep_password(tx: &mut Tx, user: UserId, hashed: &Hashed) -> AppResult<()> {
    let (studio, now) = (tx.scope.studio, tx.now);
    let row = (
        hashed,
        passwords::failures.eq(0),
        passwords::locked_until.eq(None::<DateTime<Utc>>),
        passwords::changed_at.eq(now),
    );
    diesel::insert_into(passwords::table)
        .values((passwords::studio_id.eq(studio), passwords::user_id.eq(user), row))
        .on_conflict((passwords::studio_id, passwords::user_id))
        .do_update()
        .set(row)
        .execute(tx.conn())?;
    Ok(())
}

/// The user with an address, and their stored password if they have one.
pub fn for_sign_in(
    tx: &mut Tx,
    email: Option<&EmailAddress>,
) -> AppResult<Option<(UserId, Option<StoredPassword>)>> {
    let Some(email) = email else { return Ok(None) };
    Ok(users::table
        .left_join(passwords::table.on(passwords::user_id.eq(users::id)))
        .filter(users::email.eq(email))
        .select((users::id, Option::<StoredPassword>::as_select()))
        .first(tx.conn())
        .optional()?)
}

/// Whether the user has joined, and has not only been invited. Requires the system viewer.
pub fn has_joined(tx: &mut Tx, user: &User) -> AppResult<bool> {
    Ok(user.state == State::Active || user.state == State::Deactivated && stored(tx, user.id)?.is_some())
}

/// The user's stored password.
pub fn stored(tx: &mut Tx, user: UserId) -> AppResult<Option<StoredPassword>> {
    let theirs = passwords::table.filter(passwords::user_id.eq(user)).select(StoredPassword::as_select());
    Ok(theirs.first(tx.conn()).optional()?)
}

/// Stores the same password hashed under another key, unless it has been changed since it was read.
pub fn store_rehashed(tx: &mut Tx, user: UserId, read: &StoredPassword, hashed: &Hashed) -> AppResult<()> {
    let row = passwords::table
        .filter(passwords::user_id.eq(user))
        .filter(passwords::hash.eq(&read.hashed.hash))
        .filter(passwords::changed_at.eq(read.changed_at));
    diesel::update(row).set(hashed).execute(tx.conn())?;
    Ok(())
}

/// The user's password row, locked until the transaction ends.
pub fn lock(tx: &mut Tx, user: UserId) -> AppResult<Option<PasswordRow>> {
    Ok(passwords::table
        .filter(passwords::user_id.eq(user))
        .select(PasswordRow::as_select())
        .for_update()
        .first(tx.conn())
        .optional()?)
}

/// Counts a wrong password.
pub fn count_failure(tx: &mut Tx, user: UserId, lock: &PasswordRow) -> AppResult<()> {
    let (failures, until) = rules::after_failure(lock.failures, lock.locked_until, tx.now);
    set_failures(tx, user, failures, until)
}

/// Records that the user is being notified of wrong passwords.
pub fn mark_warned(tx: &mut Tx, user: UserId) -> AppResult<()> {
    let row = passwords::table.filter(passwords::user_id.eq(user));
    diesel::update(row).set(passwords::warned_at.eq(tx.now)).execute(tx.conn())?;
    Ok(())
}

/// Resets the count of wrong passwords after a correct one.
pub fn forget_failures(tx: &mut Tx, user: UserId) -> AppResult<()> {
    set_failures(tx, user, 0, None)
}

fn set_failures(tx: &mut Tx, user: UserId, failures: i32, until: Option<DateTime<Utc>>) -> AppResult<()> {
    diesel::update(passwords::table.filter(passwords::user_id.eq(user)))
        .set((passwords::failures.eq(failures), passwords::locked_until.eq(until)))
        .execute(tx.conn())?;
    Ok(())
}
