//! The sessions that are open.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_types};

use super::is_in_use;
use crate::{
    access::Role,
    db::Tx,
    error::AppResult,
    kernel::{
        ids::{ClientId, SessionId, UserId},
        sha256::Sha256,
    },
    prepared::prepared,
    schema::{sessions, sign_in_codes, users},
};

/// Which of these sessions would open a page now, and in which role their users now are: the database's `session_of` for many.
pub fn open_among(tx: &mut Tx, hashes: &BTreeSet<Sha256>) -> AppResult<Vec<(Sha256, Role)>> {
    let hashes: Vec<Vec<u8>> = hashes.iter().map(|hash| hash.as_bytes().to_vec()).collect();
    let open: Vec<OpenSession> = prepared(
        "select s.token_hash, s.last_seen_at, u.role, u.client_id, u.standing from sessions s
            join users u on u.studio_id = s.studio_id and u.id = s.user_id and u.state = 'active'
            where s.token_hash = any($1) and s.expires_at > $2 and s.stage = 'whole'",
    )
    .bind::<sql_types::Array<sql_types::Binary>, _>(hashes)
    .bind::<sql_types::Timestamptz, _>(tx.now)
    .load(tx.conn())?;
    let with_role = open.into_iter().filter_map(|open| {
        let role = Role::of_columns(&open.role, open.client_id, open.standing.as_deref())?;
        is_in_use(role, open.last_seen_at, tx.now).then_some((open.token_hash, role))
    });
    Ok(with_role.collect())
}

#[derive(QueryableByName)]
struct OpenSession {
    #[diesel(sql_type = sql_types::Binary)]
    token_hash: Sha256,
    #[diesel(sql_type = sql_types::Timestamptz)]
    last_seen_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Text)]
    role: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    client_id: Option<ClientId>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    standing: Option<String>,
}

/// Locks someone's row until the transaction ends. Who opens a session for them, and who ends theirs, does it before looking: so a
/// sign-in under way is either seen and ended, or sees what has ended it.
pub fn hold_owner(tx: &mut Tx, user: UserId) -> AppResult<()> {
    let row = users::table.filter(users::id.eq(user)).select(users::id).for_no_key_update();
    row.first::<UserId>(tx.conn()).optional()?;
    Ok(())
}

/// Ends every session of a user: after a changed password or factor, or when the account is closed. Their streams close with them,
/// on every instance, and a browser that a phone of theirs has confirmed does not come in any more.
pub fn end_all(tx: &mut Tx, user: UserId) -> AppResult<usize> {
    end_theirs(tx, user, None)
}

/// The same for all of a user's sessions but one. What that one has confirmed does not come in either.
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
