//! Limits on concurrent requests, bodies, uploads, downloads and streams, and the middleware and extractor that enforce them.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::{BodySize, BoxBody, MessageBody},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    middleware::Next,
    web::Data,
};
use bytes::Bytes;
use chrono::{DateTime, Utc};
use futures_util::{Stream, StreamExt};

use super::{
    body::{BodyKind, TOKEN_FIELD},
    caller, csrf,
    form::MOST_FORM_BYTES,
    lanes::{Caps, Holder, Lane, Lanes, Outlet},
};
use crate::{
    access::Origin,
    config::{Config, HeldConfig},
    db::Db,
    error::{AppError, AppResult},
    security::{self, Noted, Outcome},
};

/// The maximum number of bytes of forms in the memory of one instance, over all requests.
const MOST_FORM_BYTES_IN_ALL: usize = 64 * 1024 * 1024;
/// Limits on the bytes of responses that wait in memory for their readers: in one instance, per user, and per address. Responses short
/// enough to be buffered whole by the connection do not count.
const ANSWER_BYTES: Caps =
    Caps { in_all: 128 * 1024 * 1024, user: 16 * 1024 * 1024, address: 32 * 1024 * 1024 };
/// The maximum size of a form of a visitor who is not signed in, in bytes: a passkey's response, with room to spare.
const MOST_BYTES_OF_VISITOR: usize = 64 * 1024;
/// Limits on longer forms from users whose session has ended: their text is stored for them (`web::kept`). Such a user is identified by the
/// token of a page that their session rendered, which stays valid after the session, so only a few are allowed: 16 MB in all.
const FORMS_OF_ENDED: Caps = Caps { in_all: 32, user: 2, address: 4 };
/// The portal's forms begin with their token. It is only looked for within this many bytes.
const MOST_BEFORE_TOKEN: usize = 1024;
/// Limits on event streams, in one instance and per address: an office is one address. How many streams a user may have is decided by the
/// hub, which closes the oldest.
const STREAMS: Caps = Caps { in_all: 4000, user: 20, address: 400 };
/// Limits on browsers that wait for a phone to sign them in. They are not signed in yet.
const WAITS: Caps = Caps { in_all: 100, user: 10, address: 10 };

/// The lanes of each kind.
pub struct Held {
    /// Requests of any kind that are being processed.
    pub requests: Arc<Lanes>,
    /// Bytes of responses that their readers have not received yet.
    pub answers: Arc<Lanes>,
    /// Requests whose body is being read, including uploads.
    pub bodies: Arc<Lanes>,
    /// Uploads of files.
    pub uploads: Arc<Lanes>,
    /// Downloads of files.
    pub downloads: Arc<Lanes>,
    /// Event streams of open pages.
    pub streams: Arc<Lanes>,
    /// Browsers that wait for a phone to sign them in.
    pub waits: Arc<Lanes>,
    /// Long forms of users whose sessions have ended.
    pub forms_of_ended: Arc<Lanes>,
    /// The number of bytes of forms in memory.
    form_bytes: Arc<AtomicUsize>,
}

impl Held {
    /// Creates the lanes, all of them free.
    pub fn new(config: &HeldConfig) -> Self {
        let per_address = |address: usize, times| {
            Lanes::new(Caps { in_all: address * times, user: address.div_ceil(2), address })
        };
        // The user is not known until Postgres has been queried, so only the address counts.
        let requests = Caps { in_all: config.requests * 8, user: config.requests, address: config.requests };
        Self {
            requests: Lanes::new(requests),
            answers: Lanes::new(ANSWER_BYTES),
            bodies: per_address(config.bodies, 32),
            uploads: per_address(config.uploads, 8),
            downloads: per_address(config.downloads, 8),
            streams: Lanes::new(STREAMS),
            waits: Lanes::new(WAITS),
            forms_of_ended: Lanes::new(FORMS_OF_ENDED),
            form_bytes: Arc::default(),
        }
    }

    /// The number of bytes of forms that are in memory now.
    pub fn form_bytes(&self) -> usize {
        self.form_bytes.load(Ordering::Relaxed)
    }
}

