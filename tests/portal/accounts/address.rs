//! Changing an account's address (security.md, K17, K23): both addresses must confirm, and whether one is in use is not
//! revealed.

use std::sync::{Arc, Barrier};
use std::thread;

use chrono::{Duration, TimeZone, Utc};
use diesel::prelude::*;
use reprint::{
    kernel::time::FixedClock,
    schema::{audit_entries, email_changes, users},
};

use super::{link_to, registration, with_password};
use crate::support::{Client, PASSWORD, Page, Person, Served, Studio};

const NEW: &str = "ana.keller@birch.example";

fn ask(browser: &Client, email: &str) -> Page {
    browser.get("/account/email").expect(200);
    browser.post("/account/email", &[("email", email)])
}

fn address_of(studio: &Studio, person: &Person) -> String {
    studio.set_up(|tx| {
        Ok(users::table.filter(users::id.eq(person.id)).select(users::email).first(tx.conn())?)
    })
}

/// The links mailed to the new address and to the old one.
fn links(studio: &Studio, person: &Person) -> (String, String) {
    let link = |email: &str| link_to(studio, "email_change", email).expect("a mail was written").0;
    (link(NEW), link(&person.email))
}

fn yes(browser: &Client, link: &str) -> Page {
    browser.get(link).expect(200);
    browser.post(link, &[("answer", "yes")])
}

#[test]
fn an_address_changes_once_both_confirm_in_either_order() {
    for new_first in [true, false] {
        let studio = Studio::new();
        let ana = &studio.birch.manager;
        with_password(&studio, ana);
        let browser = studio.sign_in(ana);
        ask(&browser, "Ana.Keller@BIRCH.example").expect(303);
        browser.get("/account/email").expect(200).says("waiting for both to agree");
        let (to_new, to_old) = links(&studio, ana);
        assert_ne!(to_new, to_old);
        let (first, second) = if new_first { (&to_new, &to_old) } else { (&to_old, &to_new) };
        let mail = studio.visit();
        for link in [first, second] {
            mail.get(link).expect(200).says(NEW).says(&ana.email);
        }
        assert_eq!(address_of(&studio, ana), ana.email, "opening the link must change nothing");
        yes(&mail, first).expect(200).says("once the other one agrees too");
        mail.get(first).expect(410);
        mail.post(first, &[("answer", "yes")]).expect(410);
        assert_eq!(address_of(&studio, ana), ana.email);
        studio.visit().enter(NEW, PASSWORD).expect(422);
        mail.get("/password-resets");
        mail.post("/password-resets", &[("email", NEW)]).expect(200);
        assert_eq!(
            link_to(&studio, "password_reset", NEW),
            None,
            "an unconfirmed address cannot reset the password"
        );
        yes(&mail, second).expect(200).says("Your email address has changed");
        assert_eq!(address_of(&studio, ana), NEW);
        studio.visit().enter(NEW, PASSWORD).expect(303);
        studio.visit().enter(&ana.email, PASSWORD).expect(422);
        for email in [NEW, &ana.email] {
            assert_eq!(mails_of(&studio, "email_changed", email), 1, "{email} must be notified");
        }
        for link in [&to_new, &to_old] {
            mail.get(link).expect(410);
        }
    }
}

fn mails_of(studio: &Studio, kind: &'static str, email: &str) -> i64 {
    use reprint::schema::mails;
    let sent = mails::table.filter(mails::kind.eq(kind).and(mails::recipient.eq(email.to_owned())));
    studio.set_up(|tx| Ok(sent.count().get_result(tx.conn())?))
}

#[test]
fn either_address_can_refuse_the_change() {
    for from_new in [true, false] {
        let studio = Studio::new();
        let ana = &studio.birch.manager;
        ask(&studio.sign_in(ana), NEW).expect(303);
        let (to_new, to_old) = links(&studio, ana);
        let (no, other) = if from_new { (&to_new, &to_old) } else { (&to_old, &to_new) };
        let mail = studio.visit();
        yes(&mail, other).expect(200);
        mail.get(no).expect(200);
        mail.post(no, &[("answer", "maybe")]).expect(410);
        mail.post(no, &[("answer", "yes"), ("email", "eve@evil.example")]).expect(400);
        mail.post(no, &[("answer", "no")])
            .expect(200)
            .says("Nothing was changed. If you did not request this");
        mail.post(no, &[("answer", "yes")]).expect(410);
        assert_eq!(address_of(&studio, ana), ana.email);
        let kinds: Vec<String> = studio.set_up(|tx| {
            let kinds = audit_entries::table.order(audit_entries::created_at).select(audit_entries::kind);
            Ok(kinds.load(tx.conn())?)
        });
        assert_eq!(kinds, ["email.change_asked", "email.change_confirmed", "email.change_cancelled"]);
    }
}

