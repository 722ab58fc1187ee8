//! The queue of frames for one stream. A tokio channel would do the same, but takes two kilobytes for as long as its stream is open.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll, Waker},
};

use futures_util::Stream;

use super::frame::Frame;

/// How many frames may wait for a slow reader before its stream is closed; it then reconnects and replays.
const MOST: usize = 64;
/// The capacity that is kept after the frames have been sent.
const KEPT: usize = 4;

#[derive(Default)]
struct Mailbox {
    frames: VecDeque<Frame>,
    reader: Option<Waker>,
    /// No more frames will be added.
    ended: bool,
    /// The reader has left.
    left: bool,
}

/// The sending half. When it is dropped, the stream ends after the frames that are still queued.
pub struct Sender(Arc<Mutex<Mailbox>>);

/// The receiving half: a stream of the frames, in order.
pub struct Frames(Arc<Mutex<Mailbox>>);

/// Creates an empty mailbox.
pub fn mailbox() -> (Sender, Frames) {
    let mailbox = Arc::new(Mutex::default());
    (Sender(mailbox.clone()), Frames(mailbox))
}

impl Sender {
    /// Adds a frame. Returns false if the reader has left or too many frames are waiting.
    pub fn send(&self, frame: Frame) -> bool {
        let mut mailbox = lock(&self.0);
        if mailbox.left || mailbox.frames.len() >= MOST {
            return false;
        }
        mailbox.frames.push_back(frame);
        let reader = mailbox.reader.take();
        drop(mailbox);
        reader.into_iter().for_each(Waker::wake);
        true
    }

    /// Whether its reader has left.
    pub fn is_closed(&self) -> bool {
        lock(&self.0).left
    }
}

impl Drop for Sender {
    fn drop(&mut self) {
        let mut mailbox = lock(&self.0);
        mailbox.ended = true;
        let reader = mailbox.reader.take();
        drop(mailbox);
        reader.into_iter().for_each(Waker::wake);
    }
}

impl Stream for Frames {
    type Item = Frame;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Frame>> {
        let mut mailbox = lock(&self.0);
        if let Some(frame) = mailbox.frames.pop_front() {
            if mailbox.frames.is_empty() {
                mailbox.frames.shrink_to(KEPT);
            }
            return Poll::Ready(Some(frame));
        }
        if mailbox.ended {
            return Poll::Ready(None);
        }
        match &mut mailbox.reader {
            Some(reader) => reader.clone_from(context.waker()),
            none => *none = Some(context.waker().clone()),
        }
        Poll::Pending
    }
}

impl Drop for Frames {
    fn drop(&mut self) {
        let mut mailbox = lock(&self.0);
        mailbox.left = true;
        mailbox.frames = VecDeque::new();
    }
}

fn lock(mailbox: &Mutex<Mailbox>) -> MutexGuard<'_, Mailbox> {
    mailbox.lock().expect("no one panics while holding a mailbox")
}

#[cfg(test)]
mod tests {
    use futures_util::{FutureExt, StreamExt};

    use super::*;
    use crate::events::Cursor;

    fn frame(id: i64) -> Frame {
        Frame::message(Cursor { xid: 1, id }, "<p>")
    }

    fn next(frames: &mut Frames) -> Option<Option<String>> {
        let frame = frames.next().now_or_never()?;
        Some(frame.map(|frame| String::from_utf8_lossy(&frame.into_bytes()).into_owned()))
    }

    #[test]
    fn frames_arrive_in_order_and_then_the_stream_ends() {
        let (sender, mut frames) = mailbox();
        assert_eq!(next(&mut frames), None, "the mailbox is empty");
        assert!(sender.send(frame(1)) && sender.send(frame(2)));
        drop(sender);
        let taken: Vec<_> = (0..3).map(|_| next(&mut frames).expect("the stream is ready")).collect();
        let text = |id: i64| Some(format!("id: 1-{id}\ndata: <p>\n\n"));
        assert_eq!(taken, [text(1), text(2), None]);
    }

    #[test]
    fn a_full_mailbox_and_one_whose_reader_has_left_accept_no_frames() {
        let (sender, mut frames) = mailbox();
        assert!((0..MOST as i64).all(|id| sender.send(frame(id))));
        assert!(!sender.send(frame(99)));
        assert!(next(&mut frames).is_some() && sender.send(frame(99)) && !sender.is_closed());
        drop(frames);
        assert!(sender.is_closed() && !sender.send(frame(100)));
    }

    #[test]
    fn a_waiting_reader_is_woken_by_frames_and_by_the_end() {
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        let (sender, mut frames) = mailbox();
        let sending = std::thread::spawn(move || {
            for id in 0..200 {
                while !sender.send(frame(id)) {
                    std::thread::yield_now();
                }
            }
        });
        let taken = runtime.block_on(async { frames.by_ref().count().await });
        sending.join().expect("no panic");
        assert_eq!(taken, 200);
    }
}
