//! Proof that an unsafe request comes from one of our own pages: a token bound to the session, and the browser's own word.

use actix_session::SessionExt;
use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::MessageBody,
    cookie::Cookie,
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::Method,
    middleware::Next,
    web::{Bytes, BytesMut, Data},
};
use data_encoding::BASE64URL_NOPAD;
use futures_util::{StreamExt, stream};
use tokio::time::timeout;

use super::{body::BodyKind, cookie, pace, session};
use crate::{
    config::Config,
    error::AppError,
    kernel::secret::{Token, keyed, same},
};

/// The form field that carries the token.
pub const FIELD: &str = "_csrf";
/// No token is longer, in bytes.
pub const MOST_BYTES: u64 = 256;
/// The header that carries it where htmx or a script sends.
pub const HEADER: &str = "x-csrf-token";
const NONCE: usize = 16;

/// What a visitor's tokens are bound to before they have a session.
const VISITOR: &str = "visitor";

/// What this caller's tokens are bound to, and the cookie to set where there was nothing yet. A session's tokens outlive its cookie's
/// renewal, so that a form that waits in another tab can still be sent.
pub fn binding(config: &Config, request: &HttpRequest) -> (String, Option<Cookie<'static>>) {
    if let Some(id) = session::id(request) {
        return (id.to_string(), None);
    }
    let https = config.web.https();
    if let Some(visitor) = request.cookie(&cookie::name(VISITOR, https)) {
        return (visitor.value().to_owned(), None);
    }
    let fresh = Token::random().text();
    let cookie = cookie::build(VISITOR, https, fresh.clone()).finish();
    (fresh, Some(cookie))
}

/// A token for a page. Each differs from the last, so that compression gives nothing away.
pub fn token(config: &Config, binding: &str) -> String {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).expect("the system gives random bytes");
    BASE64URL_NOPAD.encode(&[&nonce[..], &seal(config, binding, &nonce)].concat())
}

fn is_genuine(config: &Config, binding: &str, token: &str) -> bool {
    let Ok(bytes) = BASE64URL_NOPAD.decode(token.as_bytes()) else { return false };
    let Some((nonce, sealed)) = bytes.split_at_checked(NONCE) else { return false };
    same(sealed, seal(config, binding, nonce))
}

fn seal(config: &Config, binding: &str, nonce: &[u8]) -> [u8; 32] {
    keyed(config.secret_key.expose(), &[b"csrf\0", nonce, binding.as_bytes()])
}

/// Middleware: refuses (403) what a page of another site had a browser send: forms, scripts' requests, and what such a page has
/// loaded, as images are. It stands before the session and before everything that is counted, so that no such page uses up what its
/// reader, or their network, may do. A link that is followed, in a mail or on a page, is no such thing.
pub async fn refuse_foreign(
    config: Data<Config>,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !(comes_from_here(&config, &request) || (reads && is_followed(&request))) {
        super::caller::note(request.request(), "csrf.refused");
        return Err(AppError::Forged.into());
    }
    next.call(request).await
}

/// Middleware: refuses an unsafe request (403) that does not prove itself by its token. [`refuse_foreign`] stands before it.
pub async fn protect(
    config: Data<Config>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if !request.method().is_safe() {
        if session::is_away(&request.get_session()) {
            return Err(AppError::Unavailable("the session could not be read".into()).into());
        }
        let sent = timeout(config.web.body_patience, sent_token(&mut request));
        let genuine = match sent.await.map_err(|_| AppError::TooSlow)?? {
            Some(token) => {
                let (binding, fresh) = binding(&config, request.request());
                fresh.is_none() && is_genuine(&config, &binding, &token)
            }
            None => false,
        };
        if !genuine {
            super::caller::note(request.request(), "csrf.refused");
            return Err(AppError::Forged.into());
        }
    }
    next.call(request).await
}

/// What a header says; what cannot be read says nothing we know.
fn said<'a>(request: &'a ServiceRequest, name: &str) -> Option<&'a str> {
    request.headers().get(name).map(|value| value.to_str().unwrap_or("?"))
}

/// Whether the browser says that a person goes to a page: a link, an address typed, a bookmark; the whole window, no frame.
fn is_followed(request: &ServiceRequest) -> bool {
    said(request, "sec-fetch-mode") == Some("navigate")
        && said(request, "sec-fetch-dest").is_none_or(|place| place == "document")
}

/// Browsers say where a request was made; what they do not say is left to the token.
fn comes_from_here(config: &Config, request: &ServiceRequest) -> bool {
    if said(request, "sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    let Some(origin) = said(request, "origin") else { return true };
    let host = said(request, "host").unwrap_or_default();
    origin
        .strip_prefix(config.web.public_url.scheme())
        .and_then(|rest| rest.strip_prefix("://"))
        .is_some_and(|named| named == host)
}

/// The token, from the header or from the body, which is put back for the handler to read.
async fn sent_token(request: &mut ServiceRequest) -> Result<Option<String>, Error> {
    if let Some(token) = request.headers().get(HEADER) {
        return Ok(token.to_str().ok().map(str::to_owned));
    }
    let kind = BodyKind::of(request.request());
    if kind == BodyKind::Form {
        let (http, mut payload) = (request.request().clone(), request.take_payload());
        let bytes = Bytes::from_request(&http, &mut payload).await.map_err(|error| pace::unread(&error))?;
        drop(http);
        let token = url::form_urlencoded::parse(&bytes)
            .find(|(name, _)| name == FIELD)
            .map(|(_, value)| value.into_owned());
        request.set_payload(Payload::from(bytes));
        return Ok(token);
    }
    if kind == BodyKind::Files { first_part(request).await } else { Ok(None) }
}

/// Of an upload only the beginning is read: our forms put the token first.
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
