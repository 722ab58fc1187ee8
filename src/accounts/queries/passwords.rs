//! Passwords as they are kept, and how often they were mistaken. Only the system sees them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    accounts::{
        model::{Hashed, Kept, Lock, State, User},
        password::{self, Password, Pepper},
        rules,
    },
    db::Tx,
    error::AppResult,
    kernel::{EmailAddress, ids::UserId},
    schema::{passwords, users},
};

/// Gives a user a password, and wakes an account that rests. Hashes on the way, so it is for commands and the demo; pages hash
/// before their transaction and then [`keep_password`]. Only the system may.
pub fn set_password(tx: &mut Tx, pepper: &Pepper, user: UserId, password: &Password) -> AppResult<()> {
    let hashed = password::hash_here(pepper, password)?;
    keep_password(tx, user, &hashed)
}

/// Keeps a password's hash, and wakes an account that rests.
pub fn keep_password(tx: &mut Tx, user: UserId, hashed: &Hashed) -> AppResult<()> {
    let (studio, now) = (tx.scope.studio, tx.now);
    let kept = (
        hashed,
        passwords::failures.eq(0),
        passwords::locked_until.eq(None::<DateTime<Utc>>),
        passwords::changed_at.eq(now),
    );
    diesel::insert_into(passwords::table)
        .values((passwords::studio_id.eq(studio), passwords::user_id.eq(user), kept))
        .on_conflict((passwords::studio_id, passwords::user_id))
        .do_update()
        .set(kept)
        .execute(tx.conn())?;
    Ok(())
}

/// Whose an address is, and their password where they have one: what signing in needs.
pub fn for_sign_in(tx: &mut Tx, email: Option<&EmailAddress>) -> AppResult<Option<(UserId, Option<Kept>)>> {
    let Some(email) = email else { return Ok(None) };
    Ok(users::table
        .left_join(passwords::table.on(passwords::user_id.eq(users::id)))
        .filter(users::email.eq(email))
        .select((users::id, Option::<Kept>::as_select()))
        .first(tx.conn())
        .optional()?)
}

/// Whether somebody has an account that was open once, and was not only invited. Only the system can tell.
pub fn has_come(tx: &mut Tx, user: &User) -> AppResult<bool> {
    Ok(user.state == State::Active || user.state == State::Deactivated && kept(tx, user.id)?.is_some())
}

/// What is kept of a user's password.
pub fn kept(tx: &mut Tx, user: UserId) -> AppResult<Option<Kept>> {
    let theirs = passwords::table.filter(passwords::user_id.eq(user)).select(Kept::as_select());
    Ok(theirs.first(tx.conn()).optional()?)
}

/// Keeps the same password under another key, unless it was changed meanwhile.
pub fn keep_anew(tx: &mut Tx, user: UserId, read: &Kept, hashed: &Hashed) -> AppResult<()> {
    let row = passwords::table
        .filter(passwords::user_id.eq(user))
        .filter(passwords::hash.eq(&read.hashed.hash))
        .filter(passwords::changed_at.eq(read.changed_at));
    diesel::update(row).set(hashed).execute(tx.conn())?;
    Ok(())
}

/// A user's password, locked until the transaction ends.
pub fn lock(tx: &mut Tx, user: UserId) -> AppResult<Option<Lock>> {
    Ok(passwords::table
        .filter(passwords::user_id.eq(user))
        .select(Lock::as_select())
        .for_update()
        .first(tx.conn())
        .optional()?)
}

/// Counts a wrong password.
pub fn count_failure(tx: &mut Tx, user: UserId, lock: &Lock) -> AppResult<()> {
    let (failures, until) = rules::after_failure(lock.failures, lock.locked_until, tx.now);
    set_failures(tx, user, failures, until)
}

/// Notes that a user is being told of wrong passwords.
pub fn mark_warned(tx: &mut Tx, user: UserId) -> AppResult<()> {
    let row = passwords::table.filter(passwords::user_id.eq(user));
    diesel::update(row).set(passwords::warned_at.eq(tx.now)).execute(tx.conn())?;
    Ok(())
}

/// Forgets wrong passwords after the right one.
pub fn forget_failures(tx: &mut Tx, user: UserId) -> AppResult<()> {
    set_failures(tx, user, 0, None)
}

fn set_failures(tx: &mut Tx, user: UserId, failures: i32, until: Option<DateTime<Utc>>) -> AppResult<()> {
    diesel::update(passwords::table.filter(passwords::user_id.eq(user)))
        .set((passwords::failures.eq(failures), passwords::locked_until.eq(until)))
        .execute(tx.conn())?;
    Ok(())
}
