//! Protection against CSRF: an unsafe request must carry a token that is bound to the session, and the browser's own headers must not say
//! that it comes from another site.

use actix_session::SessionExt;
use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::{BoxBody, MessageBody},
    cookie::Cookie,
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::Method,
    middleware::Next,
    web::{Bytes, BytesMut, Data},
};
use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE64URL_NOPAD;
use futures_util::{StreamExt, stream};
use tokio::time::timeout;
use uuid::Uuid;

pub use super::body::TOKEN_FIELD as FIELD;
use super::{body::BodyKind, cookie, kept, pace, session};
use crate::{
    access::LONGEST_SESSION,
    config::Config,
    db::Db,
    error::AppError,
    kernel::{
        ids::{SessionId, UserId},
        secret::{Token, keyed, same},
    },
};

/// The maximum length of a token, in bytes.
pub const MOST_BYTES: u64 = 256;
/// The header that carries the token if htmx or a script sends the request.
pub const HEADER: &str = "x-csrf-token";
const NONCE: usize = 16;
/// The number of bytes at the start of a nonce that contain the minute when the token was made, counted since 1970; the rest is random.
const MADE: usize = 4;
/// The largest difference between the clocks of two processes that is tolerated.
const AHEAD: Duration = Duration::minutes(5);
/// The length of an id, in bytes.
const ID: usize = 16;

/// The cookie to which tokens are bound before there is a session.
const VISITOR: &str = "visitor";

/// What a token is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Binding {
    /// A session. The token names the session and its user, so that text typed into a page can be stored after the session has ended: see
    /// [`super::kept`].
    Session { id: SessionId, user: UserId },
    /// A visitor, identified by their cookie.
    Visitor(String),
}

/// Returns what this caller's tokens are bound to, and the cookie to set if there was none. A session's tokens remain valid when its cookie
/// is renewed, so that a form that is open in another tab can still be sent.
pub fn binding(config: &Config, request: &HttpRequest) -> (Binding, Option<Cookie<'static>>) {
    if let Some((id, user)) = session::id(request).zip(session::user(request)) {
        return (Binding::Session { id, user }, None);
    }
    let https = config.web.https();
    if let Some(visitor) = request.cookie(&cookie::name(VISITOR, https)) {
        return (Binding::Visitor(visitor.value().to_owned()), None);
    }
    let fresh = Token::random().text();
    let cookie = cookie::build(VISITOR, https, fresh.clone()).finish();
    (Binding::Visitor(fresh), Some(cookie))
}

/// Generates a token for a page. Each one is different, so that compression reveals nothing about it.
pub fn token(config: &Config, binding: &Binding, now: DateTime<Utc>) -> String {
    let mut nonce = [0; NONCE];
    let (made, random) = nonce.split_at_mut(MADE);
    made.copy_from_slice(&minute(now).to_be_bytes());
    getrandom::fill(random).expect("the system provides random bytes");
    let named = match binding {
        Binding::Session { id, user } => names(*id, *user),
        Binding::Visitor(_) => Vec::new(),
    };
    BASE64URL_NOPAD.encode(&[&nonce[..], &named, &seal(config, binding, &nonce)].concat())
}

/// The minute of an instant, counted since 1970; it fits until the year 10136.
fn minute(moment: DateTime<Utc>) -> u32 {
    u32::try_from(moment.timestamp() / 60).unwrap_or_default()
}

fn names(id: SessionId, user: UserId) -> Vec<u8> {
    [*id.uuid().as_bytes(), *user.uuid().as_bytes()].concat()
}

fn is_genuine(config: &Config, binding: &Binding, token: &str) -> bool {
    if session_of(config, token).is_some_and(|named| named == *binding) {
        return true;
    }
    let Ok(bytes) = BASE64URL_NOPAD.decode(token.as_bytes()) else { return false };
    let Some((nonce, sealed)) = bytes.split_at_checked(NONCE) else { return false };
    match binding {
        Binding::Visitor(_) => same(sealed, seal(config, binding, nonce)),
        // A page rendered by the previous release, whose tokens did not name the session.
        Binding::Session { id, .. } => same(sealed, seal(config, &Binding::Visitor(id.to_string()), nonce)),
    }
}

