//! A mail server that records all mails, and can be made to reject them.

use std::{
    io::{BufRead, BufReader, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// How the server responds to a mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Accepts it.
    Kind,
    /// Rejects it temporarily (451).
    Busy,
    /// Rejects it permanently (550).
    Sour,
    /// Accepts it, and closes the connection before it responds.
    Forgetful,
}

/// A mail as it was transmitted.
#[derive(Debug, Clone, Default)]
pub struct Heard {
    /// Every command line, in order: EHLO, MAIL FROM, RCPT TO, DATA.
    pub commands: Vec<String>,
    /// The message as received, with dots still doubled.
    pub message: String,
}

impl Heard {
    /// The header lines, unfolded.
    pub fn headers(&self) -> Vec<String> {
        let head = self.message.split("\r\n\r\n").next().unwrap_or_default();
        head.replace("\r\n ", " ").replace("\r\n\t", " ").split("\r\n").map(str::to_owned).collect()
    }

    /// The value of a header, which must occur exactly once.
    #[track_caller]
    pub fn header(&self, name: &str) -> String {
        let start = format!("{}:", name.to_lowercase());
        let headers = self.headers();
        let found: Vec<_> = headers.iter().filter(|line| line.to_lowercase().starts_with(&start)).collect();
        assert_eq!(found.len(), 1, "{name} in {headers:#?}");
        found[0][start.len()..].trim().to_owned()
    }
}

/// The server, which listens until the test process ends.
pub struct Sink {
    pub port: u16,
    mood: Arc<Mutex<Mood>>,
    heard: Arc<Mutex<Vec<Heard>>>,
}

impl Sink {
    /// A server that accepts mails, on a port of its own.
    pub fn new() -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("there is a free port");
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let sink = Self { port, mood: Arc::new(Mutex::new(Mood::Kind)), heard: Arc::default() };
        let (mood, heard) = (sink.mood.clone(), sink.heard.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (mood, heard) = (mood.clone(), heard.clone());
                thread::spawn(move || drop(converse(stream, &mood, &heard)));
            }
        });
        sink
    }

    /// Its URL, for `SMTP_URL`.
    pub fn url(&self) -> String {
        format!("smtp://127.0.0.1:{}", self.port)
    }

    pub fn be(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// Every mail that was received completely.
    pub fn heard(&self) -> Vec<Heard> {
        self.heard.lock().unwrap().clone()
    }
}

fn converse(mut stream: TcpStream, mood: &Mutex<Mood>, heard: &Mutex<Vec<Heard>>) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream.try_clone()?);
    let mut now = Heard::default();
    stream.write_all(b"220 sink\r\n")?;
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let line = line.trim_end_matches("\r\n").to_owned();
        now.commands.push(line.clone());
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        match verb.as_str() {
            "EHLO" => stream.write_all(b"250-sink\r\n250 8BITMIME\r\n")?,
            "DATA" => {
                stream.write_all(b"354 go on\r\n")?;
                now.message = message(&mut lines)?;
                heard.lock().unwrap().push(std::mem::take(&mut now));
                let mood = *mood.lock().unwrap();
                match mood {
                    Mood::Kind => stream.write_all(b"250 taken\r\n")?,
                    Mood::Busy => stream.write_all(b"451 later\r\n")?,
                    Mood::Sour => stream.write_all(b"550 no such mailbox\r\n")?,
                    Mood::Forgetful => return Ok(()),
                }
            }
            "QUIT" => {
                stream.write_all(b"221 bye\r\n")?;
                return Ok(());
            }
            _ => stream.write_all(b"250 fine\r\n")?,
        }
    }
}

/// Reads up to the line that consists of a single dot.
fn message(lines: &mut impl BufRead) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n.\r\n") {
        if lines.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
    }
    bytes.truncate(bytes.len().saturating_sub(3));
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
