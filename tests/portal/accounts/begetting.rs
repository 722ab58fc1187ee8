//! Sessions derived from another session: they end no later than that one, and count as proved no later.
//!
//! Every place that writes a session, and what it takes over:
//!
//! | place | derived from | end | proved |
//! | --- | --- | --- | --- |
//! | sign-in, passkey, invitation, registration | nothing | counted from now | now: proved here |
//! | a second factor after the password; fresh proof; a changed password | the same session | kept | now: proved here |
//! | a factor added or removed, recovery codes created, also while signing in | the same session | kept | kept |
//! | a browser confirmed by phone | the phone's session | the phone's | the phone's |
//! | other sessions ended, a changed role or standing, an account closed or reopened | none is written | | |

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use reprint::{
    kernel::{
        ids::UserId,
        time::{Clock, FixedClock},
    },
    schema::sessions,
};

use super::{factors, phone::Desk, with_password};
use crate::support::*;

fn timed() -> (Arc<FixedClock>, Studio) {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    (clock, Studio::at(&served))
}

/// When a user's sessions end, and when they were proved, oldest first.
fn ends_and_proofs(studio: &Studio, user: UserId) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
    studio.set_up(|tx| {
        let theirs = sessions::table.filter(sessions::user_id.eq(user));
        Ok(theirs
            .order((sessions::created_at, sessions::id))
            .select((sessions::expires_at, sessions::proven_at))
            .load(tx.conn())?)
    })
}

#[test]
fn a_session_confirmed_by_phone_inherits_the_phones_end_and_proof() {
    let (clock, studio) = timed();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let phone = studio.sign_in(ana);
    for _ in 0..2 {
        clock.advance(Duration::days(10));
        phone.get("/projects").expect(200);
    }
    phone.get("/account/proof").expect(200);
    phone.post("/account/proof", &[("password", PASSWORD)]).expect(303);
    phone.forget_token();
    clock.advance(Duration::minutes(9));
    let desk = Desk::at(&studio);
    desk.confirmed_by(&phone);
    desk.enter().expect(303);
    let rows = ends_and_proofs(&studio, ana.id);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0], rows[1], "the session has the phone's end and proof");
    desk.browser.get("/account/email").expect(200);
    // Two minutes later the proof is ten minutes old, and no longer fresh on either.
    clock.advance(Duration::minutes(2));
    for browser in [&phone, &desk.browser] {
        assert!(browser.get("/account/email").expect(303).location().starts_with("/account/proof"));
    }
    // Fresh proof in the new browser does not extend its session.
    desk.browser.forget_token();
    desk.browser.get("/account/proof").expect(200);
    desk.browser.post("/account/proof", &[("password", PASSWORD)]).expect(303);
    let proven = ends_and_proofs(&studio, ana.id);
    assert_eq!(proven[1].0, rows[0].0);
    assert_eq!(proven[1].1, clock.now());
    // Nor can the new browser extend a session by confirming another browser in turn.
    desk.browser.forget_token();
    let third = Desk::at(&studio);
    third.confirmed_by(&desk.browser);
    third.enter().expect(303);
    assert!(ends_and_proofs(&studio, ana.id).iter().all(|(end, _)| *end == rows[0].0));
    clock.advance(Duration::days(10) - Duration::minutes(12));
    desk.browser.get("/projects").expect(200);
    clock.advance(Duration::minutes(2));
    for browser in [&phone, &desk.browser, &third.browser] {
        browser.get("/projects").expect(303);
    }
    // Control: a sign-in without the phone gets thirty days.
    studio.visit().enter(&ana.email, PASSWORD).expect(303);
    let own = ends_and_proofs(&studio, ana.id).pop().expect("she has a session");
    assert_eq!(own, (clock.now() + Duration::days(30), clock.now()));
}

#[test]
fn a_new_cookie_does_not_extend_a_session_and_a_new_factor_is_not_fresh_proof() {
    let scene = factors::Scene::new();
    let (studio, clock, ana) = (&scene.studio, &scene.clock, scene.ana());
    let browser = studio.sign_in(ana);
    let opened = ends_and_proofs(studio, ana.id)[0];
    clock.advance(Duration::minutes(6));
    // Setting up an app, creating recovery codes and removing the app could be repeated forever in a stolen browser.
    scene.set_up(&browser);
    assert_eq!(ends_and_proofs(studio, ana.id), [opened], "after adding a factor");
    browser.get("/account/factors/recovery-codes").expect(200);
    browser.post("/account/factors/recovery-codes", &[("confirmed", "yes")]).expect(303);
    assert_eq!(ends_and_proofs(studio, ana.id), [opened], "after creating recovery codes");
    browser.get("/account/factors/app/removal").expect(200);
    browser.post("/account/factors/app/removal", &[("confirmed", "yes")]).expect(303);
    browser.forget_token();
    assert_eq!(ends_and_proofs(studio, ana.id), [opened], "after removing a factor");
    clock.advance(Duration::minutes(5));
    assert!(browser.get("/account/factors/app").expect(303).location().starts_with("/account/proof"));
    // Control: fresh proof and a changed password count from now; the end stays.
    browser.get("/account/proof").expect(200);
    browser.post("/account/proof", &[("password", PASSWORD)]).expect(303);
    browser.forget_token();
    assert_eq!(ends_and_proofs(studio, ana.id), [(opened.0, clock.now())]);
    clock.advance(Duration::minutes(5));
    browser.get("/account/password").expect(200);
    let change = [("current", PASSWORD), ("password", "another thread, a blue one")];
    browser.post("/account/password", &change).expect(303);
    browser.forget_token();
    assert_eq!(ends_and_proofs(studio, ana.id), [(opened.0, clock.now())]);
    clock.advance(Duration::minutes(5));
    browser.get("/account/sessions").expect(200);
    let before = ends_and_proofs(studio, ana.id);
    browser.post("/account/sessions/ending", &[]).expect(303);
    assert_eq!(ends_and_proofs(studio, ana.id), before, "ending other sessions must not change this one");
}
