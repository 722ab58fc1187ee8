//! Limits that are read and then used: of any number of requests at once, as many do something as the limit allows.

use std::{sync::Arc, thread};

use chrono::Duration;
use diesel::prelude::*;
use reprint::{
    kernel::{secret::Token, time::FixedClock},
    schema::{data_exports, email_changes, mails, one_time_links, users},
    web::session::MOST,
};

use super::{link_to, registration::code_of, sessions_of};
use crate::support::*;

/// So many requests come at once.
const AT_ONCE: usize = 12;

/// A studio behind a proxy, at a time of its own.
pub fn behind_a_proxy() -> (Arc<FixedClock>, Studio) {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[("TRUSTED_HOPS", "1")]);
    (clock, Studio::at(Box::leak(Box::new(served))))
}

/// Sends a form from an address, in a browser that has the cookies and the token of another.
fn post_from(
    studio: &Studio,
    (cookies, token): (&str, &str),
    address: &str,
    path: &str,
    fields: &[(&str, &str)],
) -> u16 {
    let twin = studio.visit();
    cookies.split("; ").filter(|cookie| !cookie.is_empty()).for_each(|cookie| twin.add_cookie(cookie));
    let fields = [&[("_csrf", token)][..], fields].concat();
    let request = twin.request(reqwest::Method::POST, path).header("x-forwarded-for", address);
    twin.send(request.form(&fields)).status
}

/// Sends the same form so many times at once, each from the address that `from` names.
fn at_once(
    studio: &Studio,
    browser: &Client,
    path: &str,
    fields: &[(&str, &str)],
    from: impl Fn(usize) -> String,
) -> Vec<u16> {
    let (token, cookies) = (browser.token(), browser.cookies());
    let addresses: Vec<String> = (0..AT_ONCE).map(from).collect();
    thread::scope(|scope| {
        let sent: Vec<_> = addresses
            .iter()
            .map(|address| {
                let as_them = (cookies.as_str(), token.as_str());
                scope.spawn(move || post_from(studio, as_them, address, path, fields))
            })
            .collect();
        sent.into_iter().map(|one| one.join().expect("it is answered")).collect()
    })
}

fn mails_to(studio: &Studio, kind: &'static str, email: &str) -> i64 {
    studio.set_up(|tx| {
        let theirs = mails::table.filter(mails::kind.eq(kind).and(mails::recipient.eq(email)));
        Ok(theirs.count().get_result(tx.conn())?)
    })
}

#[test]
fn of_twelve_requests_for_a_new_password_at_once_one_is_mailed() {
    let (_, studio) = behind_a_proxy();
    let (ana, noor) = (&studio.birch.manager, &studio.northlight.manager);
    let path = "/password-resets";
    let one_network = |_: usize| "203.0.113.7".to_owned();
    let said = at_once(&studio, &studio.visit(), path, &[("email", &ana.email)], one_network);
    assert_eq!(said, [200; AT_ONCE]);
    assert_eq!(mails_to(&studio, "password_reset", &ana.email), 1);
    // From as many networks there are as many as all of them together may send.
    let networks = |at: usize| format!("198.51.100.{at}");
    let said = at_once(&studio, &studio.visit(), path, &[("email", &noor.email)], networks);
    assert_eq!(said, [200; AT_ONCE]);
    assert_eq!(mails_to(&studio, "password_reset", &noor.email), 6);
}

#[test]
fn of_twelve_requests_to_register_at_once_one_is_mailed_and_five_an_hour() {
    let (clock, studio) = behind_a_proxy();
    let fields = [("code", &*code_of(&studio)), ("name", "Lena Brandt"), ("email", "lena@birch.example")];
    let networks = |at: usize| format!("198.51.100.{at}");
    let said = at_once(&studio, &studio.visit(), "/registration", &fields, networks);
    assert_eq!(said, [200; AT_ONCE]);
    assert_eq!(mails_to(&studio, "registration", "lena@birch.example"), 1);
    let (first, _) = link_to(&studio, "registration", "lena@birch.example").expect("a mail was written");
    let lena = studio.visit();
    for _ in 0..8 {
        clock.advance(Duration::minutes(2));
        lena.get("/registration").expect(200);
        lena.post("/registration", &fields).expect(200);
    }
    assert_eq!(mails_to(&studio, "registration", "lena@birch.example"), 5);
    // The first link works until one is used; then none does.
    let (newest, _) = link_to(&studio, "registration", "lena@birch.example").expect("a mail was written");
    lena.get(&newest).expect(200);
    lena.get(&first).expect(200);
    lena.post(&first, &[("password", PASSWORD)]).expect(303);
    for link in [&first, &newest] {
        studio.visit().get(link).expect(410);
    }
}

