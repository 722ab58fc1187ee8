//! Sessions: an opaque cookie, and a row in Postgres. The row is read at each request, together with its user.

mod store;

use std::sync::Arc;

use actix_session::{
    Session, SessionExt, SessionMiddleware,
    config::{CookieContentSecurity, PersistentSession},
};
use actix_web::{
    HttpMessage, HttpRequest,
    cookie::{Key, SameSite, time::Duration as CookieDuration},
};
use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_types};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha512;

use store::SessionRows;

use crate::{
    access::{Origin, Role, SignIn, Viewer},
    config::Config,
    cookie,
    db::Db,
    error::{AppError, AppResult},
    kernel::{
        Locale,
        ids::{BlobId, ClientId, DeviceId, SessionId, StudioId, UserId},
        sha256::Sha256,
    },
    sessions::{NewCookie, Stage},
    tenancy::StudioFacts,
    urls,
};

const FACTS: &str = "facts";
const HASH: &str = "hash";
const OPENING: &str = "opening";
const RENEWAL: &str = "renewal";
const AWAY: &str = "away";

/// What the middleware keeps in memory about a signed-in user during a request.
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
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    avatar_id: Option<BlobId>,
    #[diesel(sql_type = sql_types::BigInt)]
    unread_messages: i64,
    #[diesel(sql_type = sql_types::BigInt)]
    turns: i64,
    #[diesel(sql_type = sql_types::Uuid)]
    id: SessionId,
    #[diesel(sql_type = sql_types::Text)]
    stage: Stage,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    device_id: Option<DeviceId>,
    #[diesel(sql_type = sql_types::Text)]
    address: String,
    #[diesel(sql_type = sql_types::Text)]
    agent: String,
    #[diesel(sql_type = sql_types::Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Timestamptz)]
    last_seen_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Timestamptz)]
    began_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Timestamptz)]
    proven_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Bool)]
    warned: bool,
}

impl Facts {
    fn role(&self) -> Option<Role> {
        Role::of_columns(&self.role, self.client_id, self.standing.as_deref())
    }
}

/// Sends the browser the cookie of a session that was started, replacing any earlier one, or a renewed cookie for the present session.
///
/// # Errors
/// Internal if the session cannot be serialized.
pub fn set_cookie(session: &Session, cookie: &NewCookie) -> AppResult<()> {
    session.remove(FACTS);
    if cookie.renews {
        return session.insert(RENEWAL, &cookie.key).map_err(AppError::internal);
    }
    session.insert(OPENING, &cookie.key).map_err(AppError::internal)?;
    session.renew();
    Ok(())
}

/// Returns the session of a request. It is parsed by the first call and stored with the request for later ones.
///
/// # Errors
/// Signed out if there is none, the request has ended it, or it belongs to another studio; unavailable if Postgres could not be queried.
fn facts(request: &HttpRequest) -> AppResult<Arc<Facts>> {
    let session = request.get_session();
    if is_away(&session) {
        return Err(AppError::Unavailable("the session could not be read".into()));
    }
    if !session.contains_key(FACTS) {
        return Err(AppError::SignedOut);
    }
    if let Some(facts) = request.extensions().get::<Arc<Facts>>() {
        return Ok(facts.clone());
    }
    let facts: Facts = session.get(FACTS).ok().flatten().ok_or(AppError::SignedOut)?;
    // A user of another studio is a stranger to this one, also when requests and lanes are counted.
    let studio = request.extensions().get::<Arc<StudioFacts>>().map(|studio| studio.id);
    if studio != Some(facts.studio_id) {
        return Err(AppError::SignedOut);
    }
    let facts = Arc::new(facts);
    request.extensions_mut().insert(facts.clone());
    Ok(facts)
}

/// Whether the session is unknown because Postgres could not be queried.
pub fn is_away(session: &Session) -> bool {
    session.contains_key(AWAY)
}

/// The id of a session, which stays the same when its cookie is renewed.
pub fn id(request: &HttpRequest) -> Option<SessionId> {
    facts(request).ok().map(|facts| facts.id)
}

/// The user of a complete session. A caller who only knows a password is a stranger: their requests and lanes count by address, and take
/// nothing away from the account's owner.
pub fn user(request: &HttpRequest) -> Option<UserId> {
    facts(request).ok().filter(|facts| facts.stage == Stage::Whole).map(|facts| facts.user_id)
}

/// Returns the incomplete sign-in that a request to a studio came with, and what is still required.
///
/// # Errors
/// Signed out if there is none, or if the sign-in is complete; unavailable if Postgres could not be queried.
pub fn incomplete(request: &HttpRequest, studio: StudioId) -> AppResult<(SignIn, Stage)> {
    let (sign_in, stage) = sign_in(request, studio)?;
    if sign_in.whole { Err(AppError::SignedOut) } else { Ok((sign_in, stage)) }
}

