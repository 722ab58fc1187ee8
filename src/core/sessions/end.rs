//! Ending sessions. Their streams close with them, on every instance.

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

/// Locks someone's row until the transaction ends. Who opens a session for them, and who ends theirs, does it before looking: so a
/// sign-in under way is either seen and ended, or sees what has ended it.
pub fn hold_owner(tx: &mut Tx, user: UserId) -> AppResult<()> {
    let row = users::table.filter(users::id.eq(user)).select(users::id).for_no_key_update();
    row.first::<UserId>(tx.conn()).optional()?;
    Ok(())
}

/// Ends every session of a user: after a changed password or factor, or when the account is closed. A browser that a phone of theirs has confirmed is not signed in any more.
pub fn end_all(tx: &mut Tx, user: UserId) -> AppResult<usize> {
    end_theirs(tx, user, None)
}

/// The same for all of a user's sessions but one. Browsers that it has confirmed are not signed in either.
pub fn end_others(tx: &mut Tx, user: UserId, but: SessionId) -> AppResult<usize> {
    end_theirs(tx, user, Some(but))
}

fn end_theirs(tx: &mut Tx, user: UserId, but: Option<SessionId>) -> AppResult<usize> {
    hold_owner(tx, user)?;
    // People do not see what their phones confirmed.
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

/// Ends everybody's sessions; all, or all but one. Only the system may.
pub fn end_everybodys(tx: &mut Tx, but: Option<SessionId>) -> AppResult<usize> {
    // Nobody opens one meanwhile that this would not see.
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

/// Ends the session that a cookie opens; false, where there is none.
pub fn end_by_cookie(tx: &mut Tx, cookie: Sha256) -> AppResult<bool> {
    let session = sessions::table.filter(sessions::token_hash.eq(cookie.as_bytes().to_vec()));
    Ok(diesel::delete(session).execute(tx.conn())? == 1)
}