#[test]
fn of_twelve_invitations_at_once_as_many_are_sent_as_the_day_has_left() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    studio.set_up(|tx| {
        for _ in 0..18 {
            let row = (
                one_time_links::studio_id.eq(studio.id),
                one_time_links::token_hash.eq(Token::random().digest().as_bytes().to_vec()),
                one_time_links::user_id.eq(studio.birch.member.id),
                one_time_links::purpose.eq("invitation"),
                one_time_links::created_by.eq(ana.id),
                one_time_links::created_at.eq(tx.now),
                one_time_links::expires_at.eq(tx.now),
            );
            diesel::insert_into(one_time_links::table).values(row).execute(tx.conn())?;
        }
        Ok(())
    });
    let browser = studio.sign_in(ana);
    let path = format!("/clients/{}/invitations", studio.birch.id);
    let (token, cookies) = (browser.token(), browser.cookies());
    let emails: Vec<String> = (0..AT_ONCE).map(|at| format!("colleague{at}@birch.example")).collect();
    let said: Vec<u16> = thread::scope(|scope| {
        let send = |email: &String| {
            let (as_them, path, studio) = ((cookies.as_str(), token.as_str()), &path, &studio);
            let email = email.clone();
            scope.spawn(move || {
                let fields = [("name", "A Colleague"), ("email", email.as_str()), ("place", "member")];
                post_from(studio, as_them, "127.0.0.1", path, &fields)
            })
        };
        let sent: Vec<_> = emails.iter().map(send).collect();
        sent.into_iter().map(|one| one.join().expect("it is answered")).collect()
    });
    assert_eq!(said.iter().filter(|status| **status == 303).count(), 2, "{said:?}");
    assert_eq!(said.iter().filter(|status| **status == 422).count(), 10, "{said:?}");
    let mails: i64 = emails.iter().map(|email| mails_to(&studio, "invitation", email)).sum();
    assert_eq!(mails, 2);
}

#[test]
fn of_twelve_invitations_of_one_address_at_once_one_is_mailed_and_five_an_hour() {
    let (clock, studio) = behind_a_proxy();
    let noor = &studio.northlight.manager.email;
    let path = format!("/clients/{}/invitations", studio.birch.id);
    // To a manager it is the same whether the address is free or somebody's elsewhere.
    for (kind, email) in [("invitation", "lena@birch.example"), ("invited_elsewhere", noor.as_str())] {
        let ana = studio.sign_in(&studio.birch.manager);
        let fields = [("name", "Lena Brandt"), ("email", email), ("place", "member")];
        let said = at_once(&studio, &ana, &path, &fields, |_| "127.0.0.1".to_owned());
        assert_eq!(said, [303; AT_ONCE], "{email}");
        assert_eq!(mails_to(&studio, kind, email), 1, "{email}: a double click sends one mail");
        ana.post(&path, &fields).expect(303);
        ana.get(&format!("/clients/{}", studio.birch.id)).expect(200).says("Not sent:");
        for _ in 0..6 {
            clock.advance(Duration::seconds(61));
            ana.post(&path, &fields).expect(303);
        }
        assert_eq!(mails_to(&studio, kind, email), 5, "{email}");
        clock.advance(Duration::hours(1));
        let ana = studio.sign_in(&studio.birch.manager);
        ana.post(&path, &fields).expect(303);
        ana.get(&format!("/clients/{}", studio.birch.id)).expect(200).says("Invitation sent");
        assert_eq!(mails_to(&studio, kind, email), 6, "{email}");
    }
}

