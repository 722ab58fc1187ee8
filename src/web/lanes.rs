//! What is held for somebody while their network takes its time: bodies on their way in, downloads and streams on their way out. Each
//! kind has room for so many in all on this instance, and a user and an address may take a small part of it, so that nobody slow,
//! by intent or not, takes the room of everybody (ADR 25).

use std::{
    collections::HashMap,
    io,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicUsize, Ordering},
    },
};

use actix_session::SessionExt;
use actix_web::{
    Error, FromRequest, HttpRequest,
    body::{MessageBody, SizedStream},
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    http::header::CONTENT_TYPE,
    middleware::Next,
    web::Data,
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt, stream};

use super::{caller, session, throttle::neighbourhood};
use crate::{
    config::HeldConfig,
    error::{AppError, AppResult},
    kernel::ids::UserId,
};

/// For whom something is held.
#[derive(Debug, Clone)]
pub struct Holder {
    user: Option<UserId>,
    /// Their address, or the network that counts as one.
    address: String,
}

impl Holder {
    /// Whoever sends a request.
    pub fn of(request: &HttpRequest) -> Self {
        Self {
            user: session::user(&request.get_session()),
            address: neighbourhood(&caller::origin(request).address),
        }
    }

    fn keys(&self) -> impl Iterator<Item = Key> {
        let user = self.user.map(Key::User);
        user.into_iter().chain([Key::Address(self.address.clone())])
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Key {
    User(UserId),
    Address(String),
}

/// How many lanes there are, and how many of them one user and one address may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    pub in_all: usize,
    pub user: usize,
    pub address: usize,
}

/// The lanes of one kind.
pub struct Lanes {
    caps: Caps,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    in_all: usize,
    by: HashMap<Key, usize>,
}

impl Lanes {
    /// Lanes that are all free.
    pub fn new(caps: Caps) -> Arc<Self> {
        Arc::new(Self { caps, taken: Mutex::default() })
    }

    /// Takes a lane, which is free again when it is dropped.
    ///
    /// # Errors
    /// Crowded, when the user or the address has as many as they may; unavailable, when all are taken.
    pub fn take(self: &Arc<Self>, holder: &Holder) -> AppResult<Lane> {
        let mut taken = self.taken();
        for key in holder.keys() {
            let most = if matches!(key, Key::User(_)) { self.caps.user } else { self.caps.address };
            if taken.by.get(&key).copied().unwrap_or_default() >= most {
                return Err(AppError::Crowded);
            }
        }
        if taken.in_all >= self.caps.in_all {
            return Err(AppError::Unavailable("every lane is taken".into()));
        }
        taken.in_all += 1;
        holder.keys().for_each(|key| *taken.by.entry(key).or_default() += 1);
        Ok(Lane { lanes: self.clone(), holder: holder.clone() })
    }

    /// How many are taken now.
    pub fn taken_in_all(&self) -> usize {
        self.taken().in_all
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().expect("no one panics while taking a lane")
    }
}

/// A lane that is taken.
pub struct Lane {
    lanes: Arc<Lanes>,
    holder: Holder,
}

impl Lane {
    /// The same stream, which holds the lane until it ends or is dropped.
    pub fn hold<S: Stream>(self, stream: S) -> impl Stream<Item = S::Item> {
        stream.map(move |piece| {
            let _held = &self;
            piece
        })
    }
}

/// So much of what is in memory anyway is handed on at a time.
const PIECE_BYTES: usize = 64 * 1024;

impl Lane {
    /// Bytes that are in memory as a whole, handed on piece by piece, so that the lane is held until the reader has the last of them.
    pub fn keep(self, bytes: impl Into<Bytes>) -> impl MessageBody {
        let bytes: Bytes = bytes.into();
        let size = bytes.len();
        let pieces = (0..size)
            .step_by(PIECE_BYTES)
            .map(move |at| Ok::<_, AppError>(bytes.slice(at..(at + PIECE_BYTES).min(size))));
        SizedStream::new(size as u64, self.hold(stream::iter(pieces)))
    }
}

impl Drop for Lane {
    fn drop(&mut self) {
        let mut taken = self.lanes.taken();
        taken.in_all -= 1;
        for key in self.holder.keys() {
            if let Some(count) = taken.by.get_mut(&key) {
                *count -= 1;
                if *count == 0 {
                    taken.by.remove(&key);
                }
            }
        }
    }
}

/// Bytes of forms that one instance keeps in memory at most, over all requests.
const MOST_FORM_BYTES_IN_ALL: usize = 64 * 1024 * 1024;
/// Live streams one instance holds, and those of one address: an office is one.
const STREAMS: Caps = Caps { in_all: 4000, user: 8, address: 400 };
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
/// as they may is told so (429).
pub async fn hold_bodies(
    held: Data<Held>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let payload = request.take_payload();
    if matches!(payload, Payload::None) {
        return next.call(request).await;
    }
    let _lane = held.bodies.take(&Holder::of(request.request()))?;
    let kept = Kept { here: Arc::default(), in_all: held.form_bytes.clone() };
    // Files pass through in pieces; everything else is collected before it is understood.
    request.set_payload(if is_multipart(request.request()) {
        payload
    } else {
        Payload::Stream { payload: Box::pin(kept.counting(payload)) }
    });
    next.call(request).await
}

fn is_multipart(request: &HttpRequest) -> bool {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("multipart/form-data"))
}

