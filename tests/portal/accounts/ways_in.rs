//! The ways in (password, invitation, registration, phone) all end in one session and one audit entry, and the browser
//! is remembered only once nothing more is due.

use diesel::prelude::*;
use reprint::{
    kernel::ids::UserId,
    schema::{devices, sessions, users},
};

use super::{
    audited,
    factors::{App, Scene},
    link_to,
    phone::Desk,
    registration::code_of,
    sessions_of, with_password,
};
use crate::support::*;

fn user_of(studio: &Studio, email: &str) -> UserId {
    let row = users::table.filter(users::email.eq(email.to_owned())).select(users::id);
    studio.set_up(|tx| Ok(row.first(tx.conn())?))
}

fn browsers_of(studio: &Studio, user: UserId) -> i64 {
    let theirs = devices::table.filter(devices::user_id.eq(user)).count();
    studio.set_up(|tx| Ok(theirs.get_result(tx.conn())?))
}

fn is_remembered(browser: &Client) -> bool {
    browser.cookies().split("; ").any(|cookie| cookie.starts_with("device="))
}

/// Joins with the link that was mailed to an address.
fn join(studio: &Studio, kind: &'static str, email: &str) -> (Client, Page) {
    let (link, _) = link_to(studio, kind, email).expect("a mail was sent");
    let browser = studio.visit();
    browser.get(&link).expect(200);
    let page = browser.post(&link, &[("password", "moss between old paving stones")]).expect(303);
    browser.forget_token();
    (browser, page)
}

fn invite_mira(studio: &Studio) {
    let admin = studio.sign_in(&studio.admin);
    admin.get("/people/invitations").expect(200);
    let fields = [("name", "Mira Sand"), ("email", "mira@sand.example"), ("place", "staff")];
    admin.post("/people/invitations", &fields).expect(303);
}

fn register_lena(studio: &Studio) {
    let browser = studio.visit();
    browser.get("/registration").expect(200);
    let code = code_of(studio);
    let fields = [("code", code.as_str()), ("name", "Lena Brandt"), ("email", "lena@birch.example")];
    browser.post("/registration", &fields).expect(200);
}

/// Checks that the browser of someone who has just joined and must have a factor is not remembered until the factor is
/// set up.
fn is_remembered_only_after_the_factor(scene: &Scene, kind: &'static str, email: &str) {
    let studio = &scene.studio;
    let (browser, page) = join(studio, kind, email);
    assert_eq!(page.location(), "/account/factors/enrolment");
    let user = user_of(studio, email);
    assert!(!is_remembered(&browser), "{kind}: the browser must not get a token yet");
    assert_eq!(browsers_of(studio, user), 0, "{kind}: and must not be stored as a known one");
    assert_eq!(browser.get("/projects").expect(303).location(), "/account/factors/enrolment");
    browser.get("/account/factors/enrolment").expect(200);
    browser.post("/account/factors/app", &[]).expect(303);
    let app = App::typed(&browser.get("/account/factors/app").expect(200).text_of("code.key"));
    browser.post("/account/factors/app/confirmation", &[("code", "271828")]).expect(422);
    assert!(!is_remembered(&browser) && browsers_of(studio, user) == 0, "{kind}: nor after a wrong code");
    browser.post("/account/factors/app/confirmation", &[("code", &scene.code(&app))]).expect(303);
    browser.forget_token();
    assert!(is_remembered(&browser), "{kind}");
    assert_eq!(browsers_of(studio, user), 1, "{kind}");
    browser.get("/projects").expect(200);
}

#[test]
fn an_invited_browser_is_remembered_only_after_the_factor() {
    let scene = Scene::new();
    scene.ask_of(true, false);
    invite_mira(&scene.studio);
    is_remembered_only_after_the_factor(&scene, "invitation", "mira@sand.example");
}

#[test]
fn a_registering_browser_is_remembered_only_after_the_factor() {
    let scene = Scene::new();
    scene.ask_of(false, true);
    register_lena(&scene.studio);
    is_remembered_only_after_the_factor(&scene, "registration", "lena@birch.example");
}

#[test]
fn a_password_alone_does_not_make_a_browser_known_if_a_factor_is_due() {
    let scene = Scene::new();
    let studio = &scene.studio;
    let ana = scene.ana();
    scene.ask_of(false, true);
    let browser = studio.visit();
    browser.enter(&ana.email, PASSWORD).expect(303);
    assert!(!is_remembered(&browser) && browsers_of(studio, ana.id) == 0);
    scene.ask_of(false, false);
    let browser = studio.visit();
    browser.enter(&ana.email, PASSWORD).expect(303);
    assert!(is_remembered(&browser) && browsers_of(studio, ana.id) == 1, "the control");
}

#[test]
fn every_way_in_starts_one_session_and_records_it() {
    let studio = Studio::new();
    invite_mira(&studio);
    let (mira, page) = join(&studio, "invitation", "mira@sand.example");
    assert_eq!(page.location(), "/");
    register_lena(&studio);
    let (lena, page) = join(&studio, "registration", "lena@birch.example");
    assert_eq!(page.location(), "/");
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let phone = studio.visit();
    phone.enter(&ana.email, PASSWORD).expect(303);
    phone.forget_token();
    let desk = Desk::at(&studio);
    desk.confirmed_by(&phone);
    desk.enter().expect(303);
    for browser in [&mira, &lena, &phone, &desk.browser] {
        assert!(is_remembered(browser));
        browser.get("/projects").expect(200);
    }
    let opened = audited(&studio, "session.opened");
    let ways: Vec<_> = opened.iter().map(|facts| facts["by"].as_str().unwrap_or_default()).collect();
    assert_eq!(ways, ["invitation", "registration", "password", "phone"]);
    assert!(opened.iter().all(|facts| facts["stage"] == "whole"), "{opened:?}");
    for (user, count) in
        [(user_of(&studio, "mira@sand.example"), 1), (user_of(&studio, "lena@birch.example"), 1), (ana.id, 2)]
    {
        let theirs =
            sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::device_id.is_not_null());
        let found: i64 = studio.set_up(|tx| Ok(theirs.count().get_result(tx.conn())?));
        assert_eq!(found, count);
    }
}

#[test]
fn signing_out_ends_the_session_and_records_it() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let browser = studio.sign_in(ana);
    browser.get("/projects").expect(200);
    browser.post("/sign-out", &[]).expect(303);
    assert_eq!(sessions_of(&studio, ana.id), 0);
    assert_eq!(audited(&studio, "session.closed").len(), 1);
}
