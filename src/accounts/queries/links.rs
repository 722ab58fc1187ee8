//! One-time links. Their tokens are kept as digests only.

use chrono::Duration;
use diesel::prelude::*;

use crate::{
    accounts::{
        model::{State, User},
        rules::Purpose,
    },
    db::Tx,
    error::AppResult,
    kernel::{Token, ids::UserId},
    schema::{one_time_links, users},
};

diesel::alias!(one_time_links as newer: Newer);

/// Writes a link for someone. With it every older one of the same purpose stops working: see [`bearer`].
///
/// # Errors
/// As Postgres answers.
pub fn make(tx: &mut Tx, user: UserId, purpose: Purpose, lasts: Duration) -> AppResult<Token> {
    let token = Token::random();
    diesel::insert_into(one_time_links::table)
        .values((
            one_time_links::studio_id.eq(tx.scope.studio),
            one_time_links::token_hash.eq(token.digest().as_bytes().to_vec()),
            one_time_links::user_id.eq(user),
            one_time_links::purpose.eq(purpose),
            one_time_links::created_by.eq(tx.scope.user),
            one_time_links::created_at.eq(tx.now),
            one_time_links::expires_at.eq(tx.now + lasts),
        ))
        .execute(tx.conn())?;
    Ok(token)
}

/// Whose link this is, while it works: of this purpose, the newest one, neither used nor expired, and of use to its bearer.
///
/// # Errors
/// As Postgres answers.
pub fn bearer(tx: &mut Tx, token: &Token, purpose: Purpose) -> AppResult<Option<User>> {
    let replaced = newer
        .filter(newer.field(one_time_links::user_id).eq(one_time_links::user_id))
        .filter(newer.field(one_time_links::purpose).eq(one_time_links::purpose))
        .filter(newer.field(one_time_links::created_at).gt(one_time_links::created_at));
    let state = match purpose {
        Purpose::Invitation => State::Invited,
        Purpose::PasswordReset => State::Active,
    };
    Ok(one_time_links::table
        .inner_join(users::table.on(users::id.eq(one_time_links::user_id)))
        .filter(one_time_links::token_hash.eq(token.digest().as_bytes().to_vec()))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(tx.now))
        .filter(users::state.eq(state))
        .filter(diesel::dsl::not(diesel::dsl::exists(replaced)))
        .select(User::as_select())
        .first(tx.conn())
        .optional()?)
}

/// Uses a link up. Of any number at once, one alone is told true.
///
/// # Errors
/// As Postgres answers.
pub fn use_up(tx: &mut Tx, token: &Token) -> AppResult<bool> {
    let link = one_time_links::table
        .filter(one_time_links::token_hash.eq(token.digest().as_bytes().to_vec()))
        .filter(one_time_links::used_at.is_null());
    Ok(diesel::update(link).set(one_time_links::used_at.eq(tx.now)).execute(tx.conn())? == 1)
}

/// Voids every link of someone: for when their account is closed, or their address is another's.
///
/// # Errors
/// As Postgres answers.
pub fn void_all(tx: &mut Tx, user: UserId) -> AppResult<usize> {
    let open = one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::used_at.is_null());
    Ok(diesel::update(open).set(one_time_links::used_at.eq(tx.now)).execute(tx.conn())?)
}

/// How many invitations someone has sent within the last day.
///
/// # Errors
/// As Postgres answers.
pub fn invitations_today(tx: &mut Tx, inviter: UserId) -> AppResult<i64> {
    Ok(one_time_links::table
        .filter(one_time_links::created_by.eq(inviter))
        .filter(one_time_links::purpose.eq(Purpose::Invitation))
        .filter(one_time_links::created_at.gt(tx.now - Duration::days(1)))
        .count()
        .get_result(tx.conn())?)
}

/// Whether someone was sent a link within the last while.
///
/// # Errors
/// As Postgres answers.
pub fn made_within(tx: &mut Tx, user: UserId, purpose: Purpose, while_: Duration) -> AppResult<bool> {
    let recent = one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::created_at.gt(tx.now - while_));
    Ok(diesel::select(diesel::dsl::exists(recent)).get_result(tx.conn())?)
}
