//! Every status a response can have, and its headers and content over https (security.md, HEAD, V16.5.1, K38).

use std::sync::{Arc, OnceLock};

use actix_web::{
    App, HttpResponse,
    body::to_bytes,
    middleware::from_fn,
    test::{self, TestRequest},
    web,
};
use reprint::{
    kernel::time::SystemClock,
    web::{error_pages::error_pages, request_id::name_request, security_headers::CONTENT_SECURITY_POLICY},
};
use reqwest::Method;

use super::sweep::World;
use crate::support::*;

const OVER_HTTPS: (&str, &str) = ("PUBLIC_URL", "https://portal.example");

fn served(more: &[(&str, &str)]) -> Served {
    Served::with(Arc::new(SystemClock), &[&[OVER_HTTPS][..], more].concat())
}

fn portal() -> Served {
    static PORTAL: OnceLock<Served> = OnceLock::new();
    PORTAL.get_or_init(|| served(&[])).clone()
}

fn provoked() -> Vec<(u16, Page)> {
    let world = World::of(Studio::at(&portal()));
    let studio = &world.studio;
    let visitor = studio.visit();
    let session = portal().open_session(studio.id, studio.admin.id, studio.admin.role);
    let signed_in =
        |method: Method, path: &str| visitor.request(method, path).header("cookie", session.clone());
    let page = visitor.send(signed_in(Method::GET, "/account"));
    let token = page.token().expect("a page has a token");
    let posted = |path: &str| signed_in(Method::POST, path).header("x-csrf-token", token.clone());
    let file = format!("/file-versions/{}", world.birch.file_version);
    let gone = format!("/invitations/{}", reprint::kernel::secret::Token::random().text());
    let mut answers = vec![
        (200, visitor.get("/sign-in")),
        (200, page),
        (200, visitor.send(signed_in(Method::GET, &file))),
        (206, visitor.send(signed_in(Method::GET, &file).header("range", "bytes=0-3"))),
        (303, visitor.get("/projects")),
        (303, visitor.send(posted("/account/sessions/ending"))),
        (400, visitor.send(signed_in(Method::GET, "/projects?status=review&status=planning"))),
        (400, visitor.send(posted("/account").form(&[("is_admin", "yes")]))),
        (403, visitor.send(visitor.request(Method::POST, "/sign-in"))),
        (404, visitor.get("/nowhere")),
        (404, visitor.send(signed_in(Method::GET, "/projects/x"))),
        (405, visitor.send(signed_in(Method::DELETE, "/account").header("x-csrf-token", token.clone()))),
        (410, visitor.get(&gone)),
        (413, visitor.send(posted("/account").form(&[("name", "x".repeat(600 * 1024))]))),
        (415, visitor.send(posted("/account").header("content-encoding", "gzip").body("x"))),
        (415, visitor.send(posted("/account").header("content-type", "application/json").body("{}"))),
        (416, visitor.send(signed_in(Method::GET, &file).header("range", "bytes=9999-"))),
        (421, visitor.send(visitor.request(Method::GET, "/sign-in").header("host", "evil.example"))),
        (422, visitor.send(posted("/account").form(&[("name", "")]))),
    ];
    answers.push((429, throttled()));
    studio.spoil(world.birch.draft);
    let draft = format!("/invoices/{}", world.birch.draft);
    answers.push((500, visitor.send(signed_in(Method::GET, &draft))));
    answers.push((503, abandoned()));
    answers
}

/// The page for too many requests.
fn throttled() -> Page {
    let studio = Studio::at(&served(&[("THROTTLE_READ", "1")]));
    let visitor = studio.visit();
    visitor.get("/sign-in");
    visitor.get("/sign-in")
}

/// The page for an unreachable database.
fn abandoned() -> Page {
    let away = [("DATABASE_URL", "postgres://app@127.0.0.1:1/nowhere"), ("DATABASE_WAIT_SECONDS", "1")];
    Client::new(served(&away).port, "localhost").get("/sign-in")
}