#[test]
fn issue_11_a_pending_change_of_address_can_be_withdrawn_and_its_links_are_void() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let browser = studio.sign_in(ana);
    browser.get("/account/email").expect(200).lacks("Withdraw this change");
    ask(&browser, NEW).expect(303);
    let (to_new, to_old) = links(&studio, ana);
    browser.get("/account/email").expect(200).says("Withdraw this change");
    // Another user's request does not withdraw it.
    studio.sign_in(&studio.birch.member).post("/account/email/withdrawal", &[]).expect(303);
    let mail = studio.visit();
    mail.get(&to_new).expect(200);
    browser.post("/account/email/withdrawal", &[]).expect(303);
    browser.get("/account/email").expect(200).lacks("Withdraw this change");
    for link in [&to_new, &to_old] {
        mail.get(link).expect(410);
        mail.post(link, &[("answer", "yes")]).expect(410);
    }
    assert_eq!(address_of(&studio, ana), ana.email);
    // Withdrawing again does nothing, and records nothing.
    browser.post("/account/email/withdrawal", &[]).expect(303);
    let kinds: Vec<String> = studio.set_up(|tx| {
        let kinds = audit_entries::table.order(audit_entries::created_at).select(audit_entries::kind);
        Ok(kinds.load(tx.conn())?)
    });
    assert_eq!(kinds, ["email.change_asked", "email.change_cancelled"]);
}

#[test]
fn only_the_owner_learns_that_an_address_is_in_use() {
    let studio = Studio::new();
    let (ana, noor) = (&studio.birch.manager, &studio.northlight.manager);
    let browser = studio.sign_in(ana);
    let free = ask(&browser, NEW).expect(303);
    let told = browser.get("/account/email").expect(200).text();
    let taken = ask(&browser, &noor.email).expect(303);
    assert_eq!(free.location(), taken.location());
    assert_eq!(browser.get("/account/email").expect(200).text(), told.replace(NEW, &noor.email));
    assert_eq!(mails_of(&studio, "email_wanted", &noor.email), 1);
    assert_eq!(mails_of(&studio, "email_change", &noor.email), 0);
    let (link, _) = link_to(&studio, "email_change", &ana.email).expect("the old address is mailed as usual");
    yes(&studio.visit(), &link).expect(200).says("once the other one agrees too");
    assert_eq!(
        (address_of(&studio, ana), address_of(&studio, noor)),
        (ana.email.clone(), noor.email.clone())
    );
    assert!(ask(&browser, &ana.email).expect(422).field_fault("email").is_some());
    assert!(ask(&browser, "nobody").expect(422).field_fault("email").is_some());
}

#[test]
fn a_newer_change_voids_the_older_and_a_link_serves_one_user_and_purpose() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let browser = studio.sign_in(ana);
    ask(&browser, NEW).expect(303);
    let (to_new, to_old) = links(&studio, ana);
    for purpose in ["/invitations/", "/password-resets/", "/registrations/"] {
        studio.visit().get(&to_new.replace("/email-changes/", purpose)).expect(410);
    }
    let tom = studio.sign_in(&studio.birch.member);
    tom.get(&to_old).expect(410);
    tom.post(&to_old, &[("answer", "yes")]).expect(410);
    let other = Studio::new();
    other.visit().get(&to_new).expect(410);
    browser.get(&to_old).expect(200);
    ask(&browser, NEW).expect(303);
    for old in [&to_new, &to_old] {
        studio.visit().get(old).expect(410);
    }
    let (newer, _) = links(&studio, ana);
    studio.visit().get(&newer).expect(200);
    let hashes: Vec<Vec<u8>> =
        studio.set_up(|tx| Ok(email_changes::table.select(email_changes::new_hash).load(tx.conn())?));
    assert!(hashes.iter().all(|hash| hash.len() == 32));
    // Closing the account ends its pending change.
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/people/{}/closing", ana.id), &[]).expect(303);
    studio.visit().get(&newer).expect(410);
    admin.post(&format!("/people/{}/opening", ana.id), &[]).expect(303);
    studio.visit().get(&newer).expect(410);
}

