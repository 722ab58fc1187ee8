//! The headers of every response, whatever its status (security.md, HEAD, K38 and K39).

use std::sync::{Arc, OnceLock};

use actix_web::http::Method;
use reprint::{kernel::time::SystemClock, web::security_headers::CONTENT_SECURITY_POLICY};

use super::sweep::{World, call, routes};
use crate::support::*;

/// Every kind of response a sweep can produce, each with a name.
fn answers(world: &World, client: &Client) -> Vec<(String, Page)> {
    let mut pages: Vec<_> = routes()
        .iter()
        .map(|route| {
            (
                format!("{} {}", route.method, route.path),
                call(client, route, &world.path(route), &world.studio, &world.birch),
            )
        })
        .collect();
    client.forget_token();
    let refused = |method: reqwest::Method, path: &str| client.request(method, path);
    let large = "x".repeat(600 * 1024);
    for (status, request) in [
        (404, refused(reqwest::Method::GET, "/nowhere")),
        (405, refused(reqwest::Method::DELETE, "/sign-in").header("x-csrf-token", client.token())),
        (403, refused(reqwest::Method::POST, "/sign-in")),
        (413, refused(reqwest::Method::POST, "/sign-in").form(&[("email", &large)])),
        (415, refused(reqwest::Method::POST, "/sign-in").header("content-encoding", "gzip").body("x")),
        (
            400,
            refused(reqwest::Method::POST, "/sign-in")
                .form(&[("_csrf", client.token().as_str()), ("is_admin", "yes")]),
        ),
    ] {
        pages.push((status.to_string(), client.send(request).expect(status)));
    }
    pages
}

#[test]
fn every_response_carries_the_security_headers() {
    let world = World::new();
    let studio = &world.studio;
    for client in [studio.visit(), studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.admin)] {
        for (name, page) in answers(&world, &client) {
            let policy = page.header("content-security-policy").unwrap_or_default();
            let sandboxed = policy.contains("sandbox") && policy.contains("default-src 'none'");
            assert!(policy == CONTENT_SECURITY_POLICY || sandboxed, "{name}: {policy}");
            assert_eq!(page.header("x-content-type-options"), Some("nosniff"), "{name}");
            assert_eq!(page.header("cross-origin-resource-policy"), Some("same-origin"), "{name}");
            assert!(
                ["same-origin", "no-referrer"].contains(&page.header("referrer-policy").unwrap_or_default()),
                "{name}"
            );
            let kept = page.header("cache-control").unwrap_or_default();
            assert!(kept.contains("no-store"), "{name}: cache-control {kept}");
            assert!(
                !page.headers.keys().any(|key| key.as_str().starts_with("access-control")),
                "{name} allows other sites"
            );
            assert!(
                page.header("server").is_none() && page.header("x-powered-by").is_none(),
                "{name} reveals the server software"
            );
            if page.header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
                assert!(
                    page.header("vary").is_some_and(|vary| vary.contains("HX-Request")) || page.status >= 400,
                    "{name}"
                );
            }
            for cookie in page.headers.get_all("set-cookie") {
                let cookie = cookie.to_str().expect("cookies are ASCII");
                for attribute in ["HttpOnly", "SameSite=Lax", "Path=/"] {
                    assert!(cookie.contains(attribute), "{name}: {cookie}");
                }
                assert!(!cookie.to_lowercase().contains("domain="), "{name}: {cookie}");
            }
        }
    }
}

#[test]
fn with_https_cookies_are_secure_and_transport_security_is_set() {
    static SECURE: OnceLock<Served> = OnceLock::new();
    let served = SECURE
        .get_or_init(|| Served::with(Arc::new(SystemClock), &[("PUBLIC_URL", "https://portal.example")]));
    let studio = Studio::at(served);
    let session = served.open_session(studio.id, studio.admin.id, studio.admin.role);
    assert!(session.starts_with("__Host-session="), "{session}");
    let visitor = studio.visit();
    for path in ["/sign-in", "/nowhere", "/"] {
        let page = visitor.get(path);
        let transport = page.header("strict-transport-security").unwrap_or_default();
        assert_eq!(transport, "max-age=63072000; includeSubDomains", "{path}");
        for cookie in page.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("cookies are ASCII");
            assert!(cookie.starts_with("__Host-") && cookie.contains("Secure"), "{path}: {cookie}");
        }
    }
    assert!(visitor.get("/sign-in").headers.contains_key("set-cookie"), "control: a visitor gets a cookie");
}