/// The bytes of one request that are in memory until it is answered.
struct Kept {
    here: Arc<AtomicUsize>,
    in_all: Arc<AtomicUsize>,
}

impl Kept {
    /// The same bytes, counted as they come; an error where there is no room for them.
    fn counting<S>(&self, payload: S) -> impl Stream<Item = Result<Bytes, PayloadError>> + use<S>
    where
        S: Stream<Item = Result<Bytes, PayloadError>>,
    {
        let (here, in_all) = (self.here.clone(), self.in_all.clone());
        payload.map(move |piece| {
            let piece = piece?;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn holder(user: Option<UserId>, address: &str) -> Holder {
        Holder { user, address: address.to_owned() }
    }

    #[test]
    fn nobody_takes_more_than_their_part_and_what_is_dropped_is_free() {
        let lanes = Lanes::new(Caps { in_all: 5, user: 1, address: 2 });
        let (one, other) = (Some(UserId::new()), Some(UserId::new()));
        let first = lanes.take(&holder(one, "a")).unwrap();
        assert!(matches!(lanes.take(&holder(one, "b")), Err(AppError::Crowded)), "of the user");
        let _second = lanes.take(&holder(other, "a")).unwrap();
        assert!(matches!(lanes.take(&holder(None, "a")), Err(AppError::Crowded)), "of the address");
        drop(first);
        assert!(lanes.take(&holder(None, "a")).is_ok());
        let _others: Vec<_> =
            ["c", "d", "e", "f"].iter().map(|address| lanes.take(&holder(None, address)).unwrap()).collect();
        assert!(matches!(lanes.take(&holder(one, "g")), Err(AppError::Unavailable(_))), "of all");
    }

    proptest! {
        #[test]
        fn what_was_taken_and_given_back_leaves_nothing(
            steps in prop::collection::vec((0..4_usize, 0..3_usize, any::<bool>()), 0..200),
        ) {
            let users: Vec<_> = (0..3).map(|_| UserId::new()).collect();
            let caps = Caps { in_all: 6, user: 2, address: 3 };
            let lanes = Lanes::new(caps);
            let mut open: Vec<(usize, usize, Lane)> = Vec::new();
            for (user, address, takes) in steps {
                if takes {
                    let who = holder(users.get(user).copied(), &address.to_string());
                    let of_user = open.iter().filter(|lane| lane.0 == user).count();
                    let of_address = open.iter().filter(|lane| lane.1 == address).count();
                    let free = (user == 3 || of_user < caps.user) && of_address < caps.address && open.len() < caps.in_all;
                    match lanes.take(&who) {
                        Ok(lane) => { prop_assert!(free); open.push((user, address, lane)); }
                        Err(_) => prop_assert!(!free),
                    }
                } else if !open.is_empty() {
                    open.remove(user % open.len());
                }
                prop_assert_eq!(lanes.taken_in_all(), open.len());
            }
            open.clear();
            prop_assert!(lanes.taken().by.is_empty() && lanes.taken_in_all() == 0);
        }
    }
}
