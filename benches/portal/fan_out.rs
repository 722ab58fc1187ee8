//! The cost of delivering a message to each open page, and of an idle page, compared with a bare server that sends the same bytes
//! and with plain writes, which no server can avoid.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    thread,
    time::{Duration, Instant},
};

use actix_web::cookie::{Cookie, CookieJar, Key};
use hmac::{Hmac, Mac};
use reprint::{demo::PASSWORD, kernel::sha256::Sha256};
use sha2::Sha512;
use socket2::{Domain, Socket, Type};

use crate::{
    KB, STAFF,
    http::Browser,
    postgres::Postgres,
    report::{Budget::Loose, Report, median},
    server::{Server, seconds_of_thread},
};

/// The number of open pages, of the users they belong to, and of pages per client address; all within the portal's limits.
const PAGES: usize = 1000;
const PEOPLE: usize = 250;
const PAGES_OF_ADDRESS: usize = 250;
/// Pages that are opened before the measurement, so that one-time initialization is not counted.
const WARMING: usize = 100;
const MESSAGES: usize = 30;
const ROUNDS: usize = 3;

/// The measurements of one server.
struct Taken {
    /// Bytes of memory per idle page.
    idle: f64,
    /// Microseconds of CPU time per delivery, for each round, minus the cost of a message that reaches a single page.
    delivery: Vec<f64>,
}

/// Measures the portal, the bare server, and the plain writes.
pub fn fan_out(report: &mut Report, postgres: &Postgres, port: u16, project: &str) {
    report.title(&format!("{PAGES} open event streams, and messages to all of them"));
    let cookies = insert_people(postgres, project);
    let path = format!("{project}/messages");
    let server = Server::start(port);
    let mut staff = Browser::new(port);
    staff.sign_in(STAFF, PASSWORD);
    let token = staff.token(&path);
    let mut frame = Vec::new();
    let ours = take(&server, &cookies, &mut frame, |mark, _| {
        let key = uuid::Uuid::new_v4().to_string();
        let sent = staff.post(&path, &[("_csrf", &token), ("body", mark), ("client_key", &key)]);
        assert_eq!(sent.status, 303);
    });
    drop(server);

    let itself = std::env::current_exe().expect("a path");
    let server = Server::start_of(&itself.to_string_lossy(), "", port);
    let mut sender = Browser::new(port);
    let none = vec![String::new(); PEOPLE];
    let bare = take(&server, &none, &mut frame, |mark, frame| {
        let said = String::from_utf8_lossy(frame).replace(&mark_of(0), mark);
        assert_eq!(sender.post_body("/say", "text/plain", &said).status, 204);
    });
    drop(server);

    let writes = median((0..ROUNDS).map(|_| plain_writes(frame.len())));
    report.note("bytes of a delivered message", frame.len() as f64, "");
    report.note("a plain write of as many bytes, CPU", writes, "µs");
    report.note("a delivery, CPU, bare server", median(bare.delivery.iter().copied()), "µs");
    report.at_most("a delivery, CPU, ours", median(ours.delivery.iter().copied()), 4.0, "µs", Loose);
    report.note("an idle page, bare server", bare.idle / KB, "KB");
    report.at_most("an idle page, ours", ours.idle / KB, 8.0, "KB", Loose);
}

/// Inserts client users with a session each, and returns their cookies.
fn insert_people(postgres: &Postgres, project: &str) -> Vec<String> {
    let id = project.trim_start_matches("/projects/");
    let found = postgres.query(&format!("select studio_id, client_id from projects where id = '{id}'"));
    let (studio, client) = found.split_once('|').expect("the project is there");
    let keys: Vec<String> = (0..PEOPLE).map(|n| format!("{studio}.{n:043}")).collect();
    let rows = keys.iter().enumerate().map(|(n, key)| format!("({n}, '\\x{}'::bytea)", Sha256::of(key)));
    let rows: Vec<String> = rows.collect();
    // They have read nothing yet and do not affect other users' counts, so the triggers can be skipped.
    postgres.query(&format!(
        "begin; set local session_replication_role = 'replica';
         create temp table listeners on commit drop as select n, gen_random_uuid() as id, hash from (values {}) as given (n, hash);
         insert into users (studio_id, id, role, client_id, standing, state, email, name)
            select '{studio}', id, 'client', '{client}', 'member', 'active', 'listener-' || n || '@example.com', 'Listener ' || n
            from listeners;
         insert into sessions (studio_id, token_hash, user_id, expires_at)
            select '{studio}', hash, id, now() + interval '1 day' from listeners;
         commit",
        rows.join(", ")
    ));
    keys.into_iter().map(signed).collect()
}

/// The cookie value of a session key, signed as in src/web/session.
fn signed(key: String) -> String {
    let secret = std::env::var("SECRET_KEY").expect("bin/bench sets it");
    let mut mac = Hmac::<Sha512>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(b"session cookie");
    let mut jar = CookieJar::new();
    jar.signed_mut(&Key::from(&mac.finalize().into_bytes())).add(Cookie::new("session", key));
    let cookie = jar.get("session").expect("it was added");
    cookie.encoded().to_string()
}

