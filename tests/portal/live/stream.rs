//! An event stream as a page opens it.

use std::{
    io::{BufRead, BufReader},
    time::{Duration, Instant},
};

use reqwest::{Method, blocking::Response};

use crate::support::*;

/// One event of a stream.
#[derive(Debug, Clone, Default)]
pub struct Piece {
    pub event: String,
    pub id: String,
    pub data: String,
}

/// An open stream, read on a separate thread.
pub struct Stream {
    pieces: std::sync::mpsc::Receiver<Piece>,
    ahead: Option<Piece>,
    /// The id of the last event that was read, including keep-alives.
    pub last: String,
}

impl Stream {
    /// Opens the stream of a page. If the stream tells the page to reload, which can happen when the portal has only just found the studio,
    /// reloads it.
    #[track_caller]
    pub fn of_page(client: &Client, path: &str) -> Self {
        eventually("the page's stream begins", || {
            let connect = client.get(path).expect(200).attributes("#live", "data-live").remove(0);
            if connect.ends_with('=') {
                return None;
            }
            let stream = Self::open(client, &connect, None);
            Some(stream).filter(|stream| stream.ahead.as_ref().is_none_or(|first| first.event != "resync"))
        })
    }

    /// Reopens the stream after the connection was lost.
    #[track_caller]
    pub fn after(client: &Client, last: &str) -> Self {
        Self::open(client, "/live", Some(last))
    }

    /// Opens a stream. If it ends before its first event, it is opened again, as browsers do.
    #[track_caller]
    pub fn open(client: &Client, path: &str, last: Option<&str>) -> Self {
        eventually("the stream begins", || Self::attempt(client, path, last))
    }

    fn attempt(client: &Client, path: &str, last: Option<&str>) -> Option<Self> {
        let mut request = client.request(Method::GET, path).header("accept-encoding", "br, gzip");
        if let Some(last) = last {
            request = request.header("last-event-id", last);
        }
        let answer = request.timeout(Duration::from_secs(60)).send().expect("the stream opens");
        assert_eq!(answer.status(), 200);
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok());
        assert_eq!(header("content-type"), Some("text/event-stream"));
        assert_eq!(header("cache-control"), Some("no-store"));
        assert_eq!(header("x-accel-buffering"), Some("no"));
        let (give, pieces) = std::sync::mpsc::channel();
        std::thread::spawn(move || read(answer, &give));
        // The first event confirms that the stream is open.
        let first = pieces.recv_timeout(Duration::from_secs(30)).ok()?;
        let last = if first.data.is_empty() { first.id.clone() } else { String::new() };
        Some(Self { pieces, ahead: Some(first), last })
    }

    /// The next event with data.
    pub fn next(&mut self, patience: Duration) -> Option<Piece> {
        let end = Instant::now() + patience;
        loop {
            let wait = end.saturating_duration_since(Instant::now());
            let piece = self.ahead.take().or_else(|| self.pieces.recv_timeout(wait).ok())?;
            if !piece.id.is_empty() {
                self.last.clone_from(&piece.id);
            }
            if !piece.data.is_empty() {
                return Some(piece);
            }
        }
    }

    /// The next event with data. Panics if none arrives.
    #[track_caller]
    pub fn piece(&mut self) -> Piece {
        self.next(Duration::from_secs(30)).expect("an event arrives")
    }

    /// The texts of the next `count` messages, in order of arrival.
    #[track_caller]
    pub fn bubbles(&mut self, count: usize) -> Vec<String> {
        let mut texts = Vec::new();
        while texts.len() < count {
            texts.extend(bubble(&self.piece()));
        }
        texts
    }

    /// Whether the server ends the stream within this time.
    pub fn ends(&mut self, patience: Duration) -> bool {
        let end = Instant::now() + patience;
        loop {
            match self.pieces.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(_) => {}
                Err(std::sync::mpsc::RecvTimeoutError::Disconnected) => return true,
                Err(std::sync::mpsc::RecvTimeoutError::Timeout) => return false,
            }
        }
    }
}

/// The text of the message in an event, if it contains one.
pub fn bubble(piece: &Piece) -> Option<String> {
    let (_, after) = piece.data.split_once("<p class=\"bubble-text\">")?;
    after.split_once("</p>").map(|(text, _)| text.to_owned())
}

fn read(answer: Response, give: &std::sync::mpsc::Sender<Piece>) {
    let mut piece = Piece::default();
    for line in BufReader::new(answer).lines() {
        let Ok(line) = line else { return };
        match line.split_once(": ").unwrap_or((line.trim_end_matches(':'), "")) {
            ("", _) if line.is_empty() && give.send(std::mem::take(&mut piece)).is_err() => return,
            ("event", event) => piece.event = event.to_owned(),
            ("id", id) => piece.id = id.to_owned(),
            ("data", data) => {
                piece.data.push_str(data);
                piece.data.push('\n');
            }
            _ => {}
        }
    }
}
