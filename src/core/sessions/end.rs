//! Ends sessions. Their event streams are closed with them, on every instance.

use diesel::prelude::*;

use crate::{
    db::Tx,
    error::AppResult,
    kernel::{
        ids::{SessionId, UserId},
        sha256::Sha256,
    },
    schema::{sessions, sign_in_codes, users},
};

/// Locks a user's row until the transaction ends. Transactions that create or end sessions of this user do so before they read: a
/// concurrent sign-in is then either seen and ended, or sees the change that ended it.
pub fn hold_owner(tx: &mut Tx, user: UserId) -> AppResult<()> {
    let row = users::table.filter(users::id.eq(user)).select(users::id).for_no_key_update();
    row.first::<UserId>(tx.conn()).optional()?;
    Ok(())
}

/// Ends all sessions of a user: after a changed password or factor, or when the account is closed. A browser that was confirmed by the
/// user's phone can no longer be signed in.
pub fn end_all(tx: &mut Tx, user: UserId) -> AppResult<usize> {
    end_theirs(tx, user, None)
}

/// Ends all of a user's sessions except one. Browsers that it has confirmed can no longer be signed in either.
pub fn end_others(tx: &mut Tx, user: UserId, but: SessionId) -> AppResult<usize> {
    end_theirs(tx, user, Some(but))
}

fn end_theirs(tx: &mut Tx, user: UserId, but: Option<SessionId>) -> AppResult<usize> {
    hold_owner(tx, user)?;
    // Users may not read the sign-in codes that their phones confirmed.
    tx.as_system(|tx| {
        let confirmed = sign_in_codes::table.filter(sign_in_codes::user_id.eq(user));
        let confirmed = confirmed.filter(sign_in_codes::state.eq("confirmed"));
        diesel::update(confirmed).set(sign_in_codes::state.eq("refused")).execute(tx.conn())?;
        Ok(())
    })?;
    let theirs = diesel::delete(sessions::table.filter(sessions::user_id.eq(user))).into_boxed();
    let these = match but {
        Some(but) => theirs.filter(sessions::id.ne(but)),
        None => theirs,
    };
    Ok(these.execute(tx.conn())?)
}

/// Ends the sessions of all users; all of them, or all except one. Only the system may call it.
pub fn end_everybodys(tx: &mut Tx, but: Option<SessionId>) -> AppResult<usize> {
    // Prevents concurrent sign-ins from creating sessions that this would not see.
    let everybody = users::table.order(users::id).select(users::id).for_no_key_update();
    everybody.load::<UserId>(tx.conn())?;
    let confirmed = sign_in_codes::table.filter(sign_in_codes::state.eq("confirmed"));
    diesel::update(confirmed).set(sign_in_codes::state.eq("refused")).execute(tx.conn())?;
    let all = diesel::delete(sessions::table).into_boxed();
    let these = match but {
        Some(but) => all.filter(sessions::id.ne(but)),
        None => all,
    };
    Ok(these.execute(tx.conn())?)
}

/// Ends the session of a cookie. Returns false if there is none.
pub fn end_by_cookie(tx: &mut Tx, cookie: Sha256) -> AppResult<bool> {
    let session = sessions::table.filter(sessions::token_hash.eq(cookie.as_bytes().to_vec()));
    Ok(diesel::delete(session).execute(tx.conn())? == 1)
}
