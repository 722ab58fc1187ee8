//! Sessions: an opaque cookie, a row in Postgres. The row is read, together with its user, at each request.

use std::{collections::HashMap, sync::Arc};

use actix_session::{
    Session, SessionMiddleware,
    config::{CookieContentSecurity, PersistentSession},
    storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError},
};
use actix_web::{
    HttpRequest,
    cookie::{Key, SameSite, time::Duration as CookieDuration},
};
use chrono::{DateTime, Duration, Utc};
use diesel::{prelude::*, sql_types};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha512;

use crate::{
    access::{Origin, Role, Standing, SystemViewer, Viewer},
    config::Config,
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::{
        ids::{ClientId, StudioId, UserId},
        secret::Token,
        sha256::Sha256,
    },
    schema::sessions,
};

/// How long a session may lie unused (idle), and how long it may last in all (absolute): security.md, decision 6.
pub fn lifetimes(role: Role) -> (Duration, Duration) {
    if role.works_here() {
        (Duration::hours(12), Duration::days(7))
    } else {
        (Duration::days(14), Duration::days(30))
    }
}

const FACTS: &str = "facts";
const HASH: &str = "hash";
const OPENING: &str = "opening";
const AWAY: &str = "away";

/// What the middleware keeps in memory of a signed-in user for one request.
#[derive(Debug, Clone, Serialize, Deserialize, QueryableByName)]
struct Facts {
    #[diesel(sql_type = sql_types::Uuid)]
    studio_id: StudioId,
    #[diesel(sql_type = sql_types::Uuid)]
    user_id: UserId,
    #[diesel(sql_type = sql_types::Text)]
    role: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    client_id: Option<ClientId>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    standing: Option<String>,
    #[diesel(sql_type = sql_types::Text)]
    name: String,
    #[diesel(sql_type = sql_types::Text)]
    email: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    locale: Option<String>,
    #[diesel(sql_type = sql_types::Text)]
    zone: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    theme: Option<String>,
    #[diesel(sql_type = sql_types::BigInt)]
    unread_messages: i64,
    #[diesel(sql_type = sql_types::Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Timestamptz)]
    last_seen_at: DateTime<Utc>,
}

impl Facts {
    fn role(&self) -> Option<Role> {
        role(&self.role, self.client_id, self.standing.as_deref())
    }
}

/// A role out of its columns; the table's constraints leave no others.
fn role(role: &str, client: Option<ClientId>, standing: Option<&str>) -> Option<Role> {
    Some(match (role, client, standing) {
        ("admin", None, None) => Role::Admin,
        ("staff", None, None) => Role::Staff,
        ("client", Some(client), Some("manager")) => Role::Client { client, standing: Standing::Manager },
        ("client", Some(client), Some("member")) => Role::Client { client, standing: Standing::Member },
        _ => return None,
    })
}

/// What a session is opened with.
#[derive(Serialize, Deserialize)]
struct OpeningFacts {
    studio: StudioId,
    user: UserId,
    staff: bool,
    address: String,
    agent: String,
}

/// Opens a session. The one way in, whatever came before it (password, invitation, and later factors): the cookie is always new.
///
/// # Errors
/// Internal, when the session cannot be put together.
pub fn sign_in(
    session: &Session,
    studio: StudioId,
    user: UserId,
    role: Role,
    origin: &Origin,
) -> AppResult<()> {
    let opening = OpeningFacts {
        studio,
        user,
        staff: role.works_here(),
        address: origin.address.clone(),
        agent: origin.agent.chars().take(300).collect(),
    };
    session.remove(FACTS);
    session.insert(OPENING, opening).map_err(AppError::internal)?;
    session.renew();
    Ok(())
}

/// Ends this session, on the server too.
pub fn sign_out(session: &Session) {
    session.purge();
}

/// The signed-in user of a request to a studio.
///
/// # Errors
/// Signed out, when there is none; unavailable, when Postgres could not be asked.
pub fn viewer(session: &Session, studio: StudioId, origin: Arc<Origin>) -> AppResult<Viewer> {
    if session.contains_key(AWAY) {
        return Err(AppError::Unavailable("the session could not be read".into()));
    }
    let facts: Facts = session.get(FACTS).ok().flatten().ok_or(AppError::SignedOut)?;
    let role = facts.role().filter(|_| facts.studio_id == studio).ok_or(AppError::SignedOut)?;
    Ok(Viewer {
        studio,
        user: facts.user_id,
        role,
        name: facts.name,
        email: facts.email,
        locale: facts.locale.and_then(|code| code.parse().ok()),
        zone: facts.zone.parse().map_err(AppError::internal)?,
        theme: facts.theme,
        unread_messages: facts.unread_messages,
        origin,
    })
}

/// What names this session in the table: for what outlives the request and must end with the session.
pub fn hash(session: &Session) -> Option<Sha256> {
    session.get(HASH).ok().flatten()
}

