use std::{sync::Arc, thread};

use chrono::Duration;
use diesel::prelude::*;
use reprint::{
    kernel::time::FixedClock,
    schema::{events, one_time_links, users},
};

use super::{link_to, state_of};
use crate::support::{Client, PASSWORD, Served, Studio};

const LENA: [(&str, &str); 3] =
    [("name", "Lena Brandt"), ("email", "lena@birch.example"), ("place", "member")];

fn invite(browser: &Client, studio: &Studio) {
    browser.get(&format!("/clients/{}/invitations", studio.birch.id)).expect(200);
    browser.post(&format!("/clients/{}/invitations", studio.birch.id), &LENA).expect(303);
}

#[test]
fn an_invited_person_sets_a_password_and_is_in() {
    let studio = Studio::new();
    let staff = studio.sign_in(&studio.staff);
    invite(&staff, &studio);
    staff.get(&format!("/clients/{}", studio.birch.id)).expect(200).says("Lena Brandt").says("invited");
    let (link, _) = link_to(&studio, "invitation", "lena@birch.example").expect("a mail was written");

    let lena = studio.visit();
    for _ in 0..2 {
        let page = lena.get(&link).expect(200).says("Welcome, Lena Brandt").says("Birch & Beam");
        assert!(page.header("set-cookie").is_none_or(|cookie| !cookie.starts_with("session")));
    }
    lena.get("/projects").expect(303);
    lena.get(&link).expect(200);
    for typed in ["too short", "Birch & Beam 2026", "Lena Brandt 99"] {
        let page = lena.post(&link, &[("password", typed)]).expect(422).lacks(typed);
        assert!(page.field_fault("password").is_some(), "{typed}");
    }
    assert_eq!(lena.post(&link, &[("password", PASSWORD)]).expect(303).location(), "/");
    lena.forget_token();
    lena.get("/projects").expect(200);

    lena.get(&link).expect(410).says("This link no longer works");
    let other = studio.visit();
    other.get("/sign-in");
    other.post(&link, &[("password", "quite another sentence")]).expect(410);
    studio.visit().enter("lena@birch.example", PASSWORD).expect(303);
    let stored: Vec<Vec<u8>> =
        studio.set_up(|tx| Ok(one_time_links::table.select(one_time_links::token_hash).load(tx.conn())?));
    let token = link.rsplit('/').next().unwrap().as_bytes();
    assert!(stored.iter().all(|hash| hash.len() == 32 && hash != token));
    let kinds: Vec<String> =
        studio.set_up(|tx| Ok(events::table.order(events::id).select(events::kind).load(tx.conn())?));
    assert_eq!(kinds, ["invitation.sent", "account.joined"]);
}

#[test]
fn of_twenty_at_once_one_gets_in() {
    let studio = Studio::new();
    invite(&studio.sign_in(&studio.staff), &studio);
    let (link, _) = link_to(&studio, "invitation", "lena@birch.example").unwrap();
    let answers: Vec<u16> = thread::scope(|scope| {
        let tries: Vec<_> = (0..20)
            .map(|at| {
                let (studio, link) = (&studio, &link);
                scope.spawn(move || {
                    let browser = studio.visit();
                    browser.get(link);
                    browser.post(link, &[("password", &format!("sentence number {at} of twenty"))]).status
                })
            })
            .collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 410).count(), 19, "{answers:?}");
}

#[test]
fn a_newer_invitation_voids_the_older_and_no_link_serves_another_purpose() {
    let studio = Studio::new();
    let manager = studio.sign_in(&studio.birch.manager);
    invite(&manager, &studio);
    let (older, _) = link_to(&studio, "invitation", "lena@birch.example").unwrap();
    invite(&manager, &studio);
    let (newer, mails) = link_to(&studio, "invitation", "lena@birch.example").unwrap();
    assert_eq!(mails, 2);
    let browser = studio.visit();
    browser.get(&older).expect(410);
    browser.get(&newer.replace("/invitations/", "/password-resets/")).expect(410);
    browser.get("/invitations/AAAA").expect(410);
    browser.get(&newer).expect(200);
}

#[test]
fn an_invitation_lasts_a_week() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served: &'static Served = Box::leak(Box::new(Served::with(clock.clone(), &[])));
    let studio = Studio::at(served);
    invite(&studio.sign_in(&studio.staff), &studio);
    let (link, _) = link_to(&studio, "invitation", "lena@birch.example").unwrap();
    let lena = studio.visit();
    clock.advance(Duration::days(7) - Duration::seconds(1));
    lena.get(&link).expect(200);
    clock.advance(Duration::seconds(1));
    lena.get(&link).expect(410);
    lena.get("/sign-in").expect(200);
    lena.post(&link, &[("password", PASSWORD)]).expect(410);
}

#[test]
fn a_taken_address_is_told_to_staff_and_not_to_a_manager() {
    let studio = Studio::new();
    let to_birch = format!("/clients/{}/invitations", studio.birch.id);
    let noor = &studio.northlight.manager;
    let fields = [("name", "Noor"), ("email", noor.email.as_str()), ("place", "member")];
    let staff = studio.sign_in(&studio.staff);
    staff.get(&to_birch).expect(200);
    assert!(staff.post(&to_birch, &fields).expect(422).field_fault("email").is_some());
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&to_birch).expect(200);
    ana.post(&to_birch, &fields).expect(303);
    assert_eq!(link_to(&studio, "invitation", &noor.email), None);
    assert_eq!(state_of(&studio, noor.id), "active");
}

#[test]
fn only_those_who_may_invite_do() {
    let studio = Studio::new();
    let to_birch = format!("/clients/{}/invitations", studio.birch.id);
    studio.sign_in(&studio.birch.member).get(&to_birch).expect(403);
    studio.sign_in(&studio.northlight.manager).get(&to_birch).expect(404);
    let noor = studio.sign_in(&studio.northlight.manager);
    noor.get("/account");
    noor.post(&to_birch, &LENA).expect(404);
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get(&to_birch).expect(200);
    for place in ["admin", "staff", ""] {
        let fields = [("name", "Lena"), ("email", "lena@birch.example"), ("place", place)];
        ana.post(&to_birch, &fields).expect(422);
    }
    let known: i64 = studio.set_up(|tx| {
        Ok(users::table.filter(users::email.eq("lena@birch.example")).count().get_result(tx.conn())?)
    });
    assert_eq!(known, 0);
}

#[test]
fn the_command_line_invites_an_admin_by_a_link_it_prints_and_sends() {
    use reprint::accounts::commands::invite_admin;

    let studio = Studio::new();
    let base_url = studio.visit().address().parse().expect("an address is a URL");
    let invite = |email: &str| {
        let (name, email) = ("Mara Voss".parse(), email.parse());
        let (name, email) = (name.expect("a name"), email.expect("an address"));
        invite_admin(&studio.served.portal.db, studio.id, name, email, &base_url)
    };
    let first = invite("mara@studio.example").expect("nobody has the address");
    let printed = invite("mara@studio.example").expect("who has not come yet is invited again");
    assert!(invite(&studio.staff.email).is_err(), "somebody has that address");
    let (mailed, _) = link_to(&studio, "invitation", "mara@studio.example").expect("a mail was written");
    assert_eq!(printed.path(), mailed);
    let mara = studio.visit();
    mara.get(first.path()).expect(410);
    mara.get(printed.path()).expect(200).says("Mara Voss");
    mara.post(printed.path(), &[("password", PASSWORD)]).expect(303);
    mara.forget_token();
    mara.get("/people").expect(200).says("Jonas Weber");
}