/// Returns the sign-in that a request to a studio came with, complete or not, whether or not its address is allowed.
///
/// # Errors
/// Signed out if there is none; unavailable if Postgres could not be queried.
pub fn sign_in(request: &HttpRequest, studio: StudioId) -> AppResult<(SignIn, Stage)> {
    let facts = facts(request)?;
    let role = facts.role().filter(|_| facts.studio_id == studio).ok_or(AppError::SignedOut)?;
    let cookie = hash(&request.get_session()).ok_or(AppError::SignedOut)?;
    let whole = facts.stage == Stage::Whole;
    Ok((SignIn { session: facts.id, cookie, user: facts.user_id, role, whole }, facts.stage))
}

/// What is known about a session's browser, and when it was last recorded: for detecting that the browser has changed.
pub struct Sighting {
    pub studio: StudioId,
    pub user: UserId,
    pub hash: Sha256,
    pub agent: String,
    pub last_seen_at: DateTime<Utc>,
    /// Whether its owner has been notified of something unusual.
    pub warned: bool,
    pub whole: bool,
}

/// How the session was last seen, if there is one.
pub fn sighting(request: &HttpRequest) -> Option<Sighting> {
    let facts = facts(request).ok()?;
    Some(Sighting {
        studio: facts.studio_id,
        user: facts.user_id,
        hash: hash(&request.get_session())?,
        agent: facts.agent.clone(),
        last_seen_at: facts.last_seen_at,
        warned: facts.warned,
        whole: facts.stage == Stage::Whole,
    })
}

/// The user of the complete session that a request came with, even after the session has been removed from the request.
pub fn asker(request: &HttpRequest) -> Option<UserId> {
    let facts = request.extensions().get::<Arc<Facts>>().cloned()?;
    (facts.stage == Stage::Whole).then_some(facts.user_id)
}

/// The language that the signed-in user has chosen, even after the session has been removed from the request.
pub fn chosen_locale(request: &HttpRequest) -> Option<Locale> {
    let facts = request.extensions().get::<Arc<Facts>>().cloned()?;
    facts.locale.as_ref()?.parse().ok()
}

/// Ends this session, on the server too.
pub fn sign_out(session: &Session) {
    session.purge();
}

/// The signed-in user of a request to a studio.
///
/// # Errors
/// Signed out if there is none; unavailable if Postgres could not be queried.
pub fn viewer(request: &HttpRequest, studio: StudioId, origin: Arc<Origin>) -> AppResult<Viewer> {
    let facts = facts(request)?;
    let role = facts.role().filter(|_| facts.studio_id == studio).ok_or(AppError::SignedOut)?;
    match facts.stage {
        Stage::Whole => {}
        Stage::Factor => return Err(AppError::SignInIncomplete(urls::FACTOR)),
        Stage::Enrolment => return Err(AppError::SignInIncomplete(urls::ENROLMENT)),
    }
    let cookie = hash(&request.get_session()).ok_or(AppError::SignedOut)?;
    Ok(Viewer {
        studio,
        user: facts.user_id,
        role,
        name: facts.name.clone(),
        email: facts.email.clone(),
        locale: facts.locale.as_ref().and_then(|code| code.parse().ok()),
        zone: facts.zone.parse().map_err(AppError::internal)?,
        theme: facts.theme.clone(),
        avatar: facts.avatar_id,
        unread_messages: facts.unread_messages,
        turns: facts.turns,
        session: facts.id,
        cookie,
        proven_at: facts.proven_at,
        origin,
    })
}

/// The digest that identifies this session in its table: for what outlives the request and must end with the session.
pub fn hash(session: &Session) -> Option<Sha256> {
    session.get(HASH).ok().flatten()
}

/// The middleware that loads a session before a handler, and saves it afterwards.
pub fn middleware(config: &Config, db: Db) -> SessionMiddleware<SessionRows> {
    let mut mac =
        Hmac::<Sha512>::new_from_slice(config.secret_key.expose()).expect("HMAC takes a key of any length");
    mac.update(b"session cookie");
    SessionMiddleware::builder(SessionRows { db }, Key::from(&mac.finalize().into_bytes()))
        .cookie_name(cookie::name("session", config.web.https()))
        .cookie_content_security(CookieContentSecurity::Signed)
        .cookie_secure(config.web.https())
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .session_lifecycle(PersistentSession::default().session_ttl(CookieDuration::days(30)))
        .build()
}
