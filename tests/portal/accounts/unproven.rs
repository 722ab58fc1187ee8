//! A pending invitation does not block an address: neither for a person who proves that they own it, nor for others who
//! invite it.

use diesel::prelude::*;
use reprint::schema::{mails, users};

use super::{link_to, registration::code_of, state_of};
use crate::support::{Client, Company, PASSWORD, Studio};

const LENA: &str = "lena@sand.example";

fn invite(browser: &Client, client: &Company, status: u16) {
    let path = format!("/clients/{}/invitations", client.id);
    browser.get(&path).expect(200);
    browser.post(&path, &[("name", "Lena Brandt"), ("email", LENA), ("place", "member")]).expect(status);
}

fn invitation(studio: &Studio, mails: usize) -> String {
    let (link, count) = link_to(studio, "invitation", LENA).expect("a mail was written");
    assert_eq!(count, mails);
    link
}

fn follow(studio: &Studio, link: &str, status: u16) {
    let lena = studio.visit();
    lena.get(link).expect(if status == 303 { 200 } else { status });
    lena.get("/sign-in");
    lena.post(link, &[("password", PASSWORD)]).expect(status);
}

/// The client whose account has the address.
fn is_in(studio: &Studio) -> Vec<String> {
    studio.set_up(|tx| {
        let theirs = users::table.filter(users::email.eq(LENA).and(users::state.eq("active")));
        let clients: Vec<Option<reprint::kernel::ids::ClientId>> =
            theirs.select(users::client_id).load(tx.conn())?;
        Ok(clients.into_iter().map(|client| client.expect("a client's").to_string()).collect())
    })
}

/// A studio in which Northlight's manager has invited Lena; the manager's browser, and the link in the mail.
fn invited() -> (Studio, Client, String) {
    let studio = Studio::new();
    let noor = studio.sign_in(&studio.northlight.manager);
    invite(&noor, &studio.northlight, 303);
    let link = invitation(&studio, 1);
    (studio, noor, link)
}

/// Checks that Northlight's manager still sees her as invited.
fn is_shown_as_invited(noor: &Client, studio: &Studio) {
    let page = noor.get(&format!("/clients/{}", studio.northlight.id)).expect(200);
    page.says(LENA).says("invited").lacks("taken.invalid").lacks("belongs to another account");
}

#[test]
fn a_person_invited_by_two_clients_can_use_either_link_but_only_one() {
    for first in [true, false] {
        let (studio, noor, earlier) = invited();
        invite(&studio.sign_in(&studio.birch.manager), &studio.birch, 303);
        assert_eq!(link_to(&studio, "invited_elsewhere", LENA), None);
        let later = invitation(&studio, 2);
        assert_ne!(earlier, later);
        is_shown_as_invited(&noor, &studio);
        let (used, dead, client) = match first {
            true => (&earlier, &later, &studio.northlight),
            false => (&later, &earlier, &studio.birch),
        };
        follow(&studio, used, 303);
        assert_eq!(is_in(&studio), [client.id.to_string()]);
        follow(&studio, dead, 410);
        assert_eq!(is_in(&studio), [client.id.to_string()]);
    }
}

#[test]
fn a_person_invited_elsewhere_can_register_with_a_code() {
    let (studio, noor, earlier) = invited();
    let lena = studio.visit();
    lena.get("/registration").expect(200);
    let fields = [("code", &*code_of(&studio)), ("name", "Lena Brandt"), ("email", LENA)];
    lena.post("/registration", &fields).expect(200);
    assert_eq!(link_to(&studio, "registered_already", LENA), None, "she has no account yet");
    let (link, _) = link_to(&studio, "registration", LENA).expect("a mail was written");
    follow(&studio, &link, 303);
    assert_eq!(is_in(&studio), [studio.birch.id.to_string()]);
    is_shown_as_invited(&noor, &studio);
    follow(&studio, &earlier, 410);
}

#[test]
fn registering_after_an_invitation_keeps_the_invited_role() {
    let studio = Studio::new();
    let ana = studio.sign_in(&studio.birch.manager);
    invite(&ana, &studio.birch, 303);
    let lena = studio.visit();
    lena.get("/registration").expect(200);
    let fields = [("code", &*code_of(&studio)), ("name", "Lena Brandt"), ("email", LENA)];
    lena.post("/registration", &fields).expect(200);
    let (link, _) = link_to(&studio, "registration", LENA).expect("a mail was written");
    follow(&studio, &link, 303);
    let rows: i64 = studio.set_up(|tx| {
        let named = users::email.eq(LENA).or(users::invited_as.eq(LENA).assume_not_null());
        Ok(users::table.filter(named).count().get_result(tx.conn())?)
    });
    assert_eq!((is_in(&studio), rows), (vec![studio.birch.id.to_string()], 1));
    follow(&studio, &invitation(&studio, 1), 410);
}