#[test]
fn whoever_invites_an_address_again_it_is_mailed_once_a_minute() {
    let (clock, studio) = behind_a_proxy();
    let path = format!("/clients/{}/invitations", studio.birch.id);
    let fields = [("name", "Lena Brandt"), ("email", "lena@birch.example"), ("place", "member")];
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    let admin = studio.sign_in(&studio.admin);
    jonas.post(&path, &fields).expect(303);
    ana.post(&path, &fields).expect(303);
    admin.post(&path, &fields).expect(303);
    let lena: reprint::kernel::ids::UserId = studio.set_up(|tx| {
        let row = users::table.filter(users::email.eq("lena@birch.example"));
        Ok(row.select(users::id).first(tx.conn())?)
    });
    let again = format!("/people/{lena}/invitation");
    admin.post(&again, &[]).expect(303);
    admin.get(&format!("/people/{lena}")).expect(200).says("Not sent:");
    assert_eq!(mails_to(&studio, "invitation", "lena@birch.example"), 1);
    for (sent, browser, form) in [(2, &ana, true), (3, &admin, false), (4, &jonas, true)] {
        clock.advance(Duration::seconds(61));
        let page = if form { browser.post(&path, &fields) } else { browser.post(&again, &[]) };
        page.expect(303);
        assert_eq!(mails_to(&studio, "invitation", "lena@birch.example"), sent);
    }
    // Who works in the studio is invited at the same pace.
    let mira = [("name", "Mira Sand"), ("email", "mira@studio.example"), ("place", "staff")];
    let said = at_once(&studio, &admin, "/people/invitations", &mira, |_| "127.0.0.1".to_owned());
    assert_eq!(said, [303; AT_ONCE]);
    assert_eq!(mails_to(&studio, "invitation", "mira@studio.example"), 1);
}

#[test]
fn of_twelve_changes_of_address_at_once_five_are_asked_for() {
    let studio = Studio::new();
    let browser = studio.sign_in(&studio.birch.manager);
    let said = at_once(&studio, &browser, "/account/email", &[("email", "new@ana.example")], |_| {
        "127.0.0.1".to_owned()
    });
    assert_eq!(said.iter().filter(|status| **status == 303).count(), 5, "{said:?}");
    let asked: i64 = studio.set_up(|tx| Ok(email_changes::table.count().get_result(tx.conn())?));
    assert_eq!(asked, 5);
}

#[test]
fn of_twelve_requests_for_ones_data_at_once_one_is_made() {
    let studio = Studio::new();
    let browser = studio.sign_in(&studio.birch.manager);
    let said = at_once(&studio, &browser, "/account/data", &[], |_| "127.0.0.1".to_owned());
    assert_eq!(said, [303; AT_ONCE]);
    let made: i64 = studio.set_up(|tx| Ok(data_exports::table.count().get_result(tx.conn())?));
    assert_eq!(made, 1);
}

#[test]
fn of_thirty_sign_ins_at_once_twenty_are_left() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    thread::scope(|scope| {
        (0..30).for_each(|_| drop(scope.spawn(|| studio.sign_in(ana).cookies())));
    });
    assert_eq!(sessions_of(&studio, ana.id), MOST);
    let seen: Option<chrono::DateTime<chrono::Utc>> = studio.set_up(|tx| {
        let row = users::table.filter(users::id.eq(ana.id));
        Ok(row.select(users::last_seen_at).first(tx.conn())?)
    });
    assert!(seen.is_some());
}

#[test]
fn of_two_links_used_at_once_one_sets_a_password() {
    let (clock, studio) = behind_a_proxy();
    let ana = &studio.birch.manager;
    let links: Vec<String> = (0..2)
        .map(|_| {
            clock.advance(Duration::minutes(2));
            let browser = studio.visit();
            browser.get("/password-resets").expect(200);
            browser.post("/password-resets", &[("email", &ana.email)]).expect(200);
            link_to(&studio, "password_reset", &ana.email).expect("a mail was written").0
        })
        .collect();
    assert_ne!(links[0], links[1]);
    let said: Vec<u16> = thread::scope(|scope| {
        let used: Vec<_> = links
            .iter()
            .cycle()
            .take(8)
            .map(|link| {
                let studio = &studio;
                scope.spawn(move || {
                    let browser = studio.visit();
                    browser.get(link);
                    browser.post(link, &[("password", "another thread, a blue one")]).status
                })
            })
            .collect();
        used.into_iter().map(|one| one.join().expect("it is answered")).collect()
    });
    assert_eq!(said.iter().filter(|status| **status == 303).count(), 1, "{said:?}");
    assert_eq!(said.iter().filter(|status| **status == 410).count(), 7, "{said:?}");
}