#[test]
fn head_is_get_without_the_body() {
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    for route in routes().iter().filter(|route| route.method == Method::GET) {
        let path = world.path(route);
        let (page, head) = (admin.get(&path), admin.send(admin.request(reqwest::Method::HEAD, &path)));
        assert_eq!(page.status, head.status, "{path}");
        assert!(head.bytes.is_empty(), "HEAD {path} has a body");
        assert_eq!(page.header("content-type"), head.header("content-type"), "{path}");
    }
}

#[test]
fn issue_11_the_address_of_a_form_redirects_to_the_forms_page() {
    let world = World::new();
    let studio = &world.studio;
    let readers = [studio.sign_in(&studio.admin), studio.sign_in(&studio.birch.manager), studio.visit()];
    let all = routes();
    let is_page = |path: &str| all.iter().any(|route| route.path == path && route.method == Method::GET);
    let mut led = Vec::new();
    for route in all.iter().filter(|route| !is_page(route.path)) {
        let path = world.path(route);
        for reader in &readers {
            let sent = reader.get(&path).expect(303);
            let page = reader.get(&sent.location());
            assert_ne!(page.status, 405, "{path} leads to {}", sent.location());
        }
        // HEAD asks whether there is a page, and there is none.
        readers[0].send(readers[0].request(reqwest::Method::HEAD, &path)).expect(405);
        led.push((route.path, readers[0].get(&path).location()));
    }
    let (birch, invoice, milestone) = (studio.birch.id, world.birch.invoice, world.birch.milestone);
    for (path, page) in [
        ("/clients/{id}/erasure", format!("/clients/{birch}/data")),
        ("/clients/{id}/code", format!("/clients/{birch}")),
        ("/invoices/sums", "/invoices".to_owned()),
        ("/invoices/{id}/payments", format!("/invoices/{invoice}")),
        ("/milestones/{id}", format!("/milestones/{milestone}/edit")),
        ("/conversations/{id}/read", "/messages".to_owned()),
        ("/account/passkeys", "/account/security".to_owned()),
        ("/sign-in/code", "/sign-in".to_owned()),
        ("/sign-out", "/".to_owned()),
    ] {
        assert!(led.contains(&(path, page.clone())), "{path} leads to {page}: {led:?}");
    }
    // A value in the place of an id cannot redirect anywhere else.
    for odd in ["/clients/%5C%5Cevil.example/code", "/clients/%0d%0ax/code", "/clients/x%20y/code"] {
        let sent = readers[0].get(odd).expect(303).location();
        assert!(sent.starts_with("/clients/") || sent == "/", "{odd}: {sent}");
    }
}

#[test]
fn a_wrong_method_gets_the_allowed_ones() {
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    let token = admin.token();
    for route in routes() {
        let path = world.path(&route);
        let allowed: Vec<_> =
            routes().into_iter().filter(|other| other.path == route.path).map(|other| other.method).collect();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] {
            if allowed.iter().any(|allowed| allowed == method) {
                continue;
            }
            // Issue 11: opening a form's address redirects to its page, see above.
            if method == "GET" {
                continue;
            }
            let method: reqwest::Method = method.parse().expect("a method");
            let page =
                admin.send(admin.request(method.clone(), &path).header("x-csrf-token", &token)).expect(405);
            let allow = page.header("allow").unwrap_or_default();
            assert!(
                allowed.iter().all(|allowed| allow.contains(allowed.as_str())),
                "{method} {path}: Allow: {allow}"
            );
        }
    }
}
