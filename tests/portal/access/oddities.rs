//! Requests that no page of the portal makes (security.md, K28, K41, K64 to K66).

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use actix_web::http::Method;
use reprint::web::Route;

use super::sweep::{World, names_a_thing, routes, takes_files};
use crate::support::*;

/// The routes that take a form, even if it is only a button. Routes below the sign-in page are left out: they redirect a signed-in user
/// before anything is read.
fn forms() -> impl Iterator<Item = Route> {
    let halfway = |route: &Route| route.path.starts_with("/sign-in/");
    routes()
        .into_iter()
        .filter(move |route| route.method == Method::POST && !takes_files(route) && !halfway(route))
}

#[test]
fn a_field_sent_twice_is_refused() {
    let world = World::new();
    let visitor = world.studio.visit();
    visitor
        .post("/sign-in", &[("email", "ana@ana.example"), ("email", "tom@tom.example"), ("password", "x")])
        .expect(400);
    let staff = world.studio.sign_in(&world.studio.staff);
    staff.get("/projects?status=review").expect(200);
    staff.get("/projects?status=review&status=planning").expect(400);
}

#[test]
fn unknown_query_parameters_are_ignored() {
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    for (reader, signed_out) in [(admin, false), (world.studio.visit(), true)] {
        for path in world.pages(signed_out) {
            let plain = reader.get(&path);
            let separator = if path.contains('?') { '&' } else { '?' };
            let tracked = reader.get(&format!("{path}{separator}utm_source=mail&utm_source=twice&fbclid=x"));
            assert_eq!(tracked.status, plain.status, "{path}");
        }
    }
}

#[test]
fn a_path_has_only_one_spelling() {
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    for route in routes().iter().filter(|route| route.method == Method::GET && route.path != "/") {
        let path = world.path(route);
        let (last, capital) = (path.rsplit('/').next().unwrap_or_default(), capitalised(route.path, &path));
        let dotted = path.replace(last, &format!("x/..%2f{last}"));
        for other in [
            format!("{path}/x.css"),
            format!("{path};x.css"),
            format!("{path}%2Ex.css"),
            format!("{path}/"),
            format!("/{path}"),
            format!("{path}%00"),
            dotted,
            capital,
        ] {
            let page =
                admin.send(admin.request(reqwest::Method::GET, &format!("{}{other}", admin.address())));
            // A value in the place of a token is an unknown token.
            let is_token = [
                "/invitations/",
                "/password-resets/",
                "/registrations/",
                "/email-changes/",
                "/sign-in/confirmations/",
            ]
            .iter()
            .any(|link| other.starts_with(link))
                && page.status == 410;
            assert!(page.status == 404 || is_token, "{other}: {}", page.status);
            assert_eq!(page.header("cache-control"), Some("no-store"), "{other}");
        }
    }
}

/// A path with its first segment in capitals.
fn capitalised(pattern: &str, path: &str) -> String {
    let word = pattern.split('/').nth(1).unwrap_or_default();
    path.replacen(word, &word.to_uppercase(), 1)
}

#[test]
fn an_unknown_host_gets_nothing() {
    let world = World::new();
    let visitor = world.studio.visit();
    for host in ["evil.example", "localhost", "127.0.0.1"] {
        let page = visitor.send(visitor.request(reqwest::Method::GET, "/sign-in").header("host", host));
        assert_eq!(page.status, 421, "{host}");
        page.lacks("evil.example").lacks("Studio Halbton");
    }
}

#[test]
fn forwarded_host_headers_are_ignored() {
    let world = World::new();
    let ana = world.studio.sign_in(&world.studio.birch.manager);
    for route in routes().iter().filter(|route| route.method == Method::GET) {
        for (name, value) in [
            ("x-forwarded-host", "evil.example"),
            ("forwarded", "host=evil.example"),
            ("x-host", "evil.example"),
        ] {
            let request = ana.request(reqwest::Method::GET, &world.path(route)).header(name, value);
            let page = ana.send(request).lacks("evil.example");
            assert!(!page.header("location").is_some_and(|place| place.contains("evil")), "{}", route.path);
        }
    }
}

