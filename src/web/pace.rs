//! Aborts request and response bodies that are transferred too slowly: the server has no deadline of its own for bodies.

use std::{io, task::Poll, time::Duration};

use actix_multipart::{Field, MultipartError};
use actix_web::{
    Error, HttpMessage,
    body::MessageBody,
    dev::{Payload, ServiceRequest, ServiceResponse},
    error::PayloadError,
    middleware::Next,
    web::Data,
};
use bytes::{Bytes, BytesMut};
use futures_util::{
    Stream, StreamExt, TryStreamExt,
    stream::{self, LocalBoxStream},
};
use tokio::time::{Instant, timeout};

use super::body::BodyKind;
use crate::{
    config::Config,
    error::{AppError, AppResult},
};

/// The number of bytes that must arrive within the patience. Only time spent waiting for the sender counts.
const LEAST_BYTES: usize = 16 * 1024;

/// Middleware: reading a body that arrives too slowly fails with an error, which [`fault`] turns into 408. Every piece has a time limit,
/// and a form has one for all of it, so that nobody can keep a form open that was begun with rights they have since lost. Files may take as
/// long as they need.
pub async fn pace_bodies(
    config: Data<Config>,
    mut request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let window = config.web.body_patience;
    let in_all = (BodyKind::of(request.request()) != BodyKind::Files).then_some(window);
    let payload: Payload = match request.take_payload() {
        Payload::None => Payload::None,
        moving => Payload::Stream { payload: Box::pin(within(window, in_all, moving)) },
    };
    request.set_payload(payload);
    next.call(request).await
}

/// The error for a body that could not be read to its end.
pub fn fault(error: &PayloadError) -> AppError {
    match error {
        PayloadError::Io(cause) if cause.kind() == io::ErrorKind::TimedOut => AppError::TooSlow,
        PayloadError::Io(cause) if cause.kind() == io::ErrorKind::OutOfMemory => {
            AppError::Unavailable("there is no memory for another form".into())
        }
        PayloadError::Overflow => AppError::TooLarge,
        _ => AppError::BadRequest,
    }
}

/// The error for a body that could not be read as a whole.
pub fn unread(error: &actix_web::Error) -> AppError {
    error.as_error().map_or(AppError::TooLarge, fault)
}

/// The bytes of a part, in pieces as large as have arrived: the multipart reader returns line ends, and anything that resembles the
/// beginning of a boundary, one by one. Yields to other tasks between two pieces. May be polled again after its end.
///
/// # Errors
/// Too slow, too large, bad request: as [`broken_off`].
pub fn pieces(part: Field) -> LocalBoxStream<'static, AppResult<Bytes>> {
    let pieces = joined(part).then(|piece| async {
        tokio::task::yield_now().await;
        piece.map_err(broken_off)
    });
    pieces.boxed_local()
}

/// The maximum number of bytes, and of pieces, that are joined into one.
const MOST_JOINED_BYTES: usize = 64 * 1024;
const MOST_JOINED: usize = 8 * 1024;

/// The same bytes in larger pieces. Each piece is dropped as soon as it has been copied: however small, it keeps the whole buffer alive
/// that it was cut from.
fn joined<S, E>(mut pieces: S) -> impl Stream<Item = Result<Bytes, E>>
where
    S: Stream<Item = Result<Bytes, E>> + Unpin,
{
    let mut end = None;
    stream::poll_fn(move |context| {
        let (mut joined, mut count) = (BytesMut::new(), 0);
        while end.is_none() && count < MOST_JOINED && joined.len() < MOST_JOINED_BYTES {
            match pieces.poll_next_unpin(context) {
                Poll::Ready(Some(Ok(piece))) => joined.extend_from_slice(&piece),
                Poll::Ready(Some(Err(error))) => end = Some(Some(error)),
                Poll::Ready(None) => end = Some(None),
                Poll::Pending if joined.is_empty() => return Poll::Pending,
                Poll::Pending => break,
            }
            count += 1;
        }
        if !joined.is_empty() {
            return Poll::Ready(Some(Ok(joined.freeze())));
        }
        match end.as_mut() {
            Some(end) => Poll::Ready(end.take().map(Err)),
            // There were only empty pieces so far: more may follow.
            None => {
                context.waker().wake_by_ref();
                Poll::Pending
            }
        }
    })
}

/// The error for a body whose parts could not be read to their end.
pub fn broken_off(error: MultipartError) -> AppError {
    tracing::debug!(%error, "an upload broke off");
    match error {
        MultipartError::Payload(error) => fault(&error),
        _ => AppError::BadRequest,
    }
}