/// Returns the user whose page a token was made for. Returns `None` if it was not made for a session or has expired. Verified with the
/// secret key alone, without querying Postgres, so the session may have ended since.
pub fn author(config: &Config, token: &str, now: DateTime<Utc>) -> Option<UserId> {
    may_keep(config, token, now).map(|(_, user)| user)
}

/// Returns the session whose page a token was made for, and its user, as long as text sent with the token may still be stored for them:
/// until the longest lifetime of a session after the page was made. Tokens of the previous release do not say when they were made and count
/// as expired.
fn may_keep(config: &Config, token: &str, now: DateTime<Utc>) -> Option<(SessionId, UserId)> {
    let Binding::Session { id, user } = session_of(config, token)? else { return None };
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
    let made = u32::from_be_bytes(*bytes.first_chunk::<MADE>()?);
    // Another process's clock may be ahead.
    let (first, last) = (minute(now - LONGEST_SESSION), minute(now + AHEAD));
    (first..=last).contains(&made).then_some((id, user))
}

/// Returns the session whose page a token was made for, whether or not it has ended.
fn session_of(config: &Config, token: &str) -> Option<Binding> {
    let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).ok()?;
    let (nonce, rest) = bytes.split_at_checked(NONCE)?;
    let (id, rest) = rest.split_at_checked(ID)?;
    let (user, sealed) = rest.split_at_checked(ID)?;
    let (id, user) = (Uuid::from_slice(id).ok()?, Uuid::from_slice(user).ok()?);
    let binding = Binding::Session { id: id.into(), user: user.into() };
    same(sealed, seal(config, &binding, nonce)).then_some(binding)
}

fn seal(config: &Config, binding: &Binding, nonce: &[u8]) -> [u8; 32] {
    let key = config.secret_key.expose();
    match binding {
        Binding::Session { id, user } => keyed(key, &[b"csrf of a session\0", nonce, &names(*id, *user)]),
        Binding::Visitor(visitor) => keyed(key, &[b"csrf\0", nonce, visitor.as_bytes()]),
    }
}

/// Middleware: rejects (403) requests that a page of another site made the browser send: forms, requests by scripts, and resources that
/// such a page loads, such as images. It runs before the session is loaded and before anything is counted, so that such a page cannot use
/// up the rate limits of its reader or their network. Links that a person follows, in a mail or on a page, are not rejected.
pub async fn refuse_foreign(
    config: Data<Config>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !(may_be_ours(&config, &request) || (reads && is_navigation(&request))) {
        super::caller::note(request.request(), "csrf.refused");
        return Err(AppError::Forged.into());
    }
    next.call(request).await
}

/// Middleware: rejects an unsafe request (403) whose token is missing or invalid. [`refuse_foreign`] runs before it. A form from a page
/// whose session has ended is stored, and its sender is asked to sign in.
pub async fn protect(
    config: Data<Config>,
    db: Data<Db>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    if !request.method().is_safe() {
        if session::is_away(&request.get_session()) {
            return Err(AppError::Unavailable("the session could not be read".into()).into());
        }
        let sent = timeout(config.web.body_patience, sent_token(&mut request));
        let token = sent.await.map_err(|_| AppError::TooSlow)??.unwrap_or_default();
        let (binding, fresh) = binding(&config, request.request());
        if fresh.is_some() || !is_genuine(&config, &binding, &token) {
            if let Some(ended) = may_keep(&config, &token, db.clock().now())
                && claims_our_origin(&request)
                && let Some(way_on) = kept::keep(&config, &mut request, ended).await?
            {
                return Ok(request.error_response(way_on));
            }
            super::caller::note(request.request(), "csrf.refused");
            return Err(AppError::Forged.into());
        }
    }
    let response = next.call(request).await?.map_into_boxed_body();
    let error = response.response().error().and_then(|error| error.as_error::<AppError>());
    if !matches!(error, Some(AppError::Stale)) {
        return Ok(response);
    }
    let way_on = kept::keep_unproven(&config, response.request()).await?;
    Ok(match way_on {
        Some(way_on) => ServiceResponse::from_err(way_on, response.into_parts().0),
        None => response,
    })
}

