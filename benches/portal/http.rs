//! An HTTP client with cookies and a single connection, small enough not to distort the measurements.

use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

pub struct Browser {
    pub port: u16,
    pub cookies: BTreeMap<String, String>,
    connection: Option<BufReader<TcpStream>>,
}

pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Browser {
    pub fn new(port: u16) -> Self {
        Self { port, cookies: BTreeMap::new(), connection: None }
    }

    /// The same user on a separate connection.
    pub fn twin(&self) -> Self {
        Self { port: self.port, cookies: self.cookies.clone(), connection: None }
    }

    /// Fetches a page uncompressed, to be parsed.
    pub fn get(&mut self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\n"), "")
    }

    /// Fetches a page as browsers do, to measure its size.
    pub fn get_compressed(&mut self, path: &str) -> Answer {
        self.ask(&format!("GET {path} HTTP/1.1\r\naccept-encoding: gzip, deflate, br\r\n"), "")
    }

    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.post_body(path, "application/x-www-form-urlencoded", &body)
    }

    pub fn post_body(&mut self, path: &str, kind: &str, body: &str) -> Answer {
        self.ask(&format!("POST {path} HTTP/1.1\r\ncontent-type: {kind}\r\n"), body)
    }

    /// The first form token on a page.
    pub fn token(&mut self, path: &str) -> String {
        let page = self.get(path).text();
        let token = page.split_once("name=\"_csrf\" value=\"").and_then(|(_, rest)| rest.split_once('"'));
        token.unwrap_or_else(|| panic!("{path} has no form")).0.to_owned()
    }

    pub fn sign_in(&mut self, email: &str, password: &str) {
        let token = self.token("/sign-in");
        let answer = self
            .post("/sign-in", &[("_csrf", &token), ("email", email), ("password", password), ("next", "/")]);
        assert_eq!(answer.status, 303, "{email} cannot sign in");
    }

    /// Opens an event stream.
    pub fn listen(&self, path: &str) -> BufReader<TcpStream> {
        let mut connection = self.connect();
        let head = format!("GET {path} HTTP/1.1\r\naccept: text/event-stream\r\n{}\r\n", self.common(0));
        connection.get_mut().write_all(head.as_bytes()).expect("the server listens");
        connection
    }

    fn connect(&self) -> BufReader<TcpStream> {
        let connection = TcpStream::connect(("127.0.0.1", self.port)).expect("the server listens");
        connection.set_nodelay(true).expect("a socket");
        connection.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket");
        BufReader::new(connection)
    }

    fn common(&self, length: usize) -> String {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        format!(
            "host: localhost:{}\r\ncookie: {}\r\ncontent-length: {length}\r\n",
            self.port,
            cookies.join("; ")
        )
    }

    fn ask(&mut self, head: &str, body: &str) -> Answer {
        let message = format!("{head}{}\r\n{body}", self.common(body.len()));
        let mut connection = self.connection.take().filter(stands).unwrap_or_else(|| self.connect());
        connection.get_mut().write_all(message.as_bytes()).expect("the server listens");
        let (answer, cookies) = read(&mut connection);
        self.cookies.extend(cookies);
        self.cookies.retain(|_, value| !value.is_empty());
        self.connection = Some(connection);
        answer
    }
}

/// Whether the server has kept the connection open; it closes idle ones after some seconds.
fn stands(connection: &BufReader<TcpStream>) -> bool {
    let socket = connection.get_ref();
    socket.set_nonblocking(true).expect("a socket");
    let peeked = socket.peek(&mut [0]);
    socket.set_nonblocking(false).expect("a socket");
    peeked.is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
}

fn read(from: &mut BufReader<TcpStream>) -> (Answer, Vec<(String, String)>) {
    let status = line(from).split(' ').nth(1).and_then(|code| code.parse().ok()).expect("a status line");
    let (mut length, mut chunked, mut cookies) = (0, false, Vec::new());
    loop {
        let header = line(from);
        let Some((name, value)) = header.split_once(':') else { break };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse().expect("a length"),
            "transfer-encoding" => chunked = true,
            "set-cookie" => {
                let pair = value.trim().split(';').next().unwrap_or_default();
                cookies.extend(pair.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())));
            }
            _ => {}
        }
    }
    let mut body = Vec::new();
    if chunked {
        loop {
            let size = usize::from_str_radix(&line(from), 16).expect("a chunk's size");
            take(from, size, &mut body);
            line(from);
            if size == 0 {
                break;
            }
        }
    } else {
        take(from, length, &mut body);
    }
    (Answer { status, body }, cookies)
}

fn take(from: &mut BufReader<TcpStream>, length: usize, into: &mut Vec<u8>) {
    let begin = into.len();
    into.resize(begin + length, 0);
    from.read_exact(&mut into[begin..]).expect("the rest of the body");
}

/// A line without its line ending.
pub fn line(from: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    from.read_line(&mut line).expect("another line");
    line.trim_end().to_owned()
}
