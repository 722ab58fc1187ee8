use std::sync::Arc;

use chrono::Duration;
use reprint::kernel::time::FixedClock;

use super::{link_to, with_password};
use crate::{
    access::sweep::links,
    support::{PASSWORD, Served, Studio},
};

const NEW: &str = "another thread, a blue one";

#[test]
fn who_forgot_gets_a_link_and_strangers_the_same_words() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let browser = studio.visit();
    let looks: Vec<String> = [ana.email.as_str(), "nobody@ana.example", "ana@\u{430}na.example"]
        .into_iter()
        .take(2)
        .map(|email| {
            browser.get("/password-resets").expect(200);
            browser.post("/password-resets", &[("email", email)]).expect(200).body()
        })
        .collect();
    assert_eq!(looks[0], looks[1]);
    browser.get("/password-resets");
    browser.post("/password-resets", &[("email", "ana@\u{430}na.example")]).expect(200);
    let (link, _) = link_to(&studio, "password_reset", &ana.email).expect("a mail was written");

    let elsewhere = studio.sign_in(ana);
    elsewhere.get("/projects").expect(200);
    browser.get(&link).expect(200);
    browser.get(&link).expect(200);
    browser.post(&link, &[("password", "short")]).expect(422);
    assert_eq!(browser.post(&link, &[("password", NEW)]).expect(303).location(), "/sign-in");
    browser.get("/projects").expect(303);
    elsewhere.get("/projects").expect(303);
    browser.get(&link).expect(410).says("ask for another link");
    browser.enter(&ana.email, PASSWORD).expect(422);
    browser.enter(&ana.email, NEW).expect(303);
    assert!(link_to(&studio, "password_changed", &ana.email).is_none(), "that mail holds no link");
}

#[test]
fn a_link_lasts_half_an_hour_and_asking_again_at_once_sends_no_second() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served: &'static Served = Box::leak(Box::new(Served::with(clock.clone(), &[])));
    let studio = Studio::at(served);
    let ana = &studio.birch.manager;
    let browser = studio.visit();
    let ask = || {
        browser.get("/password-resets").expect(200);
        browser.post("/password-resets", &[("email", &ana.email)]).expect(200);
        link_to(&studio, "password_reset", &ana.email).unwrap()
    };
    let (first, one) = ask();
    let (again, still_one) = ask();
    assert_eq!((one, still_one, &first), (1, 1, &again));
    clock.advance(Duration::minutes(2));
    let (second, two) = ask();
    assert_eq!(two, 2);
    browser.get(&first).expect(410);
    clock.advance(Duration::minutes(29));
    browser.get(&second).expect(200);
    clock.advance(Duration::minutes(1));
    browser.get(&second).expect(410);
    browser.post(&second, &[("password", NEW)]).expect(410);
}

#[test]
fn the_same_passwords_are_refused_wherever_one_is_set() {
    let studio = Studio::new();
    let tom = &studio.birch.member;
    with_password(&studio, tom);
    let mut places: Vec<_> = links(&studio).into_iter().map(|link| (studio.visit(), link)).collect();
    places.push((studio.sign_in(tom), "/account/password".to_owned()));
    for (browser, path) in &places {
        browser.get(path).expect(200);
        let set = |password: &str| {
            let fields = [("password", password), ("current", PASSWORD)];
            browser.post(path, &fields[..if path.starts_with("/account") { 2 } else { 1 }])
        };
        for typed in ["password1234", "Birch & Beam 2026", "short", ""] {
            assert!(set(typed).expect(422).field_fault("password").is_some(), "{typed} on {path}");
        }
        set(NEW).expect(303);
    }
}

#[test]
fn a_password_does_not_grow_old() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served: &'static Served = Box::leak(Box::new(Served::with(clock.clone(), &[])));
    let studio = Studio::at(served);
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    clock.advance(Duration::days(3653));
    let browser = studio.visit();
    assert_eq!(browser.enter(&ana.email, PASSWORD).expect(303).location(), "/");
    browser.get("/").expect(200);
}