/// Whether the browser states that the request was sent by one of the portal's pages, rather than merely not contradicting it. The values
/// of the headers have been checked before.
fn claims_our_origin(request: &ServiceRequest) -> bool {
    header_of(request, "sec-fetch-site") == Some("same-origin") || header_of(request, "origin").is_some()
}

/// The value of a header. A value that is not text becomes `?`, which matches nothing.
fn header_of<'a>(request: &'a ServiceRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).map(|value| value.to_str().unwrap_or("?"))
}

/// Whether the browser says that a person navigates to a page (a link, a typed address, a bookmark) in the whole window and not in a frame.
fn is_navigation(request: &ServiceRequest) -> bool {
    header_of(request, "sec-fetch-mode") == Some("navigate")
        && header_of(request, "sec-fetch-dest").is_none_or(|place| place == "document")
}

/// Checks the headers in which browsers say where a request was made. If they are missing, the decision is left to the token.
fn may_be_ours(config: &Config, request: &ServiceRequest) -> bool {
    if header_of(request, "sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    let Some(origin) = header_of(request, "origin") else { return true };
    let host = header_of(request, "host").unwrap_or_default();
    origin
        .strip_prefix(config.web.public_url.scheme())
        .and_then(|rest| rest.strip_prefix("://"))
        .is_some_and(|named| named == host)
}

/// Reads the token from the header or the body. The body is put back for the handler to read.
async fn sent_token(request: &mut ServiceRequest) -> Result<Option<String>, Error> {
    if let Some(token) = request.headers().get(HEADER) {
        let token = token.to_str().ok().map(str::to_owned);
        if kept::takes(request.request()) {
            read_form(request).await?;
        }
        return Ok(token);
    }
    match BodyKind::of(request.request()) {
        BodyKind::Form => {
            let bytes = read_form(request).await?;
            let token = url::form_urlencoded::parse(&bytes).find(|(name, _)| name == FIELD);
            Ok(token.map(|(_, value)| value.into_owned()))
        }
        BodyKind::Files => first_part(request).await,
        BodyKind::Other => Ok(None),
    }
}

/// Reads the body of a form, and puts it back for the handler to read.
async fn read_form(request: &mut ServiceRequest) -> Result<Bytes, Error> {
    let (http, mut payload) = (request.request().clone(), request.take_payload());
    let bytes = Bytes::from_request(&http, &mut payload).await.map_err(|error| pace::unread(&error))?;
    http.extensions_mut().insert(kept::SentForm(bytes.clone()));
    request.set_payload(Payload::from(bytes.clone()));
    Ok(bytes)
}

/// Reads only the beginning of an upload: the portal's forms put the token first.
async fn first_part(request: &mut ServiceRequest) -> Result<Option<String>, Error> {
    const MOST: usize = 4096;
    let mut payload = request.take_payload();
    let mut seen = BytesMut::new();
    let mut token = None;
    while seen.len() < MOST && token.is_none() {
        let Some(chunk) = payload.next().await else { break };
        seen.extend_from_slice(&chunk.map_err(|error| pace::fault(&error))?);
        token = token_in(&seen[..seen.len().min(MOST)]);
    }
    let beginning = stream::once(std::future::ready(Ok::<_, PayloadError>(seen.freeze())));
    request.set_payload(Payload::Stream { payload: Box::pin(beginning.chain(payload)) });
    Ok(token)
}

fn token_in(beginning: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(beginning);
    let (_, after) = text.split_once(&format!("name=\"{FIELD}\"\r\n\r\n"))?;
    after.split_once("\r\n").map(|(token, _)| token.to_owned())
}
