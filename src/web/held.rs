//! Everything that is held, kind by kind, and the middleware and extractor that hold it.

use std::{
    io,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    middleware::Next,
    web::Data,
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt};

use super::{
    body::BodyKind,
    caller,
    form::MOST_FORM_BYTES,
    lanes::{Caps, Holder, Lane, Lanes},
};
use crate::{
    config::HeldConfig,
    error::{AppError, AppResult},
};

/// Bytes of forms that one instance keeps in memory at most, over all requests.
const MOST_FORM_BYTES_IN_ALL: usize = 64 * 1024 * 1024;
/// The largest form that is read of somebody who is not signed in, in bytes: a passkey's answer, with room to spare.
const MOST_BYTES_OF_VISITOR: usize = 64 * 1024;
/// Live streams one instance holds, and those of one address: an office is one. How many a user has is the hub's business: the oldest
/// makes room.
const STREAMS: Caps = Caps { in_all: 4000, user: 20, address: 400 };
/// Browsers that wait for a phone to sign them in. Nobody is signed in there.
const WAITS: Caps = Caps { in_all: 100, user: 10, address: 10 };

/// Everything that is held, kind by kind.
pub struct Held {
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
    /// Bytes of forms in memory.
    form_bytes: Arc<AtomicUsize>,
}

impl Held {
    /// Nothing yet.
    pub fn new(config: &HeldConfig) -> Self {
        let per_address = |address: usize, times| {
            Lanes::new(Caps { in_all: address * times, user: address.div_ceil(2), address })
        };
        Self {
            bodies: per_address(config.bodies, 32),
            uploads: per_address(config.uploads, 8),
            downloads: per_address(config.downloads, 8),
            streams: Lanes::new(STREAMS),
            waits: Lanes::new(WAITS),
            form_bytes: Arc::default(),
        }
    }

    /// Bytes of forms that are in memory now.
    pub fn form_bytes(&self) -> usize {
        self.form_bytes.load(Ordering::Relaxed)
    }
}

/// Middleware: a request with a body takes a lane before a byte of it is read, and keeps it until it is answered. Whoever has as many
/// as they may is told so (429). What is no form is refused (415) before a byte of it is read.
pub async fn hold_bodies(
    held: Data<Held>,
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
    let most = if holder.is_visitor() { MOST_BYTES_OF_VISITOR } else { MOST_FORM_BYTES };
    let kept = Kept { most, here: Arc::default(), in_all: held.form_bytes.clone() };
    request.set_payload(match kind {
        BodyKind::Files => payload,
        _ => Payload::Stream { payload: Box::pin(kept.counting(payload)) },
    });
    next.call(request).await
}

/// The bytes of one request that are in memory until it is answered.
struct Kept {
    /// How many there may be.
    most: usize,
    here: Arc<AtomicUsize>,
    in_all: Arc<AtomicUsize>,
}

impl Kept {
    /// The same bytes, counted as they come; an error where there are too many, or no room for them.
    fn counting<S>(&self, payload: S) -> impl Stream<Item = Result<Bytes, PayloadError>> + use<S>
    where
        S: Stream<Item = Result<Bytes, PayloadError>>,
    {
        let (most, here, in_all) = (self.most, self.here.clone(), self.in_all.clone());
        payload.map(move |piece| {
            let piece = piece?;
            if here.load(Ordering::Relaxed) + piece.len() > most {
                return Err(PayloadError::Overflow);
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

/// A lane for a file that goes out, as handlers ask for it.
pub struct DownloadLane(pub Lane);

impl FromRequest for DownloadLane {
    type Error = AppError;
    type Future = std::future::Ready<AppResult<Self>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let held = request.app_data::<Data<Held>>().ok_or(AppError::Misdirected);
        std::future::ready(held.and_then(|held| held.downloads.take(&Holder::of(request))).map(Self))
    }
}
