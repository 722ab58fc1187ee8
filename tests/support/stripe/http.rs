//! Requests and answers on a socket, one of each a connection.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    time::Duration,
};

/// What was asked.
pub struct Request {
    pub method: String,
    pub path: String,
    pub query: String,
    /// By name in small letters.
    pub headers: HashMap<String, String>,
    pub body: String,
}

impl Request {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(String::as_str)
    }

    /// `POST /v1/refunds`
    pub fn call(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    pub fn read(line: &TcpStream) -> std::io::Result<Self> {
        let mut lines = BufReader::new(line);
        let mut first = String::new();
        lines.read_line(&mut first)?;
        let mut words = first.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let headers = headers(&mut lines)?;
        let length = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        lines.read_exact(&mut body)?;
        let body = String::from_utf8_lossy(&body).into_owned();
        Ok(Self { method: method.into(), path: path.into(), query: query.into(), headers, body })
    }
}

/// Header lines up to the empty one.
pub fn headers(lines: &mut impl BufRead) -> std::io::Result<HashMap<String, String>> {
    let mut all = HashMap::new();
    loop {
        let mut line = String::new();
        if lines.read_line(&mut line)? == 0 || line.trim().is_empty() {
            return Ok(all);
        }
        if let Some((name, value)) = line.split_once(':') {
            all.insert(name.trim().to_lowercase(), value.trim().to_owned());
        }
    }
}

/// What is answered.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: String,
}

impl Answer {
    pub fn json(status: u16, body: &serde_json::Value) -> Self {
        let body = serde_json::to_string_pretty(body).expect("a value is text");
        Self { status, headers: vec![("Content-Type", "application/json".into())], body }
    }

    pub fn html(status: u16, body: impl Into<String>) -> Self {
        Self { status, headers: vec![("Content-Type", "text/html; charset=utf-8".into())], body: body.into() }
    }

    pub fn see_other(to: &str) -> Self {
        Self::html(303, "").with("Location", to)
    }

    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn write(&self, mut line: &TcpStream) -> std::io::Result<()> {
        let mut head = format!(
            "HTTP/1.1 {} -\r\nContent-Length: {}\r\nConnection: close\r\n",
            self.status,
            self.body.len()
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        line.write_all(format!("{head}\r\n{}", self.body).as_bytes())
    }
}

/// Sends a body to an address on this machine, and answers with the status; none where nobody answered.
pub fn post(url: &url::Url, headers: &[(&str, &str)], body: &str) -> Option<u16> {
    let port = url.port_or_known_default()?;
    let line = TcpStream::connect(("127.0.0.1", port)).ok()?;
    line.set_read_timeout(Some(Duration::from_secs(30))).ok()?;
    let host = format!("{}:{port}", url.host_str()?);
    let mut text = format!(
        "POST {} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n",
        &url[url::Position::BeforePath..url::Position::AfterQuery],
        body.len()
    );
    for (name, value) in headers {
        text.push_str(&format!("{name}: {value}\r\n"));
    }
    (&line).write_all(format!("{text}\r\n{body}").as_bytes()).ok()?;
    let mut first = String::new();
    BufReader::new(&line).read_line(&mut first).ok()?;
    first.split_whitespace().nth(1)?.parse().ok()
}