/// The same bytes, or an error if the sender is too slow. Only waiting counts, not the time that the server takes itself.
fn within<S>(
    window: Duration,
    in_all: Option<Duration>,
    payload: S,
) -> impl Stream<Item = Result<Bytes, PayloadError>>
where
    S: Stream<Item = Result<Bytes, PayloadError>> + Unpin,
{
    stream::unfold(Some((payload, window, 0, in_all)), move |waiting| async move {
        let (mut payload, patience, arrived, left) = waiting?;
        let since = Instant::now();
        let Ok(next) = timeout(left.map_or(patience, |left| left.min(patience)), payload.next()).await else {
            return Some((Err(PayloadError::Io(io::ErrorKind::TimedOut.into())), None));
        };
        let piece = next?;
        let arrived = arrived + piece.as_ref().map_or(0, Bytes::len);
        let (waited, left) = (since.elapsed(), left.map(|left| left.saturating_sub(since.elapsed())));
        let state = if arrived >= LEAST_BYTES {
            (payload, window, 0, left)
        } else {
            (payload, patience.saturating_sub(waited), arrived, left)
        };
        Some((piece, Some(state)))
    })
    // The multipart reader polls again after the end.
    .fuse()
}

/// The same bytes, or an error if there are more than `most`.
pub fn bounded<S>(most: i64, payload: S) -> impl Stream<Item = Result<Bytes, PayloadError>>
where
    S: Stream<Item = Result<Bytes, PayloadError>>,
{
    let mut passed = 0;
    payload.map(move |piece| {
        let piece = piece?;
        passed += piece.len() as i64;
        if passed > most { Err(PayloadError::Overflow) } else { Ok(piece) }
    })
}

