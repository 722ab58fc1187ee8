//! Where sessions are kept, as actix-session asks for it.

use std::collections::HashMap;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration as CookieDuration;
use chrono::{DateTime, Duration, Utc};
use diesel::{prelude::*, sql_types};

use super::{
    ARRIVING, AWAY, Entrance, FACTS, Facts, HASH, MOST, OPENING, Opened, RENEWAL, Renewal, Stage, is_in_use,
    lifetimes,
};
use crate::{
    access::{Role, Standing, SystemViewer},
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::{
        ids::{ClientId, SessionId, StudioId},
        secret::Token,
        sha256::Sha256,
    },
    prepared::prepared,
    schema::{sessions, users},
};

diesel::alias!(sessions as newer: Newer);

/// The session table, as actix-session sees it. A session's key names its studio, so that even the lookup stays within its walls:
/// `<studio id>.<256 random bits>`; the row holds only the hash of the whole.
pub struct SessionRows {
    pub(super) db: Db,
}

impl SessionStore for SessionRows {
    async fn load(&self, key: &SessionKey) -> Result<Option<HashMap<String, String>>, LoadError> {
        let Some((studio, hash)) = studio_and_hash(key) else { return Ok(None) };
        let now = self.db.clock().now();
        let read = self.db.ask(move |connection| read(connection, studio, hash, now)).await;
        match read.map(|facts| facts.filter(|facts| is_open(facts, now))) {
            Ok(Some(facts)) => {
                let json = serde_json::to_string(&facts)
                    .map_err(|error| LoadError::Deserialization(error.into()))?;
                Ok(Some(HashMap::from([(FACTS.to_owned(), json), (HASH.to_owned(), format!("\"{hash}\""))])))
            }
            Ok(None) => Ok(None),
            // A mark instead of an error: pages that need nobody still work, the others answer 503 with a page.
            Err(AppError::Unavailable(_)) => Ok(Some(HashMap::from([(AWAY.to_owned(), "true".to_owned())]))),
            Err(error) => Err(LoadError::Other(error.into())),
        }
    }

    async fn save(
        &self,
        state: HashMap<String, String>,
        _: &CookieDuration,
    ) -> Result<SessionKey, SaveError> {
        // Its row was written where it was judged: see `open`.
        let opened = state
            .get(OPENING)
            .ok_or_else(|| SaveError::Other(anyhow::anyhow!("a session opens with a user")))?;
        let key: String =
            serde_json::from_str(opened).map_err(|error| SaveError::Serialization(error.into()))?;
        SessionKey::try_from(key).map_err(|error| SaveError::Other(error.into()))
    }

    /// A session goes on under a new cookie. One that has ended meanwhile does not: the cookie that opens nothing any more stays.
    async fn update(
        &self,
        key: SessionKey,
        state: HashMap<String, String>,
        _: &CookieDuration,
    ) -> Result<SessionKey, UpdateError> {
        let Some(renewal) = state.get(RENEWAL) else { return Ok(key) };
        let renewal: Renewal =
            serde_json::from_str(renewal).map_err(|error| UpdateError::Serialization(error.into()))?;
        let fresh = key_of(renewal.studio);
        let hash = Sha256::of(&fresh);
        let desk = SystemViewer::new(renewal.studio, "sessions");
        let renewed = self.db.write(&desk, move |tx| renew(tx, hash, &renewal)).await;
        match renewed.map_err(|error| UpdateError::Other(error.into()))? {
            0 => Ok(key),
            _ => SessionKey::try_from(fresh).map_err(|error| UpdateError::Other(error.into())),
        }
    }

    async fn update_ttl(&self, _: &SessionKey, _: &CookieDuration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        let Some((studio, hash)) = studio_and_hash(key) else { return Ok(()) };
        let desk = SystemViewer::new(studio, "sessions");
        self.db.write(&desk, move |tx| close(tx, hash)).await?;
        Ok(())
    }
}

fn key_of(studio: StudioId) -> String {
    format!("{studio}.{}", Token::random().text())
}

fn studio_and_hash(key: &SessionKey) -> Option<(StudioId, Sha256)> {
    let (studio, _) = key.as_ref().split_once('.')?;
    Some((studio.parse().ok()?, Sha256::of(key.as_ref())))
}