#[test]
fn an_account_can_change_to_an_address_with_a_pending_invitation() {
    let (studio, noor, earlier) = invited();
    let tom = studio.sign_in(&studio.birch.member);
    tom.get("/account/email").expect(200);
    tom.post("/account/email", &[("email", LENA)]).expect(303);
    for address in [LENA, &*studio.birch.member.email] {
        let (link, _) = link_to(&studio, "email_change", address).expect("both addresses are mailed");
        let mail = studio.visit();
        mail.get(&link).expect(200);
        mail.post(&link, &[("answer", "yes")]).expect(200);
    }
    assert_eq!(is_in(&studio), [studio.birch.id.to_string()]);
    is_shown_as_invited(&noor, &studio);
    follow(&studio, &earlier, 410);
}

#[test]
fn staff_can_invite_an_address_whose_earlier_invitation_was_withdrawn() {
    let (studio, noor, earlier) = invited();
    let id = studio
        .set_up(|tx| Ok(users::table.filter(users::email.eq(LENA)).select(users::id).first(tx.conn())?));
    noor.post(&format!("/team/{id}/closing"), &[]).expect(303);
    let staff = studio.sign_in(&studio.staff);
    invite(&staff, &studio.birch, 303);
    assert_eq!(state_of(&studio, id), "deactivated");
    follow(&studio, &earlier, 410);
    follow(&studio, &invitation(&studio, 2), 303);
    assert_eq!(is_in(&studio), [studio.birch.id.to_string()]);
    // An account that has been joined keeps its address, closed or not.
    invite(&staff, &studio.northlight, 422);
}

/// Everything that mails of a kind say to an address.
fn said_to(studio: &Studio, kind: &str, address: &str) -> String {
    studio.set_up(|tx| {
        let theirs = mails::table.filter(mails::kind.eq(kind).and(mails::recipient.eq(address)));
        let all: Vec<(String, String, String, String)> = theirs
            .select((mails::recipient_name, mails::subject, mails::text_body, mails::html_body))
            .load(tx.conn())?;
        assert!(!all.is_empty(), "no {kind} to {address}");
        Ok(format!("{all:?}"))
    })
}

#[test]
fn issue_8_mail_to_an_unproved_address_contains_no_typed_name() {
    const BAIT: &str = "Pay 500 EUR to DE00 1234";
    let studio = Studio::new();
    let [ana, vera] = [&studio.birch.manager, &studio.admin].map(|person| {
        studio.give_password(person);
        let browser = studio.sign_in(person);
        browser.get("/account").expect(200);
        browser
    });
    studio.set_up(|tx| {
        let both = users::id.eq_any([studio.birch.manager.id, studio.admin.id]);
        Ok(diesel::update(users::table.filter(both)).set(users::name.eq(BAIT)).execute(tx.conn())?)
    });
    let invite = |browser: &Client, path: &str, email: &str, more: &[(&str, &str)]| {
        browser.get(path).expect(200);
        browser.post(path, &[&[("name", BAIT), ("email", email)], more].concat()).expect(303);
    };
    invite(&ana, &format!("/clients/{}/invitations", studio.birch.id), LENA, &[("place", "member")]);
    invite(&vera, "/people/invitations", "otto@sand.example", &[("place", "staff")]);
    // An address in use elsewhere is told so, but not the names that were typed.
    let ida = studio.northlight.member.email.as_str();
    invite(&ana, &format!("/clients/{}/invitations", studio.birch.id), ida, &[("place", "member")]);
    ana.post("/account/email", &[("email", "otto@elsewhere.example")]).expect(303);
    for (kind, to) in [
        ("invitation", LENA),
        ("invitation", "otto@sand.example"),
        ("invited_elsewhere", ida),
        ("email_change", "otto@elsewhere.example"),
    ] {
        let said = said_to(&studio, kind, to);
        assert!(!said.contains("500") && said.contains("Studio Halbton"), "{kind}: {said}");
    }
    // Control: at her proved address she is addressed by the name she chose.
    assert!(said_to(&studio, "email_change", &studio.birch.manager.email).contains("500"));
}
