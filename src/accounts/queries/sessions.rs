//! Sessions, as shown to their owner.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        ids::{SessionId, UserId},
        sha256::Sha256,
    },
    schema::sessions,
};

/// An open session.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = sessions)]
pub struct Open {
    pub id: SessionId,
    pub agent: String,
    pub seen_address: String,
    pub created_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
}

/// A user's sessions, most recently used first. Sessions unused since `unused_since` have idled out.
pub fn of_user(tx: &mut Tx, user: UserId, unused_since: DateTime<Utc>) -> AppResult<Vec<Open>> {
    Ok(sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::stage.eq("whole"))
        .filter(sessions::expires_at.gt(tx.now))
        .filter(sessions::last_seen_at.ge(unused_since))
        .order(sessions::last_seen_at.desc())
        .select(Open::as_select())
        .load(tx.conn())?)
}

/// Ends one of a user's sessions.
///
/// # Errors
/// Not found, if the session is not the user's.
pub fn end(tx: &mut Tx, user: UserId, id: SessionId) -> AppResult<()> {
    let theirs = sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::id.eq(id));
    match diesel::delete(theirs).execute(tx.conn())? {
        0 => Err(AppError::NotFound),
        _ => Ok(()),
    }
}

/// The number of a user's incomplete sign-ins in browsers that are not known ones.
pub fn incomplete_elsewhere(tx: &mut Tx, user: UserId) -> AppResult<i64> {
    let now = tx.now;
    let waiting = sessions::table
        .filter(sessions::user_id.eq(user))
        .filter(sessions::stage.ne("whole"))
        .filter(sessions::device_id.is_null())
        .filter(sessions::expires_at.gt(now));
    Ok(waiting.count().get_result(tx.conn())?)
}

/// Records when and from where a session was used.
pub fn touch(tx: &mut Tx, cookie: Sha256) -> AppResult<()> {
    let address = tx.origin.address.clone();
    diesel::update(sessions::table.filter(sessions::token_hash.eq(cookie.as_bytes().to_vec())))
        .set((sessions::last_seen_at.eq(tx.now), sessions::seen_address.eq(address)))
        .execute(tx.conn())?;
    Ok(())
}

/// Records that a session's owner is being warned about it. Returns `true` the first time.
pub fn mark_warned(tx: &mut Tx, cookie: Sha256) -> AppResult<bool> {
    let row = sessions::table
        .filter(sessions::token_hash.eq(cookie.as_bytes().to_vec()))
        .filter(sessions::warned_at.is_null());
    Ok(diesel::update(row).set(sessions::warned_at.eq(tx.now)).execute(tx.conn())? == 1)
}
