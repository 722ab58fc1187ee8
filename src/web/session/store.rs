//! Where sessions are kept, as actix-session asks for it.

use std::collections::HashMap;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration as CookieDuration;
use chrono::{DateTime, Duration, Utc};
use diesel::{prelude::*, sql_types};

use super::{
    ARRIVING, AWAY, Entrance, FACTS, Facts, HASH, MOST, MOST_ARRIVING, OPENING, Opened, RENEWAL, Stage,
    is_in_use,
};
use crate::{
    access::{Role, SignIn, SystemViewer, lifetimes},
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::{
        ids::{DeviceId, SessionId, StudioId, UserId},
        secret::Token,
        sha256::Sha256,
    },
    prepared::prepared,
    schema::{sessions, users},
};

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

    /// A session goes on under a new cookie.
    async fn update(
        &self,
        key: SessionKey,
        state: HashMap<String, String>,
        _: &CookieDuration,
    ) -> Result<SessionKey, UpdateError> {
        // Its row was changed in the transaction that judged it: see `renew`.
        let Some(renewed) = state.get(RENEWAL) else { return Ok(key) };
        let fresh: String =
            serde_json::from_str(renewed).map_err(|error| UpdateError::Serialization(error.into()))?;
        SessionKey::try_from(fresh).map_err(|error| UpdateError::Other(error.into()))
    }

    async fn update_ttl(&self, _: &SessionKey, _: &CookieDuration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, key: &SessionKey) -> Result<(), anyhow::Error> {
        let Some((studio, hash)) = studio_and_hash(key) else { return Ok(()) };
        let system = SystemViewer::new(studio, "sessions");
        self.db.write(&system, move |tx| close(tx, hash)).await?;
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
    let end = began_at + longest(role);
    let end = voucher.map_or(end, |voucher| end.min(voucher.ends_at));
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
    make_room(tx, user)?;
    Ok(Opened { key })
}

/// Removes what someone has too many of: whole sessions beyond [`MOST`], and sign-ins under way beyond [`MOST_ARRIVING`], those of known
/// browsers counted by browser. Neither makes room for the other.
fn make_room(tx: &mut Tx, user: UserId) -> AppResult<()> {
    diesel::sql_query(
        "delete from sessions s using (
                select id, stage, row_number() over (partition by stage = 'whole', case when stage <> 'whole' then device_id end
                    order by last_seen_at desc, id desc) as place
                from sessions where user_id = $1) placed
            where s.user_id = $1 and s.id = placed.id and placed.place > case placed.stage when 'whole' then $2 else $3 end",
    )
    .bind::<sql_types::Uuid, _>(user)
    .bind::<sql_types::BigInt, _>(MOST)
    .bind::<sql_types::BigInt, _>(MOST_ARRIVING)
    .execute(tx.conn())?;
    Ok(())
}

/// Lets a session go on under a new cookie, wholly in, for whoever came with its present one. One that was arriving until now ends when it
/// would have ended had it been whole from the start; no other ends later than before. `proven_at`: none stays as it is.
pub(super) fn renew(
    tx: &mut Tx,
    who: &SignIn,
    device: Option<DeviceId>,
    proven_at: Option<DateTime<Utc>>,
) -> AppResult<Opened> {
    let key = key_of(tx.scope.studio);
    let renewed = diesel::sql_query(
        "update sessions set token_hash = $1, device_id = coalesce($2, device_id), proven_at = coalesce($3, proven_at),
            last_seen_at = $4, expires_at = case stage when 'whole' then expires_at
                else coalesce(began_at, created_at) + $5 end, stage = 'whole'
            where id = $6 and token_hash = $7 and expires_at > $4",
    )
    .bind::<sql_types::Binary, _>(Sha256::of(&key).as_bytes().to_vec())
    .bind::<sql_types::Nullable<sql_types::Uuid>, _>(device)
    .bind::<sql_types::Nullable<sql_types::Timestamptz>, _>(proven_at)
    .bind::<sql_types::Timestamptz, _>(tx.now)
    .bind::<sql_types::Interval, _>(longest(who.role))
    .bind::<sql_types::Uuid, _>(who.session)
    .bind::<sql_types::Binary, _>(who.cookie.as_bytes().to_vec())
    .execute(tx.conn())?;
    if renewed == 0 {
        return Err(AppError::SignedOut);
    }
    make_room(tx, who.user)?;
    Ok(Opened { key })
}

/// How long a session lasts in all.
fn longest(role: Role) -> Duration {
    lifetimes(role).1
}

fn close(tx: &mut Tx, hash: Sha256) -> AppResult<()> {
    diesel::delete(sessions::table.filter(sessions::token_hash.eq(hash.as_bytes().to_vec())))
        .execute(tx.conn())?;
    Ok(())
}
