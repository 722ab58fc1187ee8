//! Where signing in leads, and how long sessions last (security.md, K27, decision 6).

use std::sync::{Arc, OnceLock};

use chrono::{Duration, TimeZone, Utc};
use diesel::prelude::*;
use reprint::{
    kernel::{Sha256, secret::Token, time::FixedClock},
    schema::sessions,
};

use crate::support::*;

fn with_password() -> Studio {
    let studio = Studio::new();
    studio.give_password(&studio.birch.manager);
    studio
}

#[test]
fn signing_in_leads_to_the_requested_page() {
    let studio = with_password();
    let ana = studio.visit();
    let sent = ana.get("/projects?status=review");
    let page = ana.follow(&sent).expect(200);
    let next = page.value_of("next");
    assert_eq!(next, "/projects?status=review");
    let email = studio.birch.manager.email.as_str();
    let entered =
        ana.post("/sign-in", &[("email", email), ("password", PASSWORD), ("next", &next)]).expect(303);
    assert_eq!(entered.location(), next);
    ana.follow(&entered).expect(200);
}

#[test]
fn addresses_are_case_insensitive() {
    let studio = with_password();
    studio.visit().enter(&studio.birch.manager.email.to_uppercase(), PASSWORD).expect(303);
}

#[test]
fn signing_in_never_redirects_to_another_site() {
    let studio = with_password();
    let email = studio.birch.manager.email.as_str();
    for next in [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/..//evil.example",
        "\t//evil",
    ] {
        let ana = studio.visit();
        ana.token();
        let page =
            ana.post("/sign-in", &[("email", email), ("password", PASSWORD), ("next", next)]).expect(303);
        assert_eq!(page.location(), "/", "{next:?}");
    }
}

#[test]
fn a_session_token_has_256_random_bits_and_is_stored_as_a_digest() {
    let studio = Studio::new();
    let secrets = [(); 2].map(|()| {
        let cookies = studio.sign_in(&studio.birch.manager).cookies();
        let session = cookies.split("; ").find(|cookie| cookie.starts_with("session="));
        let secret = session.and_then(|session| session.rsplit('.').next()?.parse::<Token>().ok());
        secret.expect("the session cookie ends in a token")
    });
    assert_ne!(secrets[0], secrets[1]);
    let mut kept: Vec<Vec<u8>> =
        studio.set_up(|tx| Ok(sessions::table.select(sessions::token_hash).load(tx.conn())?));
    let mut hashes =
        secrets.map(|secret| Sha256::of(format!("{}.{}", studio.id, secret.text())).as_bytes().to_vec());
    kept.sort();
    hashes.sort();
    assert_eq!(kept, hashes);
}

#[test]
fn only_the_session_cookie_is_accepted_as_a_session() {
    let studio = with_password();
    let ana = &studio.birch.manager;
    let cookies = studio.sign_in(ana).cookies();
    let session = cookies.split("; ").find_map(|cookie| cookie.strip_prefix("session=")).expect("a session");
    let password = data_encoding::BASE64.encode(format!("{}:{PASSWORD}", ana.email).as_bytes());
    let stranger = studio.visit();
    let ask = || stranger.request(reqwest::Method::GET, "/projects");
    for request in [
        ask().header("authorization", format!("Basic {password}")),
        ask().header("authorization", format!("Bearer {session}")),
        ask().header("x-api-key", session),
        ask().header("x-session", session),
        ask().query(&[("session", session)]),
        ask().header("cookie", format!("sessionid={session}; token={session}; device={session}")),
    ] {
        assert!(stranger.send(request).expect(303).location().starts_with("/sign-in"));
    }
    stranger.send(ask().header("cookie", format!("session={session}"))).expect(200);
}

#[test]
fn sessions_have_an_idle_and_an_absolute_end() {
    static TIMED: OnceLock<(Arc<FixedClock>, Served)> = OnceLock::new();
    let (clock, served) = TIMED.get_or_init(|| {
        let clock = Arc::new(FixedClock::at(Utc.with_ymd_and_hms(2026, 11, 21, 9, 0, 0).unwrap()));
        (clock.clone(), Served::with(clock, &[]))
    });
    let studio = Studio::at(served);
    let (staff, ana) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.birch.manager));
    // A member of staff who uses the session every eleven hours stays signed in for a week, and no longer.
    for _ in 0..15 {
        clock.advance(Duration::hours(11));
        staff.get("/projects").expect(200);
    }
    clock.advance(Duration::hours(4));
    staff.get("/projects").expect(303);
    ana.get("/projects").expect(200);
    let unused = studio.sign_in(&studio.staff);
    unused.get("/projects").expect(200);
    clock.advance(Duration::hours(13));
    unused.get("/projects").expect(303);
    // A client user may return after almost two weeks.
    clock.advance(Duration::days(13));
    ana.get("/projects").expect(200);
    clock.advance(Duration::days(15));
    ana.get("/projects").expect(303);
}
