//! Limits that are checked and then used up: of any number of concurrent requests, exactly as many succeed as the limit
//! allows.

use std::{sync::Arc, thread};

use chrono::Duration;
use diesel::prelude::*;
use reprint::{
    access::{Role, Standing},
    kernel::{ids::ClientId, secret::Token, time::FixedClock},
    schema::{clients, data_exports, email_changes, mails, one_time_links, users},
    sessions::MOST,
};

use super::{link_to, registration::code_of, sessions_of};
use crate::support::{
    studio::{Company, insert_person},
    *,
};

/// The number of concurrent requests.
const AT_ONCE: usize = 12;

/// A studio behind a proxy, with a clock of its own.
pub fn behind_a_proxy() -> (Arc<FixedClock>, Studio) {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[("TRUSTED_HOPS", "1")]);
    (clock, Studio::at(&served))
}

/// Submits a form from an address, in a browser that has another browser's cookies and form token.
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

/// Submits the same form many times concurrently, each from the address that `from` returns.
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
        sent.into_iter().map(|one| one.join().expect("the request is answered")).collect()
    })
}

fn mails_to(studio: &Studio, kind: &'static str, email: &str) -> i64 {
    studio.set_up(|tx| {
        let theirs = mails::table.filter(mails::kind.eq(kind).and(mails::recipient.eq(email)));
        Ok(theirs.count().get_result(tx.conn())?)
    })
}

#[test]
fn of_twelve_concurrent_reset_requests_one_is_mailed() {
    let (_, studio) = behind_a_proxy();
    let (ana, noor) = (&studio.birch.manager, &studio.northlight.manager);
    let path = "/password-resets";
    let one_network = |_: usize| "203.0.113.7".to_owned();
    let said = at_once(&studio, &studio.visit(), path, &[("email", &ana.email)], one_network);
    assert_eq!(said, [200; AT_ONCE]);
    assert_eq!(mails_to(&studio, "password_reset", &ana.email), 1);
    // From as many networks, as many are mailed as the limit for all networks together allows.
    let networks = |at: usize| format!("198.51.100.{at}");
    let said = at_once(&studio, &studio.visit(), path, &[("email", &noor.email)], networks);
    assert_eq!(said, [200; AT_ONCE]);
    assert_eq!(mails_to(&studio, "password_reset", &noor.email), 6);
}

#[test]
fn of_twelve_concurrent_registrations_one_is_mailed_and_five_an_hour() {
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
    // The first link is valid until one is used; then none is.
    let (newest, _) = link_to(&studio, "registration", "lena@birch.example").expect("a mail was written");
    lena.get(&newest).expect(200);
    lena.get(&first).expect(200);
    lena.post(&first, &[("password", PASSWORD)]).expect(303);
    for link in [&first, &newest] {
        studio.visit().get(link).expect(410);
    }
}

#[test]
fn a_code_mails_at_most_fifty_strangers_a_day_and_never_the_typed_name() {
    let (clock, studio) = behind_a_proxy();
    let code = code_of(&studio);
    let stranger = studio.visit();
    let ask = |at: usize| {
        let address = format!("198.51.100.{}", at / 10);
        let page =
            stranger.request(reqwest::Method::GET, "/registration").header("x-forwarded-for", &address);
        stranger.send(page).expect(200);
        let fields = [
            ("_csrf", stranger.token()),
            ("code", code.clone()),
            ("name", "Winner, call 0900 now".to_owned()),
            ("email", format!("stranger{at}@victims.example")),
        ];
        let request =
            stranger.request(reqwest::Method::POST, "/registration").header("x-forwarded-for", address);
        stranger.send(request.form(&fields))
    };
    (0..50).for_each(|at| drop(ask(at).expect(200)));
    ask(50).expect(422).says("Too many people have registered");
    let bodies: Vec<String> = studio.set_up(|tx| {
        Ok(mails::table.filter(mails::kind.eq("registration")).select(mails::text_body).load(tx.conn())?)
    });
    assert_eq!(bodies.len(), 50);
    assert!(bodies.iter().all(|body| body.contains("Hello,") && !body.contains("Winner")), "{}", bodies[0]);
    // Control: the next day.
    clock.advance(Duration::days(1));
    ask(51).expect(200);
}

#[test]
fn concurrent_invitations_do_not_exceed_the_daily_limit() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    have_invited(&studio, ana, 18);
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
        sent.into_iter().map(|one| one.join().expect("the request is answered")).collect()
    });
    assert_eq!(said.iter().filter(|status| **status == 303).count(), 2, "{said:?}");
    assert_eq!(said.iter().filter(|status| **status == 422).count(), 10, "{said:?}");
    let mails: i64 = emails.iter().map(|email| mails_to(&studio, "invitation", email)).sum();
    assert_eq!(mails, 2);
}

#[test]
fn of_twelve_concurrent_invitations_to_one_address_one_is_mailed_and_five_an_hour() {
    let (clock, studio) = behind_a_proxy();
    let noor = &studio.northlight.manager.email;
    let path = format!("/clients/{}/invitations", studio.birch.id);
    // For a manager, it makes no difference whether the address is in use elsewhere.
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
        ana.get(&format!("/clients/{}", studio.birch.id)).expect(200).says("Nothing was mailed");
        assert_eq!(mails_to(&studio, kind, email), 6, "{email}");
    }
}

