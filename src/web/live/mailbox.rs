//! What waits for one stream. A channel of tokio's does the same, and takes two kilobytes as long as its stream is open.

use std::{
    collections::VecDeque,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard},
    task::{Context, Poll, Waker},
};

use futures_util::Stream;

use super::frame::Frame;

/// How many frames may wait for a slow reader before their stream is closed; it comes back and replays.
const MOST: usize = 64;
/// Room for as many is kept once they have gone out.
const KEPT: usize = 4;

#[derive(Default)]
struct Mailbox {
    frames: VecDeque<Frame>,
    reader: Option<Waker>,
    /// Nothing more is put in.
    ended: bool,
    /// Nobody takes anything out.
    left: bool,
}

/// Puts frames in. The stream ends once this is dropped and what was put in has gone out.
pub struct Sender(Arc<Mutex<Mailbox>>);

/// Takes frames out, in order.
pub struct Frames(Arc<Mutex<Mailbox>>);

/// An empty one.
pub fn mailbox() -> (Sender, Frames) {
    let mailbox = Arc::new(Mutex::default());
    (Sender(mailbox.clone()), Frames(mailbox))
}

impl Sender {
    /// Puts a frame in, unless the reader has left or lets too many wait.
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
    fn frames_come_out_in_order_and_then_the_end() {
        let (sender, mut frames) = mailbox();
        assert_eq!(next(&mut frames), None, "nothing waits yet");
        assert!(sender.send(frame(1)) && sender.send(frame(2)));
        drop(sender);
        let taken: Vec<_> = (0..3).map(|_| next(&mut frames).expect("it does not wait")).collect();
        let text = |id: i64| Some(format!("id: 1-{id}\ndata: <p>\n\n"));
        assert_eq!(taken, [text(1), text(2), None]);
    }

    #[test]
    fn a_reader_who_lets_too_many_wait_gets_no_more_and_one_who_left_gets_none() {
        let (sender, mut frames) = mailbox();
        assert!((0..MOST as i64).all(|id| sender.send(frame(id))));
        assert!(!sender.send(frame(99)));
        assert!(next(&mut frames).is_some() && sender.send(frame(99)) && !sender.is_closed());
        drop(frames);
        assert!(sender.is_closed() && !sender.send(frame(100)));
    }

    #[test]
    fn a_reader_who_waits_is_woken_by_what_comes_and_by_the_end() {
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
