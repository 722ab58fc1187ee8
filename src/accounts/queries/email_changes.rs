//! Changes of address that are not confirmed by both addresses yet.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    accounts::{
        model::{EmailChange, User},
        rules,
    },
    db::Tx,
    error::AppResult,
    kernel::{EmailAddress, Token, ids::UserId},
    schema::{email_changes, users},
};

/// The number of changes the user has requested within the last day.
pub fn requested_today(tx: &mut Tx, user: UserId) -> AppResult<i64> {
    let recent = email_changes::table
        .filter(email_changes::user_id.eq(user))
        .filter(email_changes::created_at.gt(tx.now - Duration::days(1)));
    Ok(recent.count().get_result(tx.conn())?)
}

/// The new address of the user's pending change.
pub fn pending(tx: &mut Tx, user: UserId) -> AppResult<Option<EmailAddress>> {
    let now = tx.now;
    let open = email_changes::table
        .filter(email_changes::user_id.eq(user))
        .filter(email_changes::ended_at.is_null())
        .filter(email_changes::expires_at.gt(now));
    Ok(open.select(email_changes::email).first(tx.conn()).optional()?)
}

/// Inserts a change. Returns its id and its two tokens, the new address's first. Earlier pending changes end.
pub fn insert(tx: &mut Tx, user: UserId, email: &EmailAddress) -> AppResult<(Uuid, Token, Token)> {
    end_all(tx, user)?;
    let (id, new, old, now) = (Uuid::now_v7(), Token::random(), Token::random(), tx.now);
    diesel::insert_into(email_changes::table)
        .values((
            email_changes::studio_id.eq(tx.scope.studio),
            email_changes::id.eq(id),
            email_changes::user_id.eq(user),
            email_changes::email.eq(email),
            email_changes::new_hash.eq(new.digest().as_bytes().to_vec()),
            email_changes::old_hash.eq(old.digest().as_bytes().to_vec()),
            email_changes::created_at.eq(now),
            email_changes::expires_at.eq(now + rules::EMAIL_CHANGE_LASTS),
        ))
        .execute(tx.conn())?;
    Ok((id, new, old))
}

/// Ends the user's pending changes.
pub fn end_all(tx: &mut Tx, user: UserId) -> AppResult<usize> {
    let open = email_changes::table
        .filter(email_changes::user_id.eq(user))
        .filter(email_changes::ended_at.is_null());
    Ok(diesel::update(open).set(email_changes::ended_at.eq(tx.now)).execute(tx.conn())?)
}

/// The change that a mailed link belongs to, and its user, if both are still active and this address has not answered
/// yet. In a writing transaction both rows stay locked until it ends.
pub fn bearer(tx: &mut Tx, token: &Token, to_write: bool) -> AppResult<Option<(EmailChange, User)>> {
    let hash = token.digest().as_bytes().to_vec();
    let asked = email_changes::table
        .inner_join(users::table.on(users::id.eq(email_changes::user_id)))
        .filter(email_changes::ended_at.is_null())
        .filter(email_changes::expires_at.gt(tx.now))
        .filter(users::state.eq("active"))
        .filter(
            (email_changes::new_hash.eq(hash.clone()).and(email_changes::new_confirmed_at.is_null()))
                .or(email_changes::old_hash.eq(hash).and(email_changes::old_confirmed_at.is_null())),
        )
        .select((EmailChange::as_select(), User::as_select()));
    Ok(if to_write {
        asked.for_update().first(tx.conn()).optional()?
    } else {
        asked.first(tx.conn()).optional()?
    })
}

/// Records that one of the two addresses has confirmed.
pub fn confirm(tx: &mut Tx, change: &EmailChange, at_new: bool) -> AppResult<()> {
    let row = email_changes::table.filter(email_changes::id.eq(change.id));
    let said: Option<DateTime<Utc>> = Some(tx.now);
    if at_new {
        diesel::update(row).set(email_changes::new_confirmed_at.eq(said)).execute(tx.conn())?;
    } else {
        diesel::update(row).set(email_changes::old_confirmed_at.eq(said)).execute(tx.conn())?;
    }
    Ok(())
}

/// Gives the account its new address. Returns `false` if another user has it.
pub fn carry_out(tx: &mut Tx, change: &EmailChange) -> AppResult<bool> {
    let taken = users::table.filter(users::email.eq(&change.email));
    if diesel::select(diesel::dsl::exists(taken)).get_result(tx.conn())? {
        return Ok(false);
    }
    let row = users::table.filter(users::id.eq(change.user_id));
    diesel::update(row).set(users::email.eq(&change.email)).execute(tx.conn())?;
    Ok(true)
}