#[test]
fn every_status_has_the_protective_headers() {
    for (status, page) in provoked() {
        assert_eq!(page.status, status, "{}", page.url);
        let told = |name: &str| page.header(name).unwrap_or_default();
        let what = format!("{status} of {}", page.url);
        let policy = told("content-security-policy");
        assert!(policy == CONTENT_SECURITY_POLICY || policy.contains("sandbox"), "{what}: {policy}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("strict-transport-security", "max-age=63072000; includeSubDomains"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(told(name), value, "{what}: {name}");
        }
        assert!(told("cache-control").contains("no-store"), "{what}: {}", told("cache-control"));
        assert!(["same-origin", "no-referrer"].contains(&told("referrer-policy")), "{what}");
        assert!(!page.headers.keys().any(|key| key.as_str().starts_with("access-control")), "{what}");
        let kind = told("content-type");
        assert!(page.bytes.is_empty() || !kind.is_empty(), "{what} has no content type");
        assert!(
            !kind.starts_with("text/")
                || kind.contains("charset=utf-8")
                || page.header("content-disposition").is_some(),
            "{what}: {kind}"
        );
        for cookie in page.headers.get_all("set-cookie") {
            let cookie = cookie.to_str().expect("cookies are ASCII");
            for part in ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"] {
                assert!(cookie.contains(part), "{what}: {cookie}");
            }
            assert!(cookie.starts_with("__Host-") && !cookie.contains("Domain"), "{what}: {cookie}");
        }
        if [429, 503].contains(&status) {
            assert!(told("retry-after").parse::<u32>().is_ok(), "{what}");
        }
        let body = page.body();
        for inside in
            ["serde", "diesel", "panicked", "src/", "Parse error", "SELECT", "TooLarge", "evil.example"]
        {
            assert!(!body.contains(inside), "{what} reveals {inside}");
        }
    }
}

#[test]
fn cross_origin_access_is_never_allowed() {
    let world = World::new();
    let ana = world.studio.sign_in(&world.studio.birch.manager);
    for path in ["/", "/projects", "/sign-in", "/health", "/nowhere"] {
        for method in [Method::GET, Method::OPTIONS] {
            let asked = ana
                .request(method, path)
                .header("origin", "https://evil.example")
                .header("access-control-request-method", "POST");
            let page = ana.send(asked);
            assert!(!page.headers.keys().any(|key| key.as_str().starts_with("access-control")), "{path}");
        }
    }
}

/// No route of the portal panics on request, so the test adds one.
#[actix_web::test]
async fn a_panic_yields_a_page_with_the_request_id() {
    async fn panics() -> HttpResponse {
        panic!("the plates are lost")
    }
    let portal = &crate::support::portal().portal;
    let app = App::new()
        .app_data(portal.config.clone())
        .app_data(portal.assets.clone())
        .wrap(from_fn(error_pages))
        .wrap(from_fn(name_request))
        .route("/plates", web::get().to(panics))
        .route("/press", web::get().to(HttpResponse::Ok));
    let app = test::init_service(app).await;
    let asked = TestRequest::get().uri("/plates").insert_header(("x-request-id", "request-of-plates"));
    let told = test::try_call_service(&app, asked.to_request()).await.map(drop).expect_err("it panicked");
    let answer = told.error_response();
    assert_eq!(answer.status().as_u16(), 500);
    let named = answer.headers().get("x-request-id").and_then(|id| id.to_str().ok());
    assert_eq!(named, Some("request-of-plates"));
    let page = to_bytes(answer.into_body()).await.expect("a page");
    let page = String::from_utf8_lossy(&page);
    assert!(page.contains("<html") && page.contains("request-of-plates"), "{page}");
    assert!(!page.contains("lost"), "{page}");
    let next = test::call_service(&app, TestRequest::get().uri("/press").to_request()).await;
    assert_eq!(next.status().as_u16(), 200, "other requests still succeed");
}