/// Middleware: every request takes a lane before any query is made for it, and keeps it until its response has been passed to the
/// connection, which waits until the reader has received what came before. A reader has as much time for a page as a sender has for a form.
/// If a user or an address has too many large responses pending, further ones are refused (429). Streams and downloads have lanes and time
/// limits of their own by then.
pub async fn hold_requests(
    held: Data<Held>,
    config: Data<Config>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let lane = allowed(
        held.requests.take(&Holder::by_address(request.request())),
        request.request(),
        "too many requests are in progress",
    )?;
    let answer = next.call(request).await?;
    let is_download = answer.request().extensions().contains::<HasDownloadLane>();
    let is_held_apart = is_download && answer.status().is_success();
    let length = match answer.response().body().size() {
        BodySize::Stream => return Ok(answer.map_into_boxed_body()),
        _ if is_held_apart => return Ok(answer.map_into_boxed_body()),
        BodySize::Sized(length) => length,
        BodySize::None => 0,
    };
    let counted = usize::try_from(length).ok().filter(|_| length > Answer::BUFFERED);
    let bytes = counted.map(|length| held.answers.take_wide(&Holder::answered(answer.request()), length));
    let bytes = bytes
        .map(|taken| allowed(taken, answer.request(), "too many responses wait for their readers"))
        .transpose()?;
    let patience = config.web.body_patience;
    Ok(answer.map_body(|_, body| Answer::new(body.boxed(), length, (lane, bytes), patience).boxed()))
}

/// Returns the lane. If it was refused, writes a security event.
fn allowed(taken: AppResult<Lane>, request: &HttpRequest, about: &'static str) -> AppResult<Lane> {
    if taken.is_err() {
        let Origin { address, request_id, .. } = caller::origin(request);
        security::log(Noted {
            event: "throttle.refused",
            actor: None,
            address: &address,
            request: &request_id,
            outcome: Outcome::Refused,
            about,
        });
    }
    taken
}

/// A response body, with the lanes it occupies until the connection has received it. It is passed on in pieces, as the reader receives
/// them, and aborted if the reader is too slow.
struct Answer {
    body: BoxBody,
    /// The part of the body that has not been passed on yet.
    rest: Bytes,
    /// The size of a piece.
    piece: usize,
    began: Option<Instant>,
    /// How long the reader may take in total.
    patience: Duration,
    /// The lane of the request, and that of the bytes.
    _lanes: (Lane, Option<Lane>),
}

impl Answer {
    /// The number of bytes that the connection buffers in any case: shorter bodies are passed on whole.
    const BUFFERED: u64 = 32 * 1024;
    const PIECE: usize = 16 * 1024;
    /// The number of bytes that must be received within the patience.
    const LEAST: u64 = 1024 * 1024;

    fn new(body: BoxBody, length: u64, lanes: (Lane, Option<Lane>), patience: Duration) -> Self {
        let piece = if length > Self::BUFFERED { Self::PIECE } else { usize::MAX };
        let patience =
            patience.saturating_mul(u32::try_from(length / Self::LEAST).unwrap_or(u32::MAX).max(1));
        Self { body, rest: Bytes::new(), piece, began: None, patience, _lanes: lanes }
    }
}

impl MessageBody for Answer {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        let began = *self.began.get_or_insert_with(Instant::now);
        if self.rest.is_empty() {
            match ready!(Pin::new(&mut self.body).poll_next(context)) {
                Some(Ok(bytes)) => self.rest = bytes,
                end => return Poll::Ready(end),
            }
        }
        if began.elapsed() > self.patience {
            tracing::info!("a response was aborted: its reader is too slow");
            return Poll::Ready(Some(Err(AppError::TooSlow.into())));
        }
        let piece = self.piece.min(self.rest.len());
        Poll::Ready(Some(Ok(self.rest.split_to(piece))))
    }
}

