//! Everything that is held, kind by kind, and the middleware and extractor that hold it.

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

/// Bytes of forms that one instance keeps in memory at most, over all requests.
const MOST_FORM_BYTES_IN_ALL: usize = 64 * 1024 * 1024;
/// Bytes of answers that wait for their readers in memory: of one instance, of a user, of an address. Of a page that the connection buffers
/// whole nothing is counted.
const ANSWER_BYTES: Caps =
    Caps { in_all: 128 * 1024 * 1024, user: 16 * 1024 * 1024, address: 32 * 1024 * 1024 };
/// The largest form that is read of somebody who is not signed in, in bytes: a passkey's answer, with room to spare.
const MOST_BYTES_OF_VISITOR: usize = 64 * 1024;
/// Longer forms of somebody whose session has ended: what was typed is kept for them (`web::kept`). They are known by the token of a page of
/// theirs, which does not lapse, so these are few: 16 MB in all.
const FORMS_OF_ENDED: Caps = Caps { in_all: 32, user: 2, address: 4 };
/// Our forms begin with their token. It is looked for so far, in bytes.
const MOST_BEFORE_TOKEN: usize = 1024;
/// Live streams one instance holds, and those of one address: an office is one. How many a user has is the hub's business: the oldest
/// makes room.
const STREAMS: Caps = Caps { in_all: 4000, user: 20, address: 400 };
/// Browsers that wait for a phone to sign them in. Nobody is signed in there.
const WAITS: Caps = Caps { in_all: 100, user: 10, address: 10 };

/// Everything that is held, kind by kind.
pub struct Held {
    /// Requests that are under way, of whatever kind.
    pub requests: Arc<Lanes>,
    /// Bytes of answers whose readers have not taken them.
    pub answers: Arc<Lanes>,
    /// Requests whose body is read, uploads included.
    pub bodies: Arc<Lanes>,
    /// Files that come in.
    pub uploads: Arc<Lanes>,
    /// Files that go out.
    pub downloads: Arc<Lanes>,
    /// Pages that listen.
    pub streams: Arc<Lanes>,
    /// Browsers that wait for a phone.
    pub waits: Arc<Lanes>,
    /// Long forms of people whose sessions have ended.
    pub forms_of_ended: Arc<Lanes>,
    /// Bytes of forms in memory.
    form_bytes: Arc<AtomicUsize>,
}

impl Held {
    /// Nothing yet.
    pub fn new(config: &HeldConfig) -> Self {
        let per_address = |address: usize, times| {
            Lanes::new(Caps { in_all: address * times, user: address.div_ceil(2), address })
        };
        // Whose a request is is not known before Postgres was asked, so it is the address alone that counts.
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

    /// Bytes of forms that are in memory now.
    pub fn form_bytes(&self) -> usize {
        self.form_bytes.load(Ordering::Relaxed)
    }
}

/// Middleware: every request takes a lane before Postgres is asked anything for it, and keeps it until its answer is handed to the
/// connection, which waits until the reader has taken what came before. A reader has as long for a page as a sender has for a form, and who
/// has too many large ones before them gets no more (429). Streams and downloads have a lane and a pace of their own by then.
pub async fn hold_requests(
    held: Data<Held>,
    config: Data<Config>,
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let lane = allowed(
        held.requests.take(&Holder::by_address(request.request())),
        request.request(),
        "too many requests are under way",
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
        .map(|taken| allowed(taken, answer.request(), "too many answers wait for their readers"))
        .transpose()?;
    let patience = config.web.body_patience;
    Ok(answer.map_body(|_, body| Answer::new(body.boxed(), length, (lane, bytes), patience).boxed()))
}

/// What was taken; who may not is noted.
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

/// What is answered, and the lanes it holds until the connection has it. It is handed over piece by piece, as the reader takes it, and cut
/// when they are too slow.
struct Answer {
    body: BoxBody,
    /// Of the body, and not handed over yet.
    rest: Bytes,
    /// How much is handed over at once.
    piece: usize,
    began: Option<Instant>,
    /// How long the reader may take in all.
    patience: Duration,
    /// Of the request, and of the bytes.
    _lanes: (Lane, Option<Lane>),
}

impl Answer {
    /// As much as the connection buffers in any case, in bytes: what is no longer is handed over whole.
    const BUFFERED: u64 = 32 * 1024;
    const PIECE: usize = 16 * 1024;
    /// So many bytes at least are taken within the patience.
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
            tracing::info!("an answer was cut: its reader is too slow");
            return Poll::Ready(Some(Err(AppError::TooSlow.into())));
        }
        let piece = self.piece.min(self.rest.len());
        Poll::Ready(Some(Ok(self.rest.split_to(piece))))
    }
}

/// Middleware: a request with a body takes a lane before a byte of it is read, and keeps it until it is answered. Whoever has as many
/// as they may is told so (429). What is no form is refused (415) before a byte of it is read.
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

/// Whoever sends a form and is not signed in. Theirs may be as long as others', where it comes from a page of a session that was.
struct Author {
    config: Arc<Config>,
    now: DateTime<Utc>,
    lanes: Arc<Lanes>,
    holder: Holder,
    /// The token, where a header has it.
    header: Option<String>,
    /// The first bytes of the form, where the token is else.
    beginning: Vec<u8>,
}

impl Author {
    fn read(&mut self, piece: &[u8]) {
        let left = MOST_BEFORE_TOKEN - self.beginning.len();
        self.beginning.extend_from_slice(&piece[..piece.len().min(left)]);
    }

    /// A lane for a long form; none, where it has no token of a session's page, or as many are on their way as may be.
    fn lane(&self) -> Option<Lane> {
        let field = url::form_urlencoded::parse(&self.beginning).find(|(name, _)| name == TOKEN_FIELD);
        let token = self.header.clone().or_else(|| field.map(|(_, value)| value.into_owned()))?;
        let user = csrf::author(&self.config, &token, self.now)?;
        self.lanes.take(&self.holder.clone().sending_for(user)).ok()
    }
}

/// The bytes of one request that are in memory until it is answered.
struct Kept {
    here: Arc<AtomicUsize>,
    in_all: Arc<AtomicUsize>,
    /// Where the form is long and its author's session has ended.
    lane: Arc<OnceLock<Lane>>,
}

impl Kept {
    /// The same bytes, counted as they come; an error where there are too many, or no room for them. `author` is who is not signed in.
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

/// Kept with a request whose answer holds the lane of a download, which has its own pace.
struct HasDownloadLane;

/// A lane for a file that goes out, as handlers ask for it.
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