/// Measures a server. `send` makes it send a message with a mark to every page. `frame` is set to the bytes that one of the pages
/// received; if it is already set, `send` may use it.
fn take(
    server: &Server,
    cookies: &[String],
    frame: &mut Vec<u8>,
    mut send: impl FnMut(&str, &[u8]),
) -> Taken {
    let open = |n: usize| Page::open(server.port, n, &cookies[n % cookies.len()]);
    let mut pages: Vec<Page> = (0..WARMING).map(open).collect();
    deliver(&mut pages, 0, |mark| send(mark, frame));
    if frame.is_empty() {
        *frame = unchunked(&pages[0].got);
    }
    pages.truncate(1);
    thread::sleep(Duration::from_millis(300));
    let mut rounds = |pages: &mut Vec<Page>| -> Vec<f64> {
        let round = || {
            let before = server.seconds();
            (1..=MESSAGES).for_each(|number| deliver(pages, number, |mark| send(mark, frame)));
            server.seconds() - before
        };
        std::iter::repeat_with(round).take(ROUNDS).collect()
    };
    let alone = median(rounds(&mut pages));
    let before = server.memory().0;
    pages.extend((1..PAGES).map(open));
    thread::sleep(Duration::from_millis(500));
    let idle = server.memory().0.saturating_sub(before) as f64 * KB / (PAGES - 1) as f64;
    let deliveries = ((PAGES - 1) * MESSAGES) as f64;
    let delivery = rounds(&mut pages).into_iter().map(|taken| (taken - alone) * 1e6 / deliveries).collect();
    Taken { idle, delivery }
}

/// Sends one message and waits until every page has it. The pages are polled only occasionally, so that waking up readers does not
/// add to the cost.
fn deliver(pages: &mut [Page], number: usize, send: impl FnOnce(&str)) {
    let (mark, began) = (mark_of(number), Instant::now());
    pages.iter_mut().for_each(|page| page.got.clear());
    send(&mark);
    loop {
        thread::sleep(Duration::from_millis(20));
        if pages.iter_mut().all(|page| page.has(&mark)) {
            return;
        }
        assert!(began.elapsed() < Duration::from_secs(10), "a message did not reach every page");
    }
}

/// All marks have the same length.
fn mark_of(number: usize) -> String {
    format!("message {number:06} of them")
}

struct Page {
    connection: TcpStream,
    got: Vec<u8>,
}

impl Page {
    /// Opens the stream of the n-th page, and waits for the response headers.
    fn open(port: u16, n: usize, cookie: &str) -> Self {
        let address = 2 + (n / PAGES_OF_ADDRESS) as u8;
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).expect("a socket");
        socket.bind(&SocketAddr::from((Ipv4Addr::new(127, 0, 0, address), 0)).into()).expect("an address");
        socket.connect(&SocketAddr::from((Ipv4Addr::LOCALHOST, port)).into()).expect("the server listens");
        let mut connection = TcpStream::from(socket);
        connection.set_read_timeout(Some(Duration::from_secs(20))).expect("a socket");
        let head = format!(
            "GET /live HTTP/1.1\r\nhost: localhost:{port}\r\naccept: text/event-stream\r\ncookie: {cookie}\r\n\r\n"
        );
        connection.write_all(head.as_bytes()).expect("the server reads");
        let mut buffer = [0; 4096];
        let read = connection.read(&mut buffer).expect("the server answers");
        let said = String::from_utf8_lossy(&buffer[..read]);
        assert!(said.starts_with("HTTP/1.1 200"), "no stream: {said}");
        connection.set_nonblocking(true).expect("a socket");
        Self { connection, got: Vec::new() }
    }

    /// Whether a mark has arrived.
    fn has(&mut self, mark: &str) -> bool {
        let is_there = |got: &[u8]| got.windows(mark.len()).any(|part| part == mark.as_bytes());
        if is_there(&self.got) {
            return true;
        }
        let mut buffer = [0; 16 * 1024];
        match self.connection.read(&mut buffer) {
            Ok(0) => panic!("a stream ended"),
            Ok(read) => self.got.extend_from_slice(&buffer[..read]),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => panic!("a stream broke: {error}"),
        }
        is_there(&self.got)
    }
}

/// The last chunk that was received, without its size and its terminator.
fn unchunked(got: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(got);
    let at = text.rfind("\r\nid: ").map_or(0, |at| at + 2);
    let at = if at == 0 { text.find("\r\n").map_or(0, |at| at + 2) } else { at };
    text[at..].trim_end_matches("\r\n").as_bytes().to_vec()
}

/// Microseconds of CPU time to write a frame to a connection, including the kernel's share on the sending side.
fn plain_writes(length: usize) -> f64 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let mut pairs: Vec<(TcpStream, TcpStream)> = (0..PAGES)
        .map(|_| {
            let reader = TcpStream::connect(address).expect("we listen");
            let writer = listener.accept().expect("somebody connects").0;
            writer.set_nodelay(true).expect("a socket");
            (reader, writer)
        })
        .collect();
    let (frame, mut buffer, mut taken) = (vec![b'x'; length], vec![0; length], 0.0);
    for _ in 0..MESSAGES {
        let before = seconds_of_thread();
        pairs.iter_mut().for_each(|(_, writer)| writer.write_all(&frame).expect("there is room"));
        taken += seconds_of_thread() - before;
        pairs.iter_mut().for_each(|(reader, _)| reader.read_exact(&mut buffer).expect("it was written"));
    }
    taken * 1e6 / (PAGES * MESSAGES) as f64
}