#[test]
fn an_address_is_mailed_one_invitation_a_minute_whoever_invites() {
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
    // Invitations to work in the studio have the same limit.
    let mira = [("name", "Mira Sand"), ("email", "mira@studio.example"), ("place", "staff")];
    let said = at_once(&studio, &admin, "/people/invitations", &mira, |_| "127.0.0.1".to_owned());
    assert_eq!(said, [303; AT_ONCE]);
    assert_eq!(mails_to(&studio, "invitation", "mira@studio.example"), 1);
}

/// Gives a user this many sent invitations.
fn have_invited(studio: &Studio, inviter: &Person, count: usize) {
    studio.set_up(|tx| {
        for _ in 0..count {
            let row = (
                one_time_links::studio_id.eq(studio.id),
                one_time_links::token_hash.eq(Token::random().digest().as_bytes().to_vec()),
                one_time_links::user_id.eq(studio.birch.member.id),
                one_time_links::purpose.eq("invitation"),
                one_time_links::created_by.eq(inviter.id),
                one_time_links::created_at.eq(tx.now),
                one_time_links::expires_at.eq(tx.now),
            );
            diesel::insert_into(one_time_links::table).values(row).execute(tx.conn())?;
        }
        Ok(())
    });
}

#[test]
fn an_address_gets_ten_invitations_a_day_and_one_more_from_each_client() {
    let (clock, studio) = behind_a_proxy();
    let email = "lena@elsewhere.example";
    let [birch, northlight] = [&studio.birch, &studio.northlight];
    let invite = |client: &Company, browser: &Client| {
        browser.get(&format!("/clients/{}", client.id)).expect(200);
        let fields = [("name", "Lena Brandt"), ("email", email), ("place", "member")];
        browser.post(&format!("/clients/{}/invitations", client.id), &fields).expect(303);
        browser.get(&format!("/clients/{}", client.id)).expect(200).says("Nothing was mailed");
        mails_to(&studio, "invitation", email) + mails_to(&studio, "invited_elsewhere", email)
    };
    for hour in 1..=12 {
        let ana = studio.sign_in(&birch.manager);
        assert_eq!(invite(birch, &ana), hour.min(10), "ten invitations, one an hour");
        clock.advance(Duration::hours(1));
    }
    // Control: another client's manager, who has not invited the address today, still can, once.
    for _ in 0..2 {
        let noor = studio.sign_in(&northlight.manager);
        assert_eq!(invite(northlight, &noor), 11);
        clock.advance(Duration::hours(1));
    }
    clock.advance(Duration::days(1));
    assert_eq!(invite(birch, &studio.sign_in(&birch.manager)), 12, "the control: the next day");
}

#[test]
fn a_client_and_all_clients_together_have_daily_invitation_limits() {
    let (clock, studio) = behind_a_proxy();
    let invite = |person: &Person, at: &str| {
        let browser = studio.sign_in(person);
        let path = format!("/clients/{}/invitations", person.role.columns().1.unwrap_or(studio.birch.id));
        browser.get(&path).expect(200);
        let email = format!("{at}@elsewhere.example");
        browser.post(&path, &[("name", "Somebody"), ("email", &email), ("place", "member")]).status
    };
    // Invitations sent by a former manager of the client count towards its limit.
    have_invited(&studio, &studio.birch.member, 49);
    assert_eq!(invite(&studio.birch.manager, "a"), 303);
    assert_eq!(invite(&studio.birch.manager, "b"), 422);
    assert_eq!(invite(&studio.northlight.manager, "c"), 303, "the control: another client");
    for at in 0..5 {
        let client = ClientId::new();
        let role = Role::Client { client, standing: Standing::Manager };
        let elsewhere = Person { email: format!("lou{at}@sand.example"), ..Person::new("Lou Sand", role) };
        studio.set_up(|tx| {
            let row = (clients::id.eq(client), clients::name.eq("Sand"), clients::currency.eq("EUR"));
            diesel::insert_into(clients::table).values((row, clients::locale.eq("en"))).execute(tx.conn())?;
            insert_person(tx, &elsewhere)
        });
        have_invited(&studio, &elsewhere, 49);
    }
    assert_eq!(invite(&studio.northlight.manager, "d"), 303, "299 and one");
    have_invited(&studio, &studio.northlight.member, 3);
    assert_eq!(invite(&studio.northlight.manager, "g"), 422, "the limit for all clients together is reached");
    assert_eq!(invite(&studio.staff, "e"), 303, "the control: staff have a limit of their own");
    clock.advance(Duration::days(1));
    assert_eq!(invite(&studio.birch.manager, "f"), 303, "the control: the next day");
}

#[test]
fn of_twelve_concurrent_address_changes_five_are_accepted() {
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
fn of_twelve_concurrent_export_requests_one_is_accepted() {
    let studio = Studio::new();
    let browser = studio.sign_in(&studio.birch.manager);
    let said = at_once(&studio, &browser, "/account/data", &[], |_| "127.0.0.1".to_owned());
    assert_eq!(said, [303; AT_ONCE]);
    let made: i64 = studio.set_up(|tx| Ok(data_exports::table.count().get_result(tx.conn())?));
    assert_eq!(made, 1);
}

#[test]
fn of_thirty_concurrent_sign_ins_twenty_sessions_remain() {
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
fn of_two_reset_links_used_concurrently_one_sets_a_password() {
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
        used.into_iter().map(|one| one.join().expect("the request is answered")).collect()
    });
    assert_eq!(said.iter().filter(|status| **status == 303).count(), 1, "{said:?}");
    assert_eq!(said.iter().filter(|status| **status == 410).count(), 7, "{said:?}");
}
