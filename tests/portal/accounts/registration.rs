//! Registering with a client code (security.md, K15, K17, K22): the address is proved first, and nobody learns whether
//! it was known.

use std::thread;

use diesel::prelude::*;
use reprint::schema::{audit_entries, client_codes, events, mails, registrations, users};

use super::link_to;
use crate::support::{Client, PASSWORD, Page, Studio};

/// Has a member of staff create a code for Birch & Beam, and reads it off the page.
pub fn code_of(studio: &Studio) -> String {
    let jonas = studio.sign_in(&studio.staff);
    let client = format!("/clients/{}", studio.birch.id);
    jonas.get(&client).expect(200);
    jonas.post(&format!("{client}/code"), &[("lasts", "30")]).expect(303);
    jonas.get(&client).expect(200).text_of(".client-code")
}

fn register(browser: &Client, code: &str, email: &str) -> Page {
    browser.get("/registration").expect(200);
    browser.post("/registration", &[("code", code), ("name", "Lena Brandt"), ("email", email)])
}

fn known(studio: &Studio, email: &str) -> i64 {
    let there = users::table.filter(users::email.eq(email.to_owned()));
    studio.set_up(|tx| Ok(there.count().get_result(tx.conn())?))
}

#[test]
fn registering_with_a_code_makes_a_member_of_its_client() {
    let studio = Studio::new();
    let code = code_of(&studio);
    let lena = studio.visit();
    lena.get("/sign-in").expect(200).says("Register with a client code");
    let typed = code.to_lowercase().replace('-', " ");
    register(&lena, &typed, "Lena@Birch.example").expect(200).says("sent you an email");
    assert_eq!(
        known(&studio, "lena@birch.example"),
        0,
        "there must be no account before the address is proved"
    );
    let (link, mails) = link_to(&studio, "registration", "lena@birch.example").expect("a mail was written");
    assert_eq!(mails, 1);
    for _ in 0..2 {
        lena.get(&link).expect(200).says("Lena Brandt").says("Studio Halbton’s client portal");
    }
    assert_eq!(known(&studio, "lena@birch.example"), 0, "opening the link must change nothing");
    assert!(lena.post(&link, &[("password", "short")]).expect(422).field_fault("password").is_some());
    for extra in ["role", "standing", "client_id", "email", "name", "state"] {
        lena.post(&link, &[("password", PASSWORD), (extra, "admin")]).expect(400);
    }
    assert_eq!(lena.post(&link, &[("password", PASSWORD)]).expect(303).location(), "/");
    lena.forget_token();
    lena.get("/projects").expect(200);
    lena.get("/team").expect(403);
    lena.get(&link).expect(410);
    let place: (String, String, String) = studio.set_up(|tx| {
        let row = users::table.filter(users::email.eq("lena@birch.example"));
        let row = row.select((users::role, users::standing.assume_not_null(), users::state));
        Ok(row.first(tx.conn())?)
    });
    assert_eq!(place, ("client".into(), "member".into(), "active".into()));
    studio.visit().enter("lena@birch.example", PASSWORD).expect(303);

    let (notified, _) =
        link_to(&studio, "registered", &studio.staff.email).expect("the code's creator is notified");
    assert_eq!(notified, format!("/clients/{}", studio.birch.id));
    let kinds: Vec<String> = studio.set_up(|tx| Ok(events::table.select(events::kind).load(tx.conn())?));
    assert_eq!(kinds, ["account.registered"]);
    studio.sign_in(&studio.staff).get("/activity").expect(200).says("Lena Brandt registered for the portal.");
    let hashes: Vec<Vec<u8>> =
        studio.set_up(|tx| Ok(registrations::table.select(registrations::token_hash).load(tx.conn())?));
    let token = link.rsplit('/').next().expect("a link ends in its token").as_bytes();
    assert!(hashes.iter().all(|hash| hash.len() == 32 && hash != token));
}

#[test]
fn known_and_new_addresses_get_the_same_response() {
    let studio = Studio::new();
    let code = code_of(&studio);
    let (one, other) = (studio.visit(), studio.visit());
    let fresh = register(&one, &code, "lena@birch.example").expect(200);
    for known in [&studio.northlight.manager.email, &studio.staff.email] {
        let notified = register(&other, &code, known).expect(200);
        assert_eq!(notified.text(), fresh.text());
        assert_eq!(link_to(&studio, "registration", known), None);
        assert_eq!(
            link_to(&studio, "registered_already", known).expect("the owner is notified").0,
            "/sign-in"
        );
    }
    let noor: String = studio.set_up(|tx| {
        let noor = users::table.filter(users::id.eq(studio.northlight.manager.id));
        Ok(noor.select(users::standing.assume_not_null()).first(tx.conn())?)
    });
    assert_eq!(noor, "manager", "nobody's role may change");
    // A repeated request is not mailed again at once.
    register(&other, &code, &studio.staff.email).expect(200);
    assert_eq!(link_to(&studio, "registered_already", &studio.staff.email).expect("one mail").1, 1);
}