/// Which of these sessions are still open, and in which role their users now are.
///
/// # Errors
/// As Postgres answers.
pub fn open_among(tx: &mut Tx, hashes: &[Sha256]) -> AppResult<Vec<(Sha256, Role)>> {
    let hashes: Vec<Vec<u8>> = hashes.iter().map(|hash| hash.as_bytes().to_vec()).collect();
    let open: Vec<OpenSession> = diesel::sql_query(
        "select s.token_hash, s.last_seen_at, u.role, u.client_id, u.standing from sessions s
            join users u on u.studio_id = s.studio_id and u.id = s.user_id and u.state = 'active'
            where s.token_hash = any($1) and s.expires_at > $2",
    )
    .bind::<sql_types::Array<sql_types::Binary>, _>(hashes)
    .bind::<sql_types::Timestamptz, _>(tx.now)
    .load(tx.conn())?;
    let with_role = open.into_iter().filter_map(|open| {
        let role = role(&open.role, open.client_id, open.standing.as_deref())?;
        (tx.now - open.last_seen_at <= lifetimes(role).0).then_some((open.token_hash, role))
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

/// Ends every session of a user: after a changed password, or when the account is closed.
///
/// # Errors
/// As Postgres answers.
pub fn end_all(tx: &mut Tx, user: UserId) -> AppResult<usize> {
    Ok(diesel::delete(sessions::table.filter(sessions::user_id.eq(user))).execute(tx.conn())?)
}

fn cookie_name(config: &Config) -> &'static str {
    if config.web.https() { "__Host-session" } else { "session" }
}

/// The session cookie as it came, for binding form tokens to it.
pub fn cookie_of(config: &Config, request: &HttpRequest) -> Option<String> {
    request.cookie(cookie_name(config)).map(|cookie| cookie.value().to_owned())
}

/// The middleware that loads a session before, and keeps it after, a handler.
pub fn middleware(config: &Config, db: Db) -> SessionMiddleware<SessionRows> {
    let mut mac =
        Hmac::<Sha512>::new_from_slice(config.secret_key.expose()).expect("HMAC takes a key of any length");
    mac.update(b"session cookie");
    SessionMiddleware::builder(SessionRows { db }, Key::from(&mac.finalize().into_bytes()))
        .cookie_name(cookie_name(config).to_owned())
        .cookie_content_security(CookieContentSecurity::Signed)
        .cookie_secure(config.web.https())
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .session_lifecycle(PersistentSession::default().session_ttl(CookieDuration::days(30)))
        .build()
}

/// The session table, as actix-session sees it. A session's key names its studio, so that even the lookup stays within its walls:
/// `<studio id>.<256 random bits>`; the row holds only the hash of the whole.
pub struct SessionRows {
    db: Db,
}

impl SessionStore for SessionRows {
    async fn load(&self, key: &SessionKey) -> Result<Option<HashMap<String, String>>, LoadError> {
        let Some((studio, hash)) = studio_and_hash(key) else { return Ok(None) };
        let desk = SystemViewer::new(studio, "sessions");
        let read = self.db.read(&desk, move |tx| read(tx, hash)).await;
        match read {
            Ok(Some(facts)) => {
                if self.db.clock().now() - facts.last_seen_at > Duration::minutes(1) {
                    let seen = self.db.write(&desk, move |tx| touch(tx, hash)).await;
                    seen.map_err(|error| LoadError::Other(error.into()))?;
                }
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
    let facts: Option<Facts> = diesel::sql_query(include_str!("session.sql"))
        .bind::<sql_types::Binary, _>(hash.as_bytes().to_vec())
        .bind::<sql_types::Timestamptz, _>(tx.now)
        .get_result(tx.conn())
        .optional()?;
    let now = tx.now;
    Ok(facts.filter(|facts| facts.role().is_some_and(|role| now - facts.last_seen_at <= lifetimes(role).0)))
}

fn touch(tx: &mut Tx, hash: Sha256) -> AppResult<()> {
    let now = tx.now;
    let row = sessions::table.filter(sessions::token_hash.eq(hash.as_bytes().to_vec()));
    diesel::update(row).set(sessions::last_seen_at.eq(now)).execute(tx.conn())?;
    Ok(())
}

fn open(tx: &mut Tx, hash: Sha256, opening: &OpeningFacts) -> AppResult<()> {
    let role = if opening.staff {
        Role::Staff
    } else {
        Role::Client { client: ClientId::new(), standing: Standing::Member }
    };
    let (now, expires_at) = (tx.now, tx.now + lifetimes(role).1);
    diesel::insert_into(sessions::table)
        .values((
            sessions::studio_id.eq(opening.studio),
            sessions::token_hash.eq(hash.as_bytes().to_vec()),
            sessions::user_id.eq(opening.user),
            sessions::address.eq(&opening.address),
            sessions::agent.eq(&opening.agent),
            sessions::created_at.eq(now),
            sessions::last_seen_at.eq(now),
            sessions::expires_at.eq(expires_at),
        ))
        .execute(tx.conn())?;
    diesel::update(crate::schema::users::table.filter(crate::schema::users::id.eq(opening.user)))
        .set(crate::schema::users::last_seen_at.eq(now))
        .execute(tx.conn())?;
    Ok(())
}

fn close(tx: &mut Tx, hash: Sha256) -> AppResult<()> {
    diesel::delete(sessions::table.filter(sessions::token_hash.eq(hash.as_bytes().to_vec())))
        .execute(tx.conn())?;
    Ok(())
}
