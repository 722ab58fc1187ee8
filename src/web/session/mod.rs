//! Sessions: an opaque cookie, a row in Postgres. The row is read, together with its user, at each request.

mod open;
mod store;

use std::sync::Arc;

use actix_session::{
    Session, SessionMiddleware,
    config::{CookieContentSecurity, PersistentSession},
};
use actix_web::cookie::{Key, SameSite, time::Duration as CookieDuration};
use chrono::{DateTime, Duration, Utc};
use diesel::{prelude::*, sql_types};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha512;

pub use open::{end_all, end_everybodys, end_others, hold_owner, open_among};
use store::SessionRows;
pub use store::open;

use crate::{
    access::{Origin, Role, SignIn, Viewer, lifetimes},
    config::Config,
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::{
        choice,
        ids::{BlobId, ClientId, DeviceId, SessionId, StudioId, UserId},
        sha256::Sha256,
    },
    urls,
    web::cookie,
};

choice! {
    /// How far a sign-in has come. Only a whole one opens pages.
    pub enum Stage {
        Whole = "whole",
        /// The password was right; a second factor is asked for.
        Factor = "factor",
        /// A second factor must be set up first.
        Enrolment = "enrolment",
    }
}

/// How long an arriving session waits for what is still asked of it.
pub const ARRIVING: Duration = Duration::minutes(30);
/// How many sessions one person may have; the one unused for longest makes room.
pub const MOST: i64 = 20;
/// How many sign-ins of one person may be on the way in, from browsers that they are not known to use, and from each that they are. Who
/// knows a password alone fills these, and none of the sessions that are whole, nor those of known browsers.
pub const MOST_ARRIVING: i64 = 5;

const FACTS: &str = "facts";
const HASH: &str = "hash";
const OPENING: &str = "opening";
const RENEWAL: &str = "renewal";
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
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    avatar_id: Option<BlobId>,
    #[diesel(sql_type = sql_types::BigInt)]
    unread_messages: i64,
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

/// Of a session that lets its owner's other browser in: the new session ends with it at the latest, and is proven no later than it is.
#[derive(Debug, Clone, Copy)]
pub struct Voucher {
    /// When the sign-in behind it was.
    pub began_at: DateTime<Utc>,
    /// When its owner last showed a password or a factor there.
    pub proven_at: DateTime<Utc>,
    /// When it ends.
    pub ends_at: DateTime<Utc>,
}

/// Who comes in, how far, and with which browser.
#[derive(Debug, Clone, Copy)]
pub struct Entrance {
    pub user: UserId,
    pub role: Role,
    pub stage: Stage,
    /// The browser, where it is known as one of theirs.
    pub device: Option<DeviceId>,
    /// The session that confirmed it; none where they showed a password, a passkey or a link here.
    pub voucher: Option<Voucher>,
}

/// A session that a transaction has opened, or lets go on under a new cookie, and that waits for that cookie.
#[derive(Debug, Clone)]
pub struct Opened {
    key: String,
}

/// Gives an opened session its cookie, which is always new. [`open`] is the one way in, whatever came before it (password, invitation,
/// passkey), and belongs in the transaction that judges it.
///
/// # Errors
/// Internal, when the session cannot be put together.
pub fn sign_in(session: &Session, opened: &Opened) -> AppResult<()> {
    session.remove(FACTS);
    session.insert(OPENING, &opened.key).map_err(AppError::internal)?;
    session.renew();
    Ok(())
}

/// Notes that the session's owner has just proved to be there, which makes an arriving session whole. The session stays itself, under
/// a new cookie, and ends when it would have ended. Belongs in the transaction that judged the proof; [`go_on`] hands out the cookie.
///
/// # Errors
/// Signed out, when it has ended, or goes on under another cookie than the one that came.
pub fn complete_authentication(tx: &mut Tx, who: &SignIn, device: Option<DeviceId>) -> AppResult<Opened> {
    let now = tx.now;
    store::renew(tx, who, device, Some(now))
}

/// The same where nothing was shown just now that the owner had before: a new factor makes an arriving session whole, and a removed one
/// changes the cookie. What was proven stays as old as it is.
///
/// # Errors
/// As [`rise`].
pub fn rotate(tx: &mut Tx, who: &SignIn, device: Option<DeviceId>) -> AppResult<Opened> {
    store::renew(tx, who, device, None)
}

