//! Where sessions are kept, as actix-session asks for it.

use std::collections::HashMap;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration as CookieDuration;
use diesel::{prelude::*, sql_types};

use super::{ARRIVING, AWAY, FACTS, Facts, HASH, MOST, OPENING, OpeningFacts, Stage, is_in_use, lifetimes};
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
        let desk = SystemViewer::new(studio, "sessions");
        let read = self.db.read(&desk, move |tx| read(tx, hash)).await;
        match read {
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
        let opening = state
            .get(OPENING)
            .ok_or_else(|| SaveError::Other(anyhow::anyhow!("a session opens with a user")))?;
        let opening: OpeningFacts =
            serde_json::from_str(opening).map_err(|error| SaveError::Serialization(error.into()))?;
        let key = format!("{}.{}", opening.studio, Token::random().text());
        let hash = Sha256::of(&key);
        let desk = SystemViewer::new(opening.studio, "sessions");
        let saved = self.db.write(&desk, move |tx| open(tx, hash, &opening)).await;
        saved.map_err(|error| SaveError::Other(error.into()))?;
        SessionKey::try_from(key).map_err(|error| SaveError::Other(error.into()))
    }

    /// Nothing of a session changes but at sign-in, which saves a new one.
    async fn update(
        &self,
        key: SessionKey,
        _: HashMap<String, String>,
        _: &CookieDuration,
    ) -> Result<SessionKey, UpdateError> {
        Ok(key)
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

fn studio_and_hash(key: &SessionKey) -> Option<(StudioId, Sha256)> {
    let (studio, _) = key.as_ref().split_once('.')?;
    Some((studio.parse().ok()?, Sha256::of(key.as_ref())))
}

fn read(tx: &mut Tx, hash: Sha256) -> AppResult<Option<Facts>> {
    let facts: Option<Facts> = prepared(include_str!("session.sql"))
        .bind::<sql_types::Binary, _>(hash.as_bytes().to_vec())
        .bind::<sql_types::Timestamptz, _>(tx.now)
        .get_result(tx.conn())
        .optional()?;
    let now = tx.now;
    Ok(facts.filter(|facts| facts.role().is_some_and(|role| is_in_use(role, facts.last_seen_at, now))))
}

fn open(tx: &mut Tx, hash: Sha256, opening: &OpeningFacts) -> AppResult<()> {
    let role = if opening.staff {
        Role::Staff
    } else {
        Role::Client { client: ClientId::new(), standing: Standing::Member }
    };
    let now = tx.now;
    let (id, created_at) = opening.before.unwrap_or((SessionId::new(), now));
    let began_at = opening.began_at.unwrap_or(created_at);
    let end = began_at + lifetimes(role).1;
    let end = if opening.stage == Stage::Whole { end } else { end.min(created_at + ARRIVING) };
    // This locks the user's row: of two sign-ins at once the second counts the sessions when the first has made room.
    diesel::update(users::table.filter(users::id.eq(opening.user)))
        .set(users::last_seen_at.eq(now))
        .execute(tx.conn())?;
    diesel::insert_into(sessions::table)
        .values((
            sessions::studio_id.eq(opening.studio),
            sessions::token_hash.eq(hash.as_bytes().to_vec()),
            sessions::id.eq(id),
            sessions::user_id.eq(opening.user),
            sessions::stage.eq(opening.stage),
            sessions::device_id.eq(opening.device),
            sessions::address.eq(&opening.address),
            sessions::seen_address.eq(&opening.address),
            sessions::agent.eq(&opening.agent),
            sessions::created_at.eq(created_at),
            sessions::last_seen_at.eq(now),
            sessions::began_at.eq(began_at),
            sessions::proven_at.eq(opening.proven_at.unwrap_or(now)),
            sessions::expires_at.eq(end),
        ))
        .execute(tx.conn())?;
    let kept = newer
        .filter(newer.field(sessions::user_id).eq(opening.user))
        .order(newer.field(sessions::last_seen_at).desc())
        .limit(MOST)
        .select(newer.field(sessions::id));
    let beyond = sessions::table.filter(sessions::user_id.eq(opening.user)).filter(sessions::id.ne_all(kept));
    diesel::delete(beyond).execute(tx.conn())?;
    Ok(())
}

fn close(tx: &mut Tx, hash: Sha256) -> AppResult<()> {
    diesel::delete(sessions::table.filter(sessions::token_hash.eq(hash.as_bytes().to_vec())))
        .execute(tx.conn())?;
    Ok(())
}
