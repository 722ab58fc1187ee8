//! Requests that other sites make in the name of visitors (security.md, K13 and K14): refused without any change.

use actix_web::http::Method;
use reqwest::blocking::RequestBuilder;

use super::sweep::{World, call, routes};
use crate::support::*;

fn posts() -> Vec<reprint::web::Route> {
    routes().into_iter().filter(|route| route.method == Method::POST).collect()
}

/// What an attempt adds to its request.
type Dressing = Box<dyn Fn(RequestBuilder) -> RequestBuilder>;

#[test]
fn no_unsafe_request_passes_without_a_form_token() {
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    let ana = world.studio.sign_in(&world.studio.birch.manager);
    let (visitor, elsewhere) = (world.studio.visit(), world.studio.sign_in(&world.studio.admin));
    let (own, anothers, signed_out) = (admin.token(), ana.token(), visitor.token());
    let own_elsewhere = elsewhere.token();
    let before = world.fingerprint(&[]);
    let attempts: Vec<(&str, Dressing)> = vec![
        ("no token", Box::new(|request| request.form(&[("name", "x")]))),
        ("an empty token", Box::new(|request| request.form(&[("_csrf", "")]))),
        ("another user's", token(&anothers)),
        ("another session's of the same user", token(&own_elsewhere)),
        ("another session's, in the header", header(&own_elsewhere, "x-csrf-token")),
        ("its own under another name", header(&own, "x-xsrf-token")),
        ("one from before signing in", token(&signed_out)),
        ("a token cut short", token(&own[..own.len() - 1])),
        ("another site's page", origin(&own, "https://evil.example")),
        ("a sandboxed page", origin(&own, "null")),
        ("the other scheme", origin(&own, &admin.address().replace("http:", "https:"))),
        ("a site that begins like ours", origin(&own, &format!("{}.evil.example", admin.address()))),
        ("a cross-site request", fetch_site(&own, "cross-site")),
        ("a neighbour's request", fetch_site(&own, "same-site")),
        ("a value that no browser sends", fetch_site(&own, "SAME-ORIGIN")),
        ("htmx alone", Box::new(|request| client::htmx(request).form(&[("name", "x")]))),
        (
            "plain text",
            Box::new({
                let own = own.clone();
                move |request| request.header("content-type", "text/plain").body(format!("_csrf={own}"))
            }),
        ),
        (
            "JSON",
            Box::new({
                let own = own.clone();
                move |request| {
                    request
                        .header("content-type", "application/json")
                        .body(format!("{{\"_csrf\":\"{own}\"}}"))
                }
            }),
        ),
        (
            "the token in the query",
            Box::new({
                let own = own.clone();
                move |request| request.query(&[("_csrf", &own)])
            }),
        ),
    ];
    for route in posts() {
        let path = world.path(&route);
        for (how, dress) in &attempts {
            let page = admin.send(dress(admin.request(reqwest::Method::POST, &path)));
            // A body that is not a form is not read.
            let refused = if matches!(*how, "plain text" | "JSON") { 415 } else { 403 };
            assert_eq!(page.status, refused, "POST {path} with {how}");
        }
    }
    assert_eq!(world.fingerprint(&[]), before, "a refused request changed something");
    // The control: the same requests with a token are accepted.
    let world = World::new();
    for route in posts() {
        let admin = world.studio.sign_in(&world.studio.admin);
        let page = call(&admin, &route, &world.path(&route), &world.studio, &world.birch);
        assert!(page.status != 403 || route.path.contains("token"), "POST {}: {}", route.path, page.text());
    }
}

/// Visitors need protection too: from being signed in as someone else, or having mail sent to them.
#[test]
fn a_visitors_request_needs_the_visitors_own_token() {
    let world = World::new();
    let (visitor, other, ana) =
        (world.studio.visit(), world.studio.visit(), world.studio.sign_in(&world.studio.birch.manager));
    let (own, others, hers) = (visitor.token(), other.token(), ana.token());
    let stranger = world.studio.visit();
    let before = world.fingerprint(&[]);
    let attempts: Vec<(&str, &Client, Dressing)> = vec![
        ("no cookie", &stranger, token(&own)),
        ("no token", &visitor, Box::new(|request| request.form(&[("email", "ana@ana.example")]))),
        ("another visitor's token", &visitor, token(&others)),
        ("a session's token", &visitor, token(&hers)),
        ("another site's page", &visitor, origin(&own, "https://evil.example")),
        ("a sandboxed page", &visitor, origin(&own, "null")),
        ("a cross-site request", &visitor, fetch_site(&own, "cross-site")),
        ("a neighbour's request", &visitor, fetch_site(&own, "same-site")),
    ];
    for route in posts() {
        let path = world.path(&route);
        for (how, client, dress) in &attempts {
            let page = client.send(dress(client.request(reqwest::Method::POST, &path)));
            // A body that is not a form is not read.
            let refused = if matches!(*how, "plain text" | "JSON") { 415 } else { 403 };
            assert_eq!(page.status, refused, "POST {path} with {how}");
        }
    }
    assert_eq!(world.fingerprint(&[]), before, "a refused request changed something");
    // The control: with a token it is accepted, with headers of our own pages or without any.
    for dress in [token(&own), fetch_site(&own, "same-origin"), origin(&own, visitor.address())] {
        let sign_in = dress(visitor.request(reqwest::Method::POST, "/sign-in"));
        visitor.send(sign_in).expect(422);
    }
}

fn header(token: &str, name: &'static str) -> Dressing {
    let token = token.to_owned();
    Box::new(move |request| request.header(name, &token).form(&[("name", "x")]))
}

fn token(token: &str) -> Dressing {
    let token = token.to_owned();
    Box::new(move |request| request.form(&[("_csrf", &token)]))
}

fn origin(token: &str, origin: &str) -> Dressing {
    let (token, origin) = (token.to_owned(), origin.to_owned());
    Box::new(move |request| request.header("origin", &origin).form(&[("_csrf", &token)]))
}

fn fetch_site(token: &str, site: &str) -> Dressing {
    let (token, site) = (token.to_owned(), site.to_owned());
    Box::new(move |request| request.header("sec-fetch-site", &site).form(&[("_csrf", &token)]))
}

#[test]
fn reading_changes_nothing() {
    let world = World::new();
    let studio = &world.studio;
    let people = [
        studio.visit(),
        studio.sign_in(&studio.birch.member),
        studio.sign_in(&studio.birch.manager),
        studio.sign_in(&studio.admin),
    ];
    // Reading itself is recorded here: downloads and audit entries.
    let kept = ["file_downloads", "download_marks", "audit_entries", "audit_particulars"];
    let before = world.fingerprint(&kept);
    for route in routes().iter().filter(|route| route.method == Method::GET) {
        let path = world.path(route);
        for person in &people {
            person.get(&path);
            person.send(person.request(reqwest::Method::HEAD, &path));
        }
        assert_eq!(world.fingerprint(&kept), before, "GET {path} changed something");
    }
}

#[test]
fn method_override_headers_are_ignored() {
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    let token = admin.token();
    for route in posts() {
        let path = world.path(&route);
        for header in ["x-http-method-override", "x-method-override", "x-http-method"] {
            let request = admin
                .request(reqwest::Method::GET, &path)
                .header(header, "POST")
                .header("x-csrf-token", &token);
            assert_eq!(admin.send(request).status, admin.get(&path).status, "GET {path} with {header}");
        }
    }
}
