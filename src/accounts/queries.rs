//! The only SQL on people and their passwords.

use std::collections::HashMap;

use diesel::{pg::Pg, prelude::*};

use super::{
    model::{Lock, NewUser, Person, User, columns_of},
    password::{self, Password, Pepper},
    rules,
};
use crate::{
    access::Scope,
    db::Tx,
    error::{AppError, AppResult},
    kernel::{EmailAddress, ids::UserId},
    schema::{passwords, users},
};

/// The users a viewer may know of: all of the studio's for those who work here; for a client, colleagues and the studio's people.
fn visible(scope: Scope) -> users::BoxedQuery<'static, Pg> {
    let all = users::table.into_boxed();
    match scope.client() {
        Some(client) => all.filter(users::client_id.eq(client).or(users::client_id.is_null())),
        None => all,
    }
}

/// A user.
///
/// # Errors
/// Not found, also where the viewer may not know of them.
pub fn user(tx: &mut Tx, id: UserId) -> AppResult<User> {
    Ok(visible(tx.scope).filter(users::id.eq(id)).select(User::as_select()).first(tx.conn())?)
}

/// Who these people are. Those the viewer may not know of are missing.
///
/// # Errors
/// As Postgres answers.
pub fn people(tx: &mut Tx, ids: &[UserId]) -> AppResult<HashMap<UserId, Person>> {
    let rows: Vec<(UserId, String, String)> = visible(tx.scope)
        .filter(users::id.eq_any(ids.to_vec()))
        .select((users::id, users::name, users::role))
        .load(tx.conn())?;
    let person = |(id, name, role): (_, _, String)| (id, Person { id, name, is_staff: role != "client" });
    Ok(rows.into_iter().map(person).collect())
}

/// Writes a new user, who cannot sign in before they have a password.
///
/// # Errors
/// Conflict, when the studio knows the address already.
pub fn create_user(tx: &mut Tx, new: &NewUser) -> AppResult<UserId> {
    let id = UserId::new();
    let (role, client, standing) = columns_of(new.role);
    let written = diesel::insert_into(users::table)
        .values((
            users::id.eq(id),
            users::role.eq(role),
            users::client_id.eq(client),
            users::standing.eq(standing),
            users::state.eq(new.state),
            users::email.eq(&new.email),
            users::name.eq(&new.name),
            users::locale.eq(new.locale),
            users::created_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    if written == 1 { Ok(id) } else { Err(AppError::Conflict("accounts-conflict-address")) }
}

/// Gives a user a password, and wakes an account that rests. Hashes on the way, so it is for commands and the demo; pages hash
/// before their transaction and then [`keep_password`]. Only the system may.
///
/// # Errors
/// As Postgres answers.
pub fn set_password(tx: &mut Tx, pepper: &Pepper, user: UserId, password: &Password) -> AppResult<()> {
    let hash = password::hash_here(pepper, password)?;
    keep_password(tx, user, &hash)
}

/// Keeps a password's hash, and wakes an account that rests.
///
/// # Errors
/// As Postgres answers.
pub fn keep_password(tx: &mut Tx, user: UserId, hash: &str) -> AppResult<()> {
    let (studio, now) = (tx.scope.studio, tx.now);
    let kept = (
        passwords::hash.eq(hash),
        passwords::failures.eq(0),
        passwords::locked_until.eq(None::<chrono::DateTime<chrono::Utc>>),
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

/// A user by their address, and their password where they have one: what the sign-in desk needs.
///
/// # Errors
/// As Postgres answers.
pub fn at_the_door(tx: &mut Tx, email: &EmailAddress) -> AppResult<Option<(User, Option<Lock>)>> {
    Ok(users::table
        .left_join(passwords::table.on(passwords::user_id.eq(users::id)))
        .filter(users::email.eq(email))
        .select((User::as_select(), Option::<Lock>::as_select()))
        .first(tx.conn())
        .optional()?)
}

/// A user's password, locked until the transaction ends.
///
/// # Errors
/// As Postgres answers.
pub fn lock(tx: &mut Tx, user: UserId) -> AppResult<Option<Lock>> {
    Ok(passwords::table
        .filter(passwords::user_id.eq(user))
        .select(Lock::as_select())
        .for_update()
        .first(tx.conn())
        .optional()?)
}

/// Counts a wrong password.
///
/// # Errors
/// As Postgres answers.
pub fn count_failure(tx: &mut Tx, user: UserId, lock: &Lock) -> AppResult<()> {
    let (failures, until) = rules::after_failure(lock.failures, lock.locked_until, tx.now);
    set_failures(tx, user, failures, until)
}

/// Forgets wrong passwords after the right one.
///
/// # Errors
/// As Postgres answers.
pub fn forget_failures(tx: &mut Tx, user: UserId) -> AppResult<()> {
    set_failures(tx, user, 0, None)
}

fn set_failures(
    tx: &mut Tx,
    user: UserId,
    failures: i32,
    until: Option<chrono::DateTime<chrono::Utc>>,
) -> AppResult<()> {
    diesel::update(passwords::table.filter(passwords::user_id.eq(user)))
        .set((passwords::failures.eq(failures), passwords::locked_until.eq(until)))
        .execute(tx.conn())?;
    Ok(())
}
