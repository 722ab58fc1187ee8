use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use reprint::{
    kernel::time::FixedClock,
    schema::{audit_entries, audit_particulars, passwords, users},
};

use super::{sessions_of, with_password};
use crate::support::{PASSWORD, Page, Served, Studio};

fn refused(page: Page) -> String {
    let page = page.expect(422).says("That email address or password is not right.");
    assert!(page.header("set-cookie").is_none_or(|cookie| !cookie.contains("session")));
    let token = page.token().expect("the form is shown again");
    page.body().replace(&token, "")
}

#[test]
fn the_correct_password_signs_in_and_signing_out_ends_the_session() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let browser = studio.visit();
    browser.get("/projects?status=all").expect(303);
    browser.get("/sign-in?next=%2Fprojects%3Fstatus%3Dall").expect(200);
    let fields = [("email", " ANA@ana.example "), ("password", PASSWORD), ("next", "/projects?status=all")];
    assert_eq!(browser.post("/sign-in", &fields).expect(303).location(), "/projects?status=all");
    browser.forget_token();
    browser.get("/projects").expect(200).says("You are signed in.");
    assert_eq!(browser.get("/sign-in?next=/invoices").expect(303).location(), "/invoices");
    let stolen = studio.visit();
    stolen.add_cookie(browser.cookies().split("; ").find(|c| c.starts_with("session=")).unwrap());
    stolen.get("/projects").expect(200);
    let out = browser.post("/sign-out", &[]).expect(303);
    assert_eq!(
        (out.location().as_str(), out.header("clear-site-data")),
        ("/sign-in", Some("\"cache\", \"storage\""))
    );
    stolen.get("/projects").expect(303);
}

#[test]
fn every_refusal_looks_the_same() {
    let studio = Studio::new();
    let (ana, tom) = (&studio.birch.manager, &studio.birch.member);
    with_password(&studio, ana);
    with_password(&studio, tom);
    studio.set_up(|tx| {
        let row = users::table.filter(users::id.eq(tom.id));
        Ok(diesel::update(row).set(users::state.eq("deactivated")).execute(tx.conn())?)
    });
    let browser = studio.visit();
    let looks: Vec<String> = [
        (ana.email.as_str(), "not the password she has"),
        ("nobody@ana.example", PASSWORD),
        (&tom.email, PASSWORD),
        (&studio.staff.email, PASSWORD),
        ("no address", PASSWORD),
    ]
    .into_iter()
    .map(|(email, password)| refused(browser.enter(email, password)).replace(email, ""))
    .collect();
    assert!(looks.iter().all(|look| *look == looks[0]), "{looks:#?}");
    let kept: Vec<String> = studio.set_up(|tx| {
        let told = audit_entries::table
            .inner_join(audit_particulars::table.on(audit_particulars::entry_id.eq(audit_entries::id)));
        let refusals = told.filter(audit_entries::kind.eq("session.refused"));
        let facts: Vec<serde_json::Value> = refusals.select(audit_particulars::facts).load(tx.conn())?;
        Ok(facts.iter().map(ToString::to_string).collect())
    });
    assert_eq!(kept.len(), looks.len());
    assert!(kept.iter().all(|facts| !facts.contains(PASSWORD) && !facts.contains("ana@ana")), "{kept:?}");
}

#[test]
fn five_wrong_passwords_lock_the_account_for_a_while() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let studio = Studio::at(&served);
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let browser = studio.visit();
    for _ in 0..5 {
        refused(browser.enter(&ana.email, "some other sentence"));
    }
    refused(browser.enter(&ana.email, PASSWORD));
    clock.advance(Duration::minutes(29));
    refused(browser.enter(&ana.email, PASSWORD));
    clock.advance(Duration::minutes(1));
    browser.enter(&ana.email, PASSWORD).expect(303);
    let failures: i32 = studio.set_up(|tx| {
        Ok(passwords::table
            .filter(passwords::user_id.eq(ana.id))
            .select(passwords::failures)
            .first(tx.conn())?)
    });
    assert_eq!(failures, 0);
}

#[test]
fn signing_in_replaces_a_planted_session_cookie() {
    let studio = Studio::new();
    let (ana, noor) = (&studio.birch.manager, &studio.northlight.manager);
    with_password(&studio, ana);
    let browser = studio.sign_in(noor);
    let session =
        |cookies: String| cookies.split("; ").find(|c| c.starts_with("session=")).map(str::to_owned);
    let planted = session(browser.cookies()).unwrap();
    let token = browser.get("/account").expect(200).token().unwrap();
    let fields = [("_csrf", token.as_str()), ("email", &ana.email), ("password", PASSWORD)];
    browser.post("/sign-in", &fields[1..]).expect(303);
    let now = session(browser.cookies()).unwrap();
    assert_ne!(planted, now);
    assert_eq!(sessions_of(&studio, noor.id), 0, "the planted session must have ended");
}

#[test]
fn input_that_cannot_be_a_password_is_not_hashed() {
    let studio = Studio::new();
    let browser = studio.visit();
    browser.get("/sign-in").expect(200);
    let long = "x".repeat(40_000);
    let page = browser.post("/sign-in", &[("email", "ana@ana.example"), ("password", &long)]).expect(422);
    assert!(page.field_fault("password").is_some());
    browser.post("/sign-in", &[("email", "a@b.example"), ("password", "x"), ("role", "admin")]).expect(400);
}