#[test]
fn concurrent_and_repeated_confirmations_change_the_address_once() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    for _ in 0..5 {
        studio.set_up(|tx| {
            let row = users::table.filter(users::id.eq(ana.id));
            diesel::update(row).set(users::email.eq(&ana.email)).execute(tx.conn())?;
            diesel::delete(email_changes::table).execute(tx.conn())?;
            diesel::delete(audit_entries::table.filter(audit_entries::kind.eq("never")))
                .execute(tx.conn())?;
            Ok(())
        });
        let before = mails_of(&studio, "email_changed", NEW);
        ask(&studio.sign_in(ana), NEW).expect(303);
        let (to_new, to_old) = links(&studio, ana);
        let start = Barrier::new(4);
        let answers: Vec<u16> = thread::scope(|scope| {
            let tries: Vec<_> = [&to_new, &to_new, &to_old, &to_old]
                .into_iter()
                .map(|link| {
                    let (studio, start) = (&studio, &start);
                    scope.spawn(move || {
                        let mail = studio.visit();
                        mail.get("/sign-in");
                        start.wait();
                        mail.post(link, &[("answer", "yes")]).status
                    })
                })
                .collect();
            tries.into_iter().map(|one| one.join().expect("the attempt finishes")).collect()
        });
        assert_eq!(answers.iter().filter(|status| **status == 200).count(), 2, "{answers:?}");
        assert_eq!(address_of(&studio, ana), NEW);
        assert_eq!(mails_of(&studio, "email_changed", NEW), before + 1);
    }
}

#[test]
fn address_changes_have_a_daily_limit() {
    let studio = Studio::new();
    let browser = studio.sign_in(&studio.birch.manager);
    for at in 0..5 {
        ask(&browser, &format!("ana{at}@birch.example")).expect(303);
    }
    assert!(ask(&browser, NEW).expect(422).field_fault("email").is_some());
    assert_eq!(link_to(&studio, "email_change", NEW), None);
}

#[test]
fn links_expire_after_a_day_and_codes_after_their_chosen_time() {
    let clock =
        Arc::new(FixedClock::at(Utc.with_ymd_and_hms(2026, 11, 21, 9, 0, 0).single().expect("an instant")));
    let served = Served::with(clock.clone(), &[]);
    let studio = Studio::at(&served);
    let (ana, mail) = (&studio.birch.manager, studio.visit());
    let code = registration::code_of(&studio);
    let fields = [("code", code.as_str()), ("name", "Lena Brandt"), ("email", "lena@birch.example")];
    mail.get("/registration");
    mail.post("/registration", &fields).expect(200);
    let (register, _) = link_to(&studio, "registration", "lena@birch.example").expect("a mail");
    ask(&studio.sign_in(ana), NEW).expect(303);
    let (to_new, to_old) = links(&studio, ana);
    clock.advance(Duration::hours(24) - Duration::seconds(1));
    for link in [&register, &to_new, &to_old] {
        mail.get(link).expect(200);
    }
    yes(&mail, &to_new).expect(200);
    clock.advance(Duration::seconds(2));
    for (link, fields) in [(&register, ("password", PASSWORD)), (&to_old, ("answer", "yes"))] {
        mail.get(link).expect(410);
        mail.post(link, &[fields]).expect(410);
    }
    assert_eq!(address_of(&studio, ana), ana.email);
    clock.advance(Duration::days(28));
    mail.post("/registration", &fields).expect(200);
    clock.advance(Duration::days(2));
    assert!(mail.post("/registration", &fields).expect(422).field_fault("code").is_some());
}

#[test]
fn users_choose_how_soon_they_are_notified() {
    let studio = Studio::new();
    let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
    let page = ana.get("/account/notifications").expect(200);
    for kind in ["messages", "files", "milestones", "invoices"] {
        assert_eq!(page.value_of(kind), "at_once");
    }
    let wishes =
        [("messages", "daily"), ("files", "never"), ("milestones", "at_once"), ("invoices", "daily")];
    for _ in 0..2 {
        ana.post("/account/notifications", &wishes).expect(303);
    }
    let page = ana.get("/account/notifications").expect(200);
    for (kind, pace) in wishes {
        assert_eq!(page.value_of(kind), pace);
    }
    assert_eq!(tom.get("/account/notifications").expect(200).value_of("files"), "at_once");
    assert!(
        ana.post("/account/notifications", &[("messages", "hourly")])
            .expect(422)
            .field_fault("messages")
            .is_some()
    );
    ana.post("/account/notifications", &[("payments", "never")]).expect(400);
    ana.post("/account/notifications", &[("user_id", "x")]).expect(400);
}

#[test]
fn the_audit_names_the_user_who_was_signed_in_when_confirming() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let browser = studio.sign_in(ana);
    ask(&browser, NEW).expect(303);
    let (to_new, to_old) = links(&studio, ana);
    yes(&browser, &to_new).expect(200);
    studio.visit().get(&to_old).expect(200);
    let signed: Vec<(String, bool)> = studio.set_up(|tx| {
        let told = audit_entries::table.order(audit_entries::created_at);
        let told =
            told.select((audit_entries::kind, audit_entries::actor_id.is_not_distinct_from(ana.id.uuid())));
        Ok(told.load(tx.conn())?)
    });
    let told = ["email.change_asked", "email.change_confirmed"].map(|kind| (kind.to_owned(), true));
    assert_eq!(signed, told);
}