fn read(
    connection: &mut PgConnection,
    studio: StudioId,
    hash: Sha256,
    now: DateTime<Utc>,
) -> QueryResult<Option<Facts>> {
    prepared(
        "select studio_id, user_id, role, client_id, standing, name, email, locale, zone, theme, avatar_id, id, stage, device_id,
            address, agent, created_at, last_seen_at, began_at, proven_at, warned, unread_messages from session_of($1, $2, $3)",
    )
    .bind::<sql_types::Uuid, _>(studio)
    .bind::<sql_types::Binary, _>(hash.as_bytes().to_vec())
    .bind::<sql_types::Timestamptz, _>(now)
    .get_result(connection)
    .optional()
}

fn is_open(facts: &Facts, now: DateTime<Utc>) -> bool {
    facts.role().is_some_and(|role| is_in_use(role, facts.last_seen_at, now))
}

/// Opens a session, in the transaction that judged whoever enters. That has locked their row first (see [`super::hold_owner`]), so that
/// nothing it looked at is another by now.
///
/// # Errors
/// Signed out, when the account is not active.
pub fn open(tx: &mut Tx, entrance: &Entrance) -> AppResult<Opened> {
    let Entrance { user, role, stage, device, voucher } = *entrance;
    let (studio, now, origin) = (tx.scope.studio, tx.now, tx.origin.clone());
    let key = key_of(studio);
    let began_at = voucher.map_or(now, |voucher| voucher.began_at);
    let end = began_at + longest(role.works_here());
    let end = if stage == Stage::Whole { end } else { end.min(now + ARRIVING) };
    let active = users::table.filter(users::id.eq(user)).filter(users::state.eq("active"));
    if diesel::update(active).set(users::last_seen_at.eq(now)).execute(tx.conn())? == 0 {
        return Err(AppError::SignedOut);
    }
    diesel::insert_into(sessions::table)
        .values((
            sessions::studio_id.eq(studio),
            sessions::token_hash.eq(Sha256::of(&key).as_bytes().to_vec()),
            sessions::id.eq(SessionId::new()),
            sessions::user_id.eq(user),
            sessions::stage.eq(stage),
            sessions::device_id.eq(device),
            sessions::address.eq(&origin.address),
            sessions::seen_address.eq(&origin.address),
            sessions::agent.eq(&origin.agent),
            sessions::created_at.eq(now),
            sessions::last_seen_at.eq(now),
            sessions::began_at.eq(began_at),
            sessions::proven_at.eq(voucher.map_or(now, |voucher| voucher.proven_at)),
            sessions::expires_at.eq(end),
        ))
        .execute(tx.conn())?;
    let kept = newer
        .filter(newer.field(sessions::user_id).eq(user))
        .order(newer.field(sessions::last_seen_at).desc())
        .limit(MOST)
        .select(newer.field(sessions::id));
    let beyond = sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::id.ne_all(kept));
    diesel::delete(beyond).execute(tx.conn())?;
    Ok(Opened { key })
}

/// Lets a session go on under another cookie's hash, wholly in. Answers 0 where it has ended. One that was arriving until now ends when it
/// would have ended had it been whole from the start; no other ends later than before.
fn renew(tx: &mut Tx, hash: Sha256, renewal: &Renewal) -> AppResult<usize> {
    let longest = longest(renewal.staff);
    let renewed = diesel::sql_query(
        "update sessions set token_hash = $1, device_id = $2, proven_at = $3, last_seen_at = $4,
            expires_at = case stage when 'whole' then expires_at
                else coalesce(began_at, created_at) + $5 end, stage = 'whole'
            where id = $6",
    )
    .bind::<sql_types::Binary, _>(hash.as_bytes().to_vec())
    .bind::<sql_types::Nullable<sql_types::Uuid>, _>(renewal.device)
    .bind::<sql_types::Timestamptz, _>(renewal.proven_at.unwrap_or(tx.now))
    .bind::<sql_types::Timestamptz, _>(tx.now)
    .bind::<sql_types::Interval, _>(longest)
    .bind::<sql_types::Uuid, _>(renewal.session)
    .execute(tx.conn())?;
    Ok(renewed)
}

/// How long a session lasts in all.
fn longest(staff: bool) -> Duration {
    let role = if staff {
        Role::Staff
    } else {
        Role::Client { client: ClientId::new(), standing: Standing::Member }
    };
    lifetimes(role).1
}

fn close(tx: &mut Tx, hash: Sha256) -> AppResult<()> {
    diesel::delete(sessions::table.filter(sessions::token_hash.eq(hash.as_bytes().to_vec())))
        .execute(tx.conn())?;
    Ok(())
}