/// The bytes of a download in small pieces, or an error if the reader is too slow: within the patience it must receive as many bytes as
/// senders must send. Only waiting counts. If a reader receives nothing at all, this stream is never polled again; its connection is closed
/// at a lower level (see `app.rs`).
pub fn taken<S>(window: Duration, bytes: S) -> impl Stream<Item = AppResult<Bytes>>
where
    S: Stream<Item = AppResult<Bytes>> + 'static,
{
    let pieces = bytes.map_ok(|bytes| {
        let starts = (0..bytes.len()).step_by(LEAST_BYTES);
        stream::iter(starts.map(move |at| Ok(bytes.slice(at..bytes.len().min(at + LEAST_BYTES)))))
    });
    let beginning = (pieces.try_flatten().boxed_local(), window, 0, Instant::now());
    stream::unfold(Some(beginning), move |reading| async move {
        let (mut pieces, patience, taken, since) = reading?;
        let patience = patience.saturating_sub(since.elapsed());
        if patience.is_zero() {
            tracing::info!("a download was aborted: its reader is too slow");
            return Some((Err(AppError::TooSlow), None));
        }
        let piece = pieces.next().await?;
        let taken = taken + piece.as_ref().map_or(0, Bytes::len);
        let (patience, taken) = if taken >= LEAST_BYTES { (window, 0) } else { (patience, taken) };
        Some((piece, Some((pieces, patience, taken, Instant::now()))))
    })
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use futures_util::FutureExt;

    use super::*;

    /// Whether 20 pieces of a size arrive, each after a wait of `hundredths` of the window.
    async fn arrives(form: bool, size: usize, hundredths: u32) -> bool {
        let window = Duration::from_millis(400);
        let drips = stream::unfold(0, move |sent| {
            tokio::time::sleep(window * hundredths / 100)
                .map(move |()| (sent < 20).then(|| (Ok(vec![0; size].into()), sent + 1)))
        });
        let in_all = if form { Some(window) } else { None };
        let pieces: Vec<_> = within(window, in_all, drips.boxed_local()).collect().await;
        pieces.iter().all(Result::is_ok) && pieces.len() == 20
    }

    #[actix_web::test]
    async fn a_body_that_trickles_in_is_aborted_and_a_slow_one_is_not() {
        assert!(!arrives(false, 1, 7).await);
        assert!(!arrives(false, LEAST_BYTES, 130).await);
        assert!(arrives(false, LEAST_BYTES, 15).await);
        assert!(arrives(false, LEAST_BYTES / 4, 5).await);
    }

    #[actix_web::test]
    async fn a_form_has_a_time_limit_for_all_of_it() {
        assert!(!arrives(true, LEAST_BYTES, 15).await);
        assert!(arrives(true, LEAST_BYTES, 2).await);
    }

    /// The pieces in which a file arrives.
    async fn arrived(sent: &str) -> Vec<Bytes> {
        let body =
            format!("--XbX\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n{sent}\r\n--XbX--\r\n");
        let mut headers = actix_web::http::header::HeaderMap::new();
        let kind = "multipart/form-data; boundary=XbX".parse().expect("a header value");
        headers.insert(actix_web::http::header::CONTENT_TYPE, kind);
        let body = stream::iter([Ok::<_, PayloadError>(Bytes::from(body))]);
        let mut parts = actix_multipart::Multipart::new(&headers, body);
        let part = parts.try_next().await.expect("a form").expect("a part");
        pieces(part).try_collect().await.expect("a complete body")
    }

    #[actix_web::test]
    async fn issue_8_a_file_that_resembles_boundaries_arrives_in_large_pieces() {
        for letters in ["\r", "\r\n", "\r\n--X", "\r\n--XbY", "\r--Xb", "\r\n-- "] {
            let sent = letters.repeat(400_000 / letters.len());
            let arrived = arrived(&sent).await;
            assert!(arrived.concat() == sent.as_bytes(), "{letters:?}");
            assert!(arrived.len() < 100, "{letters:?} in {} pieces", arrived.len());
            let largest = arrived.iter().map(Bytes::len).max();
            assert!(largest.is_some_and(|most| most < 3 * MOST_JOINED_BYTES), "{letters:?}: {largest:?}");
        }
    }

    /// A piece that counts how many are alive.
    struct Held(Arc<AtomicUsize>, Vec<u8>);

    impl AsRef<[u8]> for Held {
        fn as_ref(&self) -> &[u8] {
            &self.1
        }
    }

    impl Drop for Held {
        fn drop(&mut self) {
            self.0.fetch_sub(1, Ordering::Relaxed);
        }
    }

    #[actix_web::test]
    async fn issue_8_no_two_pieces_of_a_part_are_in_memory_at_once() {
        let held = Arc::new(AtomicUsize::new(0));
        let (now, most) = (held.clone(), Arc::new(AtomicUsize::new(0)));
        let seen = most.clone();
        let small = stream::iter(0..50_000).map(move |at| {
            seen.fetch_max(now.fetch_add(1, Ordering::Relaxed) + 1, Ordering::Relaxed);
            let bytes = if at % 5 == 0 { Vec::new() } else { b"\r\n--XbY".to_vec() };
            Ok::<_, MultipartError>(Bytes::from_owner(Held(now.clone(), bytes)))
        });
        let arrived: Vec<Bytes> = joined(small).try_collect().await.expect("a complete body");
        assert_eq!(arrived.concat(), b"\r\n--XbY".repeat(40_000));
        assert_eq!((most.load(Ordering::Relaxed), held.load(Ordering::Relaxed)), (1, 0));
        // An error is reported after the bytes that preceded it.
        let broken =
            stream::iter([Ok(Bytes::from_static(b"a")), Ok(Bytes::new()), Err(PayloadError::Overflow)]);
        let results: Vec<Result<Bytes, PayloadError>> = joined(broken).collect().await;
        assert!(
            matches!(&results[..], [Ok(came), Err(PayloadError::Overflow)] if came == "a"),
            "{results:?}"
        );
        let empty = stream::iter((0..20_000).map(|_| Ok::<_, PayloadError>(Bytes::new())));
        let nothing: Vec<Result<Bytes, PayloadError>> = joined(empty).collect().await;
        assert!(nothing.is_empty());
    }

    /// How many bytes of a download a reader receives who waits `hundredths` of the window before each piece.
    async fn read(hundredths: u32) -> usize {
        let window = Duration::from_millis(200);
        let pieces = stream::iter((0..4).map(|_| Ok(vec![0; LEAST_BYTES * 2 + 1].into())));
        let mut pieces = Box::pin(taken(window, pieces));
        let mut read = 0;
        while let Some(Ok(piece)) = pieces.next().await {
            assert!(piece.len() <= LEAST_BYTES);
            read += piece.len();
            tokio::time::sleep(window * hundredths / 100).await;
        }
        read
    }

    #[actix_web::test]
    async fn a_download_whose_reader_barely_reads_is_aborted_and_a_slow_one_is_not() {
        assert_eq!(read(15).await, 4 * (LEAST_BYTES * 2 + 1));
        assert_eq!(read(130).await, LEAST_BYTES);
    }
}
