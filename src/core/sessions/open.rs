//! Queries for open sessions.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_types};

use super::is_in_use;
use crate::{
    access::Role,
    db::Tx,
    error::AppResult,
    kernel::{
        ids::{ClientId, SessionId},
        sha256::Sha256,
    },
    prepared::prepared,
    schema::sessions,
};

/// Returns which of these sessions would open a page now, with the present role of their users: like the database function `session_of`,
/// for many sessions.
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

/// Whether a session would open a page now. Only the system may call it.
pub fn is_open(tx: &mut Tx, session: SessionId) -> AppResult<bool> {
    let row = sessions::table.filter(sessions::id.eq(session)).filter(sessions::expires_at.gt(tx.now));
    let cookie: Option<Sha256> = row.select(sessions::token_hash).first(tx.conn()).optional()?;
    let Some(cookie) = cookie else { return Ok(false) };
    Ok(!open_among(tx, &BTreeSet::from([cookie]))?.is_empty())
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