#[test]
fn revoking_or_replacing_a_code_ends_it_and_its_pending_registrations() {
    let (studio, other) = (Studio::new(), Studio::new());
    let first = code_of(&studio);
    let browser = studio.visit();
    register(&browser, &first, "lena@birch.example").expect(200);
    let (link, _) = link_to(&studio, "registration", "lena@birch.example").expect("a mail");
    browser.get(&link).expect(200);
    let second = code_of(&studio);
    assert_ne!(first, second);
    browser.get(&link).expect(410);
    for wrong in [first.as_str(), "K7QM-2XWD-RB9T-5HNE", "nonsense", ""] {
        let page = register(&browser, wrong, "ben@birch.example").expect(422);
        assert!(page.field_fault("code").is_some(), "{wrong}");
    }
    assert!(register(&other.visit(), &second, "ben@birch.example").expect(422).field_fault("code").is_some());
    register(&browser, &second, "ben@birch.example").expect(200);
    let jonas = studio.sign_in(&studio.staff);
    jonas.post(&format!("/clients/{}/code/revocation", studio.birch.id), &[("confirmed", "yes")]).expect(303);
    register(&browser, &second, "cleo@birch.example").expect(422);
    let (held, refused): (i64, i64) = studio.set_up(|tx| {
        let held = client_codes::table.filter(client_codes::revoked_at.is_null()).count();
        let refused = audit_entries::table.filter(audit_entries::kind.eq("registration.refused")).count();
        Ok((held.get_result(tx.conn())?, refused.get_result(tx.conn())?))
    });
    assert_eq!((held, refused), (0, 3));
}

#[test]
fn only_staff_can_see_and_create_codes() {
    let studio = Studio::new();
    let code = code_of(&studio);
    let client = format!("/clients/{}", studio.birch.id);
    studio.sign_in(&studio.admin).get(&client).expect(200).says(&code);
    for person in [&studio.birch.manager, &studio.birch.member] {
        let browser = studio.sign_in(person);
        browser.get(&client).expect(200).lacks(&code);
        browser.post(&format!("{client}/code"), &[]).expect(404);
        browser.post(&format!("{client}/code/revocation"), &[("confirmed", "yes")]).expect(404);
    }
    let jonas = studio.sign_in(&studio.staff);
    jonas.post(&format!("{client}/code"), &[("lasts", "9999")]).expect(400);
    jonas.get(&client).expect(200).says(&code);
}

#[test]
fn of_twenty_concurrent_registrations_one_succeeds() {
    let studio = Studio::new();
    register(&studio.visit(), &code_of(&studio), "lena@birch.example").expect(200);
    let (link, _) = link_to(&studio, "registration", "lena@birch.example").expect("a mail");
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
        tries.into_iter().map(|one| one.join().expect("the attempt finishes")).collect()
    });
    assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 410).count(), 19, "{answers:?}");
    assert_eq!(known(&studio, "lena@birch.example"), 1);
}

#[test]
fn a_registration_link_serves_one_purpose_and_malformed_addresses_are_refused() {
    let studio = Studio::new();
    let code = code_of(&studio);
    let browser = studio.visit();
    for typed in ["admın@x.example", "lena\u{ff20}birch.example", "\"lena\"@birch.example", "lena@birch"] {
        assert!(register(&browser, &code, typed).expect(422).field_fault("email").is_some(), "{typed}");
    }
    register(&browser, &code, "lena@birch.example").expect(200);
    let (link, _) = link_to(&studio, "registration", "lena@birch.example").expect("a mail");
    for purpose in ["/invitations/", "/password-resets/", "/email-changes/"] {
        browser.get(&link.replace("/registrations/", purpose)).expect(410);
    }
    let mut bent = link.clone().into_bytes();
    let last = bent.len() - 2;
    bent[last] ^= 1;
    browser.get(&String::from_utf8_lossy(&bent)).expect(410);
    browser.get(&link).expect(200);
    // She is invited in the meantime: she has proved her address all the same, and gets the invited role.
    let jonas = studio.sign_in(&studio.staff);
    let fields = [("name", "Lena Brandt"), ("email", "lena@birch.example"), ("place", "member")];
    jonas.post(&format!("/clients/{}/invitations", studio.birch.id), &fields).expect(303);
    browser.post(&link, &[("password", PASSWORD)]).expect(303);
    assert_eq!(known(&studio, "lena@birch.example"), 1);
    let sent: i64 = studio.set_up(|tx| {
        Ok(mails::table.filter(mails::recipient.eq("lena@birch.example")).count().get_result(tx.conn())?)
    });
    assert_eq!(sent, 2);
}

#[test]
fn issue_11_the_registration_mail_is_in_the_language_of_the_form() {
    let studio = Studio::new();
    let code = code_of(&studio);
    for (language, address, says) in [
        ("de-DE,de;q=0.9", "lena@birch.example", "angefordert"),
        ("en-GB,en;q=0.9", "otto@birch.example", "requested an account"),
    ] {
        let visitor = studio.visit();
        visitor.get("/registration").expect(200);
        let token = visitor.token();
        let fields =
            [("_csrf", token.as_str()), ("code", &code), ("name", "Lena Brandt"), ("email", address)];
        let request = visitor.request(reqwest::Method::POST, "/registration").form(&fields);
        visitor.send(request.header("accept-language", language)).expect(200);
        let text: String = studio.set_up(|tx| {
            let theirs =
                mails::table.filter(mails::kind.eq("registration").and(mails::recipient.eq(address)));
            Ok(theirs.select(mails::text_body).first(tx.conn())?)
        });
        assert!(text.contains(says), "{language}: {text}");
    }
}