#[test]
fn compressed_bodies_are_refused_without_decompression() {
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    for route in routes().iter().filter(|route| route.method == Method::POST) {
        for coding in ["gzip", "br", "deflate", "zstd"] {
            let request =
                admin.request(reqwest::Method::POST, &world.path(route)).header("content-encoding", coding);
            admin.send(request.body(vec![0; 64])).expect(415);
        }
    }
}

#[test]
fn long_forms_are_refused() {
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    // Only managers may change their team.
    let ana = world.studio.sign_in(&world.studio.birch.manager);
    let long = "x".repeat(600 * 1024);
    for route in forms() {
        let client = if route.path.starts_with("/team/") { &ana } else { &admin };
        let token = client.token();
        let form = [("_csrf", token.as_str()), ("name", long.as_str())];
        let request =
            client.request(reqwest::Method::POST, &world.path(&route)).header("x-csrf-token", &token);
        let page = client.send(request.form(&form));
        assert_eq!(page.status, 413, "POST {}", route.path);
    }
}

#[test]
fn sql_in_an_address_stays_text() {
    let world = World::new();
    let staff = world.studio.sign_in(&world.studio.staff);
    let before = world.fingerprint(&[]);
    let parameters = [
        "q", "sort", "page", "status", "client", "type", "before", "after", "kind", "from", "to", "folder",
        "next",
    ];
    let mut tried = 0;
    for route in routes().iter().filter(|route| route.method == Method::GET && !names_a_thing(route.path)) {
        let ask = |parameter: &str, text: &str| {
            staff.send(staff.request(reqwest::Method::GET, route.path).query(&[(parameter, text)]))
        };
        for parameter in parameters {
            for payload in
                ["' or '1'='1;select pg_sleep(9)--%\\password_hash", "\u{0}", "-1", "99999999999999999999"]
            {
                let page = ask(parameter, payload);
                assert!(page.status < 500, "{}?{parameter}={payload}: {}", route.path, page.status);
                tried += 1;
            }
        }
    }
    assert!(tried > 1_000, "{tried}");
    assert_eq!(world.fingerprint(&[]), before);
}

#[test]
fn odd_http_gets_one_response_and_causes_no_internal_error() {
    let studio = Studio::new();
    let host = &studio.host;
    for (request, expected) in [
        (format!("GET /sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), "200"),
        (format!("GET /../sign-in HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), "404"),
        (format!("GET /\u{e4} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"), "4"),
        (
            format!(
                "GET /sign-in HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
            ),
            "4",
        ),
        (
            format!(
                "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcd"
            ),
            "400",
        ),
        (
            format!(
                "POST /sign-in HTTP/1.1\r\nHost: {host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
            ),
            "400",
        ),
        (
            format!("POST /sign-in HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
            "4",
        ),
        (
            format!(
                "GET /sign-in HTTP/1.1\r\nHost: {host}\r\nX-Long: {}\r\nConnection: close\r\n\r\n",
                "x".repeat(200_000)
            ),
            "4",
        ),
        ("GET /sign-in HTTP/1.1\r\nConnection: close\r\n\r\n".to_owned(), "4"),
    ] {
        let answer = raw(studio.served.port, request.as_bytes());
        let shown: String = request.chars().take(120).collect();
        let status = answer.split(' ').nth(1).unwrap_or_default();
        // Closing the connection without a response is also acceptable for an invalid request.
        assert!(
            status.starts_with(expected) || (answer.is_empty() && expected == "4"),
            "{shown:?}: {answer:.200}"
        );
        assert_eq!(answer.matches("HTTP/1.1 ").count().max(1), 1, "{shown:?} got two responses");
    }
}

fn raw(port: u16, request: &[u8]) -> String {
    let mut socket = TcpStream::connect(("127.0.0.1", port)).expect("the portal listens");
    socket.set_read_timeout(Some(Duration::from_secs(3))).expect("the timeout is set");
    let _ = socket.write_all(request);
    let mut answer = Vec::new();
    let _ = socket.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}
