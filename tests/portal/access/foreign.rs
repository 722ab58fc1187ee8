//! Requests that pages of other sites make browsers send (security.md, K14 and K16): refused before they count against any limit.

use std::sync::Arc;

use reprint::kernel::{secret::Token, time::FixedClock};
use reqwest::Method;

use crate::support::*;

fn scene() -> Studio {
    let limits = [
        ("THROTTLE_CREDENTIALS", "30"),
        ("THROTTLE_CREDENTIALS_IN_ALL", "1000"),
        ("THROTTLE_STRANGERS", "100"),
        ("THROTTLE_SENT", "40"),
        ("THROTTLE_READ", "120"),
    ];
    // Not the real clock: counters start again with each quarter of an hour.
    let clock = FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap());
    Studio::at(&Served::with(Arc::new(clock), &limits))
}

/// A request as a browser sends it for a page of another site.
fn foreign(client: &Client, method: Method, path: &str, says: &[(&str, &str)]) -> Page {
    client.send(
        says.iter()
            .fold(client.request(method, path), |request, (name, value)| request.header(*name, *value)),
    )
}

const EVIL: (&str, &str) = ("origin", "https://evil.example");
const CROSS: (&str, &str) = ("sec-fetch-site", "cross-site");
const IMAGE: &[(&str, &str)] = &[CROSS, ("sec-fetch-mode", "no-cors"), ("sec-fetch-dest", "image")];
const FRAME: &[(&str, &str)] = &[CROSS, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "iframe")];
const SCRIPT: &[(&str, &str)] = &[EVIL, ("sec-fetch-mode", "cors")];
const LINK: &[(&str, &str)] = &[CROSS, ("sec-fetch-mode", "navigate"), ("sec-fetch-dest", "document")];

fn invitation() -> String {
    format!("/invitations/{}", Token::random().text())
}

#[test]
fn another_sites_page_uses_up_no_limit_of_its_readers_address() {
    let studio = scene();
    let ana = &studio.birch.manager;
    studio.give_password(ana);
    let reader = studio.visit();
    for _ in 0..30 {
        for path in ["/sign-in", "/password-resets", &invitation()] {
            foreign(&reader, Method::POST, path, &[EVIL, CROSS]).expect(403);
            // Browsers that send no more than the origin.
            foreign(&reader, Method::POST, path, &[EVIL]).expect(403);
            foreign(&reader, Method::OPTIONS, path, SCRIPT).expect(403);
        }
    }
    for _ in 0..50 {
        for how in [IMAGE, FRAME, SCRIPT] {
            foreign(&reader, Method::GET, &invitation(), how).expect(403);
        }
    }
    // Links in mails are followed from another site, and must work.
    foreign(&reader, Method::GET, &invitation(), LINK).expect(410);
    foreign(&reader, Method::GET, "/sign-in", LINK).expect(200);
    reader.enter(&ana.email, PASSWORD).expect(303);
}

#[test]
fn another_sites_page_uses_up_no_limit_of_its_reader() {
    let studio = scene();
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get("/account").expect(200);
    let same_site = ("sec-fetch-site", "same-site");
    for _ in 0..50 {
        // Requests from a neighbouring subdomain carry the cookies.
        foreign(&ana, Method::POST, "/account", &[same_site]).expect(403);
        for _ in 0..3 {
            foreign(&ana, Method::GET, "/projects", &[same_site, ("sec-fetch-mode", "no-cors")]).expect(403);
        }
    }
    ana.post("/account", &[]).expect(422);
    ana.get("/projects").expect(200);
}

/// The control.
#[test]
fn wrong_passwords_from_our_own_page_count() {
    let studio = scene();
    let ana = &studio.birch.manager;
    studio.give_password(ana);
    let reader = studio.visit();
    reader.get("/sign-in").expect(200);
    let try_one = |email: &str, password: &str| {
        let form =
            [("_csrf", reader.token()), ("email", email.to_owned()), ("password", password.to_owned())];
        let request = reader.request(Method::POST, "/sign-in").header("sec-fetch-site", "same-origin");
        reader.send(request.header("origin", reader.address()).form(&form))
    };
    for n in 0..30 {
        try_one(&format!("someone{n}@ana.example"), "is it this one?").expect(422);
    }
    try_one(&ana.email, PASSWORD).expect(429);
}

#[test]
fn issue_8_an_error_page_links_to_no_other_site() {
    let studio = scene();
    let reader = studio.visit();
    let tries_again = |page: &Page| {
        let links = page.attributes("main a.button-quiet", "href");
        assert!(links.iter().all(|link| link.starts_with('/') && !link.starts_with("//")), "{links:?}");
        links.len()
    };
    for path in ["//evil.example/login", "/\\evil.example/login", "/%5C%5Cevil.example", "//evil.example"] {
        for method in [Method::POST, Method::GET] {
            let told = foreign(&reader, method, path, &[EVIL, CROSS]);
            assert!((400..500).contains(&told.status), "{path}: {}", told.status);
            assert!(!told.body().contains("href=\"//") && !told.body().contains("href=\"/\\"), "{path}");
            tries_again(&told);
        }
    }
    // A refused POST offers no retry; the control: a refused GET does.
    assert_eq!(tries_again(&foreign(&reader, Method::POST, "/projects", &[EVIL, CROSS]).expect(403)), 0);
    assert_eq!(tries_again(&foreign(&reader, Method::GET, "/projects?status=open", IMAGE).expect(403)), 1);
}