/// Gives a session that goes on its new cookie.
///
/// # Errors
/// Internal, when the session cannot be put together.
pub fn go_on(session: &Session, renewed: &Opened) -> AppResult<()> {
    session.remove(FACTS);
    session.insert(RENEWAL, &renewed.key).map_err(AppError::internal)
}

fn facts(session: &Session) -> AppResult<Facts> {
    if is_away(session) {
        return Err(AppError::Unavailable("the session could not be read".into()));
    }
    session.get(FACTS).ok().flatten().ok_or(AppError::SignedOut)
}

/// Whether Postgres could not be asked for the session.
pub fn is_away(session: &Session) -> bool {
    session.contains_key(AWAY)
}

/// What a session is called for as long as it lasts, its cookies renewed or not.
pub fn id(session: &Session) -> Option<SessionId> {
    facts(session).ok().map(|facts| facts.id)
}

/// Whose session it is, wholly in or not.
pub fn user(session: &Session) -> Option<UserId> {
    facts(session).ok().map(|facts| facts.user_id)
}

/// A session whose owner is not wholly in yet.
#[derive(Debug, Clone)]
pub struct Arrived {
    pub session: SessionId,
    /// The hash of the cookie that came.
    pub cookie: Sha256,
    pub user: UserId,
    pub role: Role,
    pub stage: Stage,
}

impl Arrived {
    /// What their request came with.
    pub fn sign_in(&self) -> SignIn {
        SignIn { session: self.session, cookie: self.cookie, user: self.user, role: self.role, whole: false }
    }
}

/// Who is on the way in.
///
/// # Errors
/// Signed out, when nobody is, also where they are in already; unavailable, when Postgres could not be asked.
pub fn arriving(session: &Session, studio: StudioId) -> AppResult<Arrived> {
    let facts = facts(session)?;
    let role = facts.role().filter(|_| facts.studio_id == studio).ok_or(AppError::SignedOut)?;
    if facts.stage == Stage::Whole {
        return Err(AppError::SignedOut);
    }
    let cookie = hash(session).ok_or(AppError::SignedOut)?;
    Ok(Arrived { session: facts.id, cookie, user: facts.user_id, role, stage: facts.stage })
}

/// What is known of a session's browser, and when it was last written down: for noticing that it is another.
pub struct Sighting {
    pub studio: StudioId,
    pub user: UserId,
    pub hash: Sha256,
    pub agent: String,
    pub last_seen_at: DateTime<Utc>,
    /// Whether its owner was told of something odd.
    pub warned: bool,
}

/// How the session was last seen, where there is one.
pub fn sighting(session: &Session) -> Option<Sighting> {
    let facts = facts(session).ok()?;
    Some(Sighting {
        studio: facts.studio_id,
        user: facts.user_id,
        hash: hash(session)?,
        agent: facts.agent,
        last_seen_at: facts.last_seen_at,
        warned: facts.warned,
    })
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
    let facts = facts(session)?;
    let role = facts.role().filter(|_| facts.studio_id == studio).ok_or(AppError::SignedOut)?;
    match facts.stage {
        Stage::Whole => {}
        Stage::Factor => return Err(AppError::Arriving(urls::FACTOR)),
        Stage::Enrolment => return Err(AppError::Arriving(urls::ENROLMENT)),
    }
    let cookie = hash(session).ok_or(AppError::SignedOut)?;
    Ok(Viewer {
        studio,
        user: facts.user_id,
        role,
        name: facts.name,
        email: facts.email,
        locale: facts.locale.and_then(|code| code.parse().ok()),
        zone: facts.zone.parse().map_err(AppError::internal)?,
        theme: facts.theme,
        avatar: facts.avatar_id,
        unread_messages: facts.unread_messages,
        session: facts.id,
        cookie,
        proven_at: facts.proven_at,
        origin,
    })
}

/// What names this session in the table: for what outlives the request and must end with the session.
pub fn hash(session: &Session) -> Option<Sha256> {
    session.get(HASH).ok().flatten()
}

/// Whether a session was used lately enough to go on.
fn is_in_use(role: Role, last_seen_at: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    now - last_seen_at <= lifetimes(role).0
}

/// The middleware that loads a session before, and keeps it after, a handler.
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
