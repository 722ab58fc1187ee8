//! The storage of sessions, as actix-session requires it.

use std::collections::HashMap;

use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_web::cookie::time::Duration as CookieDuration;
use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_types};

use super::{AWAY, FACTS, Facts, HASH, OPENING, RENEWAL};
use crate::{
    access::SystemViewer,
    db::Db,
    error::AppError,
    kernel::{ids::StudioId, sha256::Sha256},
    prepared::prepared,
    sessions::{self, is_in_use},
};

/// The session table, as actix-session sees it. A session's key contains its studio's id, so that even its lookup is subject to row-level
/// security: `<studio id>.<256 random bits>`. The row contains only the hash of the whole key.
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
            // A mark instead of an error: pages that do not need a session still work, and the others respond with an error page (503).
            Err(AppError::Unavailable(_)) => Ok(Some(HashMap::from([(AWAY.to_owned(), "true".to_owned())]))),
            Err(error) => Err(LoadError::Other(error.into())),
        }
    }

    async fn save(
        &self,
        state: HashMap<String, String>,
        _: &CookieDuration,
    ) -> Result<SessionKey, SaveError> {
        // Its row was inserted in the transaction that admitted its owner: see `sessions::start`.
        let opened = state
            .get(OPENING)
            .ok_or_else(|| SaveError::Other(anyhow::anyhow!("a session opens with a user")))?;
        let key: String =
            serde_json::from_str(opened).map_err(|error| SaveError::Serialization(error.into()))?;
        SessionKey::try_from(key).map_err(|error| SaveError::Other(error.into()))
    }

    /// Continues a session under a new cookie.
    async fn update(
        &self,
        key: SessionKey,
        state: HashMap<String, String>,
        _: &CookieDuration,
    ) -> Result<SessionKey, UpdateError> {
        // Its row was updated in the transaction that checked the credentials: see `sessions::complete_authentication`.
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
        self.db.write(&system, move |tx| sessions::end_by_cookie(tx, hash)).await?;
        Ok(())
    }
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
            address, agent, created_at, last_seen_at, began_at, proven_at, warned, unread_messages, turns_of(studio_id, user_id, client_id, standing) as turns
        from session_of($1, $2, $3)",
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
