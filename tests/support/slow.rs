//! Senders and readers who take their time, on connections of their own.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

use socket2::{Domain, Socket, Type};

use super::Client;

/// A connection on which a request was begun.
pub struct Slow(TcpStream);

impl Slow {
    /// The head of a request as a browser sends it, with its cookies and its token; `more` are header lines. Its body is still to come.
    pub fn post(client: &Client, path: &str, more: &str) -> Self {
        let token = client.token();
        Self::send(client, &format!("POST {path}"), &format!("X-CSRF-Token: {token}\r\n{more}"))
    }

    /// A request whose answer is still to be read.
    pub fn get(client: &Client, path: &str, more: &str) -> Self {
        Self::send(client, &format!("GET {path}"), more)
    }

    /// The same, over a line that takes hardly more at once than is read from it.
    pub fn get_narrowly(client: &Client, path: &str, more: &str) -> Self {
        let line = Socket::new(Domain::IPV4, Type::STREAM, None).expect("there is a socket");
        line.set_recv_buffer_size(4 * 1024).expect("a socket has a buffer");
        line.connect(&SocketAddr::from(([127, 0, 0, 1], port_of(client))).into())
            .expect("the portal listens");
        Self::over(line.into(), client, &format!("GET {path}"), more)
    }

    fn send(client: &Client, what: &str, more: &str) -> Self {
        let line = TcpStream::connect(("127.0.0.1", port_of(client))).expect("the portal listens");
        Self::over(line, client, what, more)
    }

    fn over(mut line: TcpStream, client: &Client, what: &str, more: &str) -> Self {
        line.set_read_timeout(Some(Duration::from_secs(30))).expect("a socket has a timeout");
        line.write_all(head(client, what, more).as_bytes()).expect("a head can be sent");
        Self(line)
    }

    /// Another request on the same connection, before the first is answered. A portal that reads no more takes none, for a while at least.
    pub fn again(&mut self, client: &Client, path: &str, more: &str) -> bool {
        self.0.set_write_timeout(Some(Duration::from_millis(300))).expect("a socket has a timeout");
        self.0.write_all(head(client, &format!("GET {path}"), more).as_bytes()).is_ok()
    }

    /// Reads so many bytes, in pieces of a size, or as many as come; answers how many came.
    pub fn takes(&mut self, most: usize, piece: usize) -> usize {
        let (mut read, mut buffer) = (0, vec![0; piece]);
        while read < most {
            match self.0.read(&mut buffer) {
                Ok(0) | Err(_) => break,
                Ok(length) => read += length,
            }
        }
        read
    }

    /// Reads a piece of at most 16 kB, and none for so long after it: a reader's pace is what is tried.
    pub fn takes_slowly(&mut self, pause: Duration) -> usize {
        let read = self.takes(16 * 1024, 16 * 1024);
        thread::sleep(pause);
        read
    }

    /// Some of the body. A portal that has answered may have hung up.
    pub fn more(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).is_ok()
    }

    /// The status of the answer, which must come.
    #[track_caller]
    pub fn status(&mut self) -> u16 {
        let mut head = [0; 12];
        self.0.read_exact(&mut head).expect("an answer comes");
        String::from_utf8_lossy(&head[9..]).parse().expect("an answer begins with its status")
    }

    /// What is sent, up to a word or the end.
    pub fn until(&mut self, word: &str) -> String {
        let (mut read, mut piece) = (String::new(), [0; 4096]);
        while !read.contains(word) {
            match self.0.read(&mut piece) {
                Ok(0) | Err(_) => break,
                Ok(length) => read.push_str(&String::from_utf8_lossy(&piece[..length])),
            }
        }
        read
    }
}

fn port_of(client: &Client) -> u16 {
    let host = client.address().trim_start_matches("http://");
    host.rsplit(':').next().and_then(|port| port.parse().ok()).expect("an address has a port")
}

fn head(client: &Client, what: &str, more: &str) -> String {
    let host = client.address().trim_start_matches("http://");
    let cookies = client.cookies();
    format!("{what} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookies}\r\n{more}\r\n")
}
