use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use reprint::{kernel::time::FixedClock, schema::mails};

use super::{limits::behind_a_proxy, link_to, with_password};
use crate::{
    access::sweep::links,
    support::{Client, PASSWORD, Page, Served, Studio},
};

const NEW: &str = "another thread, a blue one";

#[test]
fn a_reset_link_is_mailed_to_the_owner_and_strangers_see_the_same_page() {
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
    browser.get(&link).expect(410).says("request another link");
    browser.enter(&ana.email, PASSWORD).expect(422);
    browser.enter(&ana.email, NEW).expect(303);
    assert!(link_to(&studio, "password_changed", &ana.email).is_none(), "that mail must not contain a link");
}

#[test]
fn a_reset_link_expires_after_half_an_hour_and_is_mailed_once_a_minute() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let studio = Studio::at(&served);
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
    // A new request does not void earlier links, or anyone could keep them from working.
    browser.get(&first).expect(200);
    clock.advance(Duration::minutes(28));
    browser.get(&first).expect(410);
    browser.get(&second).expect(200);
    clock.advance(Duration::minutes(2));
    browser.get(&second).expect(410);
    browser.post(&second, &[("password", NEW)]).expect(410);
}

#[test]
fn older_reset_links_are_valid_until_one_is_used() {
    let (clock, studio) = behind_a_proxy();
    let ana = &studio.birch.manager;
    let browser = studio.visit();
    for _ in 0..3 {
        browser.get("/password-resets").expect(200);
        browser.post("/password-resets", &[("email", &ana.email)]).expect(200);
        clock.advance(Duration::minutes(2));
    }
    let links = reset_links(&studio, &ana.email);
    assert_eq!(links.len(), 3);
    for link in &links {
        browser.get(link).expect(200);
    }
    browser.post(&links[0], &[("password", NEW)]).expect(303);
    for link in &links {
        browser.get(link).expect(410);
        browser.post(link, &[("password", "yet another thread, a red one")]).expect(410);
    }
    browser.enter(&ana.email, NEW).expect(303);
}

/// The reset links that were mailed to an address, oldest first.
fn reset_links(studio: &Studio, email: &str) -> Vec<String> {
    let texts: Vec<String> = studio.set_up(|tx| {
        let theirs = mails::table.filter(mails::kind.eq("password_reset").and(mails::recipient.eq(email)));
        Ok(theirs.order(mails::id).select(mails::text_body).load(tx.conn())?)
    });
    let path = |text: &String| {
        let link = text.lines().find(|line| line.starts_with("http")).expect("the mail contains a link");
        format!("/{}", link.splitn(4, '/').nth(3).expect("a link has a path"))
    };
    texts.iter().map(path).collect()
}

/// Submits one of the sign-in forms from an address.
fn send_from(browser: &Client, address: &str, path: &str, fields: &[(&str, &str)]) -> Page {
    let token = browser.token();
    let fields = [&[("_csrf", token.as_str())][..], fields].concat();
    let request = browser.request(reqwest::Method::POST, path).header("x-forwarded-for", address);
    browser.send(request.form(&fields))
}

#[test]
fn a_persistent_attacker_cannot_keep_the_owner_out_of_a_new_browser() {
    let (clock, studio) = behind_a_proxy();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let stranger = studio.visit();
    let guess = |network: &str| {
        for _ in 0..5 {
            let typed = [("email", ana.email.as_str()), ("password", "is it this one, perhaps?")];
            assert_ne!(send_from(&stranger, network, "/sign-in", &typed).status, 303);
        }
    };
    let mut without = 0;
    // Three hours, and on until the mailbox holds a newer link next to an older one.
    for minute in 0..240 {
        let network = format!("2001:db8:{minute:x}::1");
        if minute % 15 == 0 {
            guess(&network);
        }
        send_from(&stranger, &network, "/password-resets", &[("email", &ana.email)]).expect(200);
        let reader = studio.visit();
        let links = reset_links(&studio, &ana.email);
        let mut working = links.iter().rev().take(4).filter(|link| reader.get(link).status == 200);
        without += usize::from(working.next().is_none());
        if minute >= 180 && working.next().is_some() {
            break;
        }
        clock.advance(Duration::minutes(1));
    }
    assert_eq!(without, 0, "minutes without a valid link in the mailbox");
    let links = reset_links(&studio, &ana.email);
    assert!(links.len() < 30, "{} mails in three hours", links.len());
    // While the attack goes on, the correct password is refused in a new browser.
    let own = studio.visit();
    own.enter(&ana.email, PASSWORD).expect(422);
    let oldest = links.iter().find(|link| own.get(link).status == 200).expect("a link works");
    assert_ne!(Some(oldest), links.last(), "the oldest valid link must not be the newest one");
    own.post(oldest, &[("password", NEW)]).expect(303);
    // The reset opens it, even if the attacker continues at once.
    guess("2001:db8:ffff::1");
    own.enter(&ana.email, NEW).expect(303);
    own.get("/projects").expect(200);
    studio.visit().enter(&ana.email, NEW).expect(422);
}

#[test]
fn a_known_browser_can_request_a_link_whatever_strangers_do() {
    let (clock, studio) = behind_a_proxy();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let known = studio.visit();
    known.enter(&ana.email, PASSWORD).expect(303);
    known.post("/sign-out", &[]).expect(303);
    known.forget_token();
    let stranger = studio.visit();
    for network in 0..12 {
        let network = format!("198.51.100.{network}");
        send_from(&stranger, &network, "/password-resets", &[("email", &ana.email)]).expect(200);
    }
    let mailed = || reset_links(&studio, &ana.email).len();
    assert_eq!(mailed(), 6);
    clock.advance(Duration::minutes(2));
    send_from(&stranger, "192.0.2.9", "/password-resets", &[("email", &ana.email)]).expect(200);
    assert_eq!(mailed(), 6, "another unknown browser must not get a mail now");
    for n in 1..4 {
        send_from(&known, "192.0.2.9", "/password-resets", &[("email", &ana.email)]).expect(200);
        send_from(&known, "192.0.2.9", "/password-resets", &[("email", &ana.email)]).expect(200);
        assert_eq!(mailed(), 6 + n, "one a minute");
        clock.advance(Duration::minutes(1));
    }
}

#[test]
fn every_form_refuses_the_same_passwords() {
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
fn passwords_do_not_expire() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let studio = Studio::at(&served);
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    clock.advance(Duration::days(3653));
    let browser = studio.visit();
    assert_eq!(browser.enter(&ana.email, PASSWORD).expect(303).location(), "/");
    browser.get("/").expect(200);
}