/// Middleware: a request with a body takes a lane before any of it is read, and keeps it until the response. If the user or the address has
/// no lane left, the request is refused (429). Bodies that are not forms are rejected (415) before any of them is read.
pub async fn hold_bodies(
    held: Data<Held>,
    config: Data<Config>,
    db: Data<Db>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let payload = request.take_payload();
    if matches!(payload, Payload::None) {
        return next.call(request).await;
    }
    let kind = BodyKind::of(request.request());
    if kind == BodyKind::Other {
        return Err(AppError::UnsupportedMedia.into());
    }
    let holder = Holder::of(request.request());
    let taken = held.bodies.take(&holder);
    if matches!(taken, Err(AppError::Crowded)) {
        caller::note(request.request(), "throttle.refused");
    }
    let _lane = taken?;
    let author = holder.is_visitor().then(|| Author {
        config: config.into_inner(),
        now: db.clock().now(),
        lanes: held.forms_of_ended.clone(),
        holder,
        header: request.headers().get(csrf::HEADER).and_then(|token| token.to_str().ok()).map(str::to_owned),
        beginning: Vec::new(),
    });
    let kept = Kept { here: Arc::default(), in_all: held.form_bytes.clone(), lane: Arc::default() };
    request.set_payload(match kind {
        BodyKind::Files => payload,
        _ => Payload::Stream { payload: Box::pin(kept.counting(payload, author)) },
    });
    next.call(request).await
}

/// A sender who is not signed in. Their form may be as long as anyone's, if it comes from a page of a session that has ended.
struct Author {
    config: Arc<Config>,
    now: DateTime<Utc>,
    lanes: Arc<Lanes>,
    holder: Holder,
    /// The token, if it is in a header.
    header: Option<String>,
    /// The first bytes of the form, where the token is otherwise.
    beginning: Vec<u8>,
}

impl Author {
    fn read(&mut self, piece: &[u8]) {
        let left = MOST_BEFORE_TOKEN - self.beginning.len();
        self.beginning.extend_from_slice(&piece[..piece.len().min(left)]);
    }

    /// Takes a lane for a long form. Returns `None` if it has no token of a session's page, or if no lane is left.
    fn lane(&self) -> Option<Lane> {
        let field = url::form_urlencoded::parse(&self.beginning).find(|(name, _)| name == TOKEN_FIELD);
        let token = self.header.clone().or_else(|| field.map(|(_, value)| value.into_owned()))?;
        let user = csrf::author(&self.config, &token, self.now)?;
        self.lanes.take(&self.holder.clone().sending_for(user)).ok()
    }
}

/// The bytes of one request's form, which are in memory until the response.
struct Kept {
    here: Arc<AtomicUsize>,
    in_all: Arc<AtomicUsize>,
    /// Set if the form is long and its author's session has ended.
    lane: Arc<OnceLock<Lane>>,
}

impl Kept {
    /// The same bytes, counted as they arrive; an error if there are too many, or no memory for them. `author` is set if the sender is not
    /// signed in.
    fn counting<S>(
        &self,
        payload: S,
        mut author: Option<Author>,
    ) -> impl Stream<Item = Result<Bytes, PayloadError>> + use<S>
    where
        S: Stream<Item = Result<Bytes, PayloadError>>,
    {
        let (here, in_all, lane) = (self.here.clone(), self.in_all.clone(), self.lane.clone());
        payload.map(move |piece| {
            let piece = piece?;
            let length = here.load(Ordering::Relaxed) + piece.len();
            if length > MOST_FORM_BYTES {
                return Err(PayloadError::Overflow);
            }
            if let Some(author) = author.as_mut().filter(|_| lane.get().is_none()) {
                author.read(&piece);
                if length > MOST_BYTES_OF_VISITOR {
                    lane.set(author.lane().ok_or(PayloadError::Overflow)?).ok();
                }
            }
            here.fetch_add(piece.len(), Ordering::Relaxed);
            if in_all.fetch_add(piece.len(), Ordering::Relaxed) + piece.len() > MOST_FORM_BYTES_IN_ALL {
                return Err(PayloadError::Io(io::ErrorKind::OutOfMemory.into()));
            }
            Ok(piece)
        })
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.in_all.fetch_sub(self.here.load(Ordering::Relaxed), Ordering::Relaxed);
    }
}

/// Stored with a request whose response occupies the lane of a download, which has its own time limit.
struct HasDownloadLane;

/// Extractor: a lane for a download.
pub struct DownloadLane(pub Outlet);

impl FromRequest for DownloadLane {
    type Error = AppError;
    type Future = std::future::Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let found = request.app_data::<Data<Held>>().zip(request.app_data::<Data<Config>>());
        let taken = found.ok_or(AppError::Misdirected).and_then(|(held, config)| {
            let lane = held.downloads.take(&Holder::of(request))?;
            request.extensions_mut().insert(HasDownloadLane);
            Ok(Self(Outlet { lane, patience: config.web.body_patience }))
        });
        std::future::ready(taken)
    }
}
