//! Clients that send or read slowly, each on a connection of its own.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
    thread,
    time::Duration,
};

use socket2::{Domain, Socket, Type};

use super::Client;

/// A connection on which a request has been started.
pub struct Slow(TcpStream);

impl Slow {
    /// Sends the head of a request as a browser does, with cookies and form token, but no body yet. `more` are further header lines.
    pub fn post(client: &Client, path: &str, more: &str) -> Self {
        let token = client.token();
        Self::send(client, &format!("POST {path}"), &format!("X-CSRF-Token: {token}\r\n{more}"))
    }

    /// Sends a request, without reading the response yet.
    pub fn get(client: &Client, path: &str, more: &str) -> Self {
        Self::send(client, &format!("GET {path}"), more)
    }

    /// Like [`Slow::get`], with a small receive buffer: hardly more arrives than is read.
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

    /// Sends another request on the same connection without waiting for the first response. Returns false if the portal has stopped reading.
    pub fn again(&mut self, client: &Client, path: &str, more: &str) -> bool {
        self.0.set_write_timeout(Some(Duration::from_millis(300))).expect("a socket has a timeout");
        self.0.write_all(head(client, &format!("GET {path}"), more).as_bytes()).is_ok()
    }

    /// Reads up to `most` bytes in pieces of the given size. Returns how many arrived.
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

    /// Reads at most 16 kB and then pauses, like a slow reader.
    pub fn takes_slowly(&mut self, pause: Duration) -> usize {
        let read = self.takes(16 * 1024, 16 * 1024);
        thread::sleep(pause);
        read
    }

    /// Sends a part of the body. Returns false if the portal has closed the connection.
    pub fn more(&mut self, bytes: &[u8]) -> bool {
        self.0.write_all(bytes).is_ok()
    }

    /// Reads the status of the response.
    #[track_caller]
    pub fn status(&mut self) -> u16 {
        let mut head = [0; 12];
        self.0.read_exact(&mut head).expect("a response arrives");
        String::from_utf8_lossy(&head[9..]).parse().expect("a response begins with its status")
    }

    /// Reads the response up to a word or the end.
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
