//! What is told of an address goes with whoever has it, also where it stands in others' mails, and where a request was under way.

use std::{sync::Mutex, thread};

use diesel::{connection::SimpleConnection, prelude::*, sql_query};

use super::{erasure::left, lasting::settle};
use crate::{
    access::late::waiting_for_and,
    accounts::{link_to, registration::code_of, with_password},
    support::{Client, PASSWORD, Studio, eventually, sql},
};

fn texts(studio: &Studio, query: &str) -> Vec<String> {
    studio.set_up(|tx| Ok(sql::texts(tx.conn(), query)))
}

fn erase(studio: &Studio, address: &str) {
    let who =
        texts(studio, &format!("select id || '|' || name as text from users where email = '{address}'"))
            .remove(0);
    let (id, name) = who.split_once('|').expect("an id and a name");
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/people/{id}/erasure"), &[("name", name)]).expect(303);
}

fn wish(browser: &Client, address: &str) {
    browser.get("/account/email").expect(200);
    browser.post("/account/email", &[("email", address)]).expect(303);
}

#[test]
fn an_address_that_others_wanted_goes_with_whoever_has_it() {
    let studio = Studio::new();
    let (ana, noor) = (&studio.birch.manager, &studio.northlight.manager);
    let anas = studio.sign_in(ana);
    // One that somebody has, and one that somebody gets later.
    wish(&anas, &noor.email);
    wish(&anas, "lena@later.example");
    wish(&anas, "hers@stays.example");
    let visitor = studio.visit();
    visitor.get("/registration").expect(200);
    let asked = [("code", &*code_of(&studio)), ("name", "Lena Later"), ("email", "lena@later.example")];
    visitor.post("/registration", &asked).expect(200);
    let (link, _) = link_to(&studio, "registration", "lena@later.example").expect("a mail was written");
    visitor.get(&link).expect(200);
    visitor.post(&link, &[("password", PASSWORD)]).expect(303);
    assert!(left(&studio, &noor.email).contains(&"mails".to_owned()), "the control");
    // The changes themselves may be gone by then.
    studio.set_up(|tx| Ok(tx.conn().batch_execute("delete from email_changes where email like 'lena@%'")?));
    for address in [&*noor.email, "lena@later.example"] {
        erase(&studio, address);
        assert_eq!(left(&studio, address), Vec::<String>::new(), "{address}");
    }
    assert_eq!(left(&studio, "hers@stays.example"), ["email_changes", "mails"], "another's stays");
    erase(&studio, &ana.email);
    assert_eq!(left(&studio, "hers@stays.example"), Vec::<String>::new());
}

/// The entries that still say from where somebody unknown tried something, or which address.
fn tried(studio: &Studio) -> Vec<String> {
    texts(
        studio,
        "select e.kind || ' ' || p.facts::text as text from audit_entries e join audit_particulars p on p.entry_id = e.id
            where e.kind in ('session.refused', 'password.forgotten', 'registration.asked', 'registration.refused')
                and (p.agent <> '' or p.facts ? 'address_hash') order by 1",
    )
}

#[test]
fn whoever_only_invites_a_former_address_keeps_nothing_of_its_owner() {
    let studio = Studio::new();
    let old = "zelda@old.example";
    let visitor = studio.visit();
    visitor.enter(old, "not a password of anybody").expect(422);
    visitor.get("/password-resets").expect(200);
    visitor.post("/password-resets", &[("email", old)]).expect(200);
    visitor.get("/registration").expect(200);
    let asked = [("code", &*code_of(&studio)), ("name", "Zelda Quux"), ("email", old)];
    visitor.post("/registration", &asked).expect(200);
    let (link, _) = link_to(&studio, "registration", old).expect("a mail was written");
    visitor.get(&link).expect(200);
    visitor.post(&link, &[("password", PASSWORD)]).expect(303);
    visitor.forget_token();
    wish(&visitor, "zelda@new.example");
    for address in ["zelda@new.example", old] {
        let (link, _) = link_to(&studio, "email_change", address).expect("both are asked");
        visitor.get(&link).expect(200);
        visitor.post(&link, &[("answer", "yes")]).expect(200);
    }
    assert_eq!(tried(&studio).len(), 3, "the control");
    let noor = studio.sign_in(&studio.northlight.manager);
    let invited = [("name", "Somebody"), ("email", old), ("place", "member")];
    noor.post(&format!("/clients/{}/invitations", studio.northlight.id), &invited).expect(303);
    erase(&studio, "zelda@new.example");
    assert_eq!(tried(&studio), Vec::<String>::new());
}

#[test]
fn a_sign_in_under_way_tells_nothing_of_who_was_erased_meanwhile() {
    let studio = Studio::new();
    let (ana, admin) = (&studio.birch.manager, studio.sign_in(&studio.admin));
    with_password(&studio, ana);
    admin.get(&format!("/people/{}/data", ana.id)).expect(200);
    let browsers: Vec<_> = (0..2).map(|_| studio.visit()).collect();
    browsers.iter().for_each(|browser| drop(browser.get("/sign-in").expect(200)));
    let forgetful = studio.visit();
    forgetful.get("/password-resets").expect(200);
    // The erasure has her row, and waits for a mail of hers.
    studio.set_up(|tx| {
        let mail = format!(
            "insert into mails (studio_id, id, kind, user_id, recipient, subject, text_body, html_body)
                values (current_studio(), gen_random_uuid(), 'test', '{}', '{}', '', '', '')",
            ana.id, ana.email
        );
        Ok(sql_query(mail).execute(tx.conn())?)
    });
    let row = format!("select from mails where user_id = '{}' order by id for update", ana.id);
    let path = format!("/people/{}/erasure", ana.id);
    let erase = move || admin.post(&path, &[("name", ana.name)]).status;
    let answered = Mutex::new(Vec::new());
    let status = thread::scope(|scope| {
        waiting_for_and(&studio, &row, erase, |waiting| {
            for (browser, password) in browsers.into_iter().zip([PASSWORD, "not her password"]) {
                let answered = &answered;
                scope.spawn(move || {
                    let fields = [("email", &*ana.email), ("password", password)];
                    let status = browser.post("/sign-in", &fields).status;
                    answered.lock().expect("nobody panicked").push(status);
                });
            }
            let answered = &answered;
            scope.spawn(move || {
                let status = forgetful.post("/password-resets", &[("email", &ana.email)]).status;
                answered.lock().expect("nobody panicked").push(status);
            });
            settle(3, answered, waiting);
        })
    });
    assert_eq!(status, 303, "she is erased");
    eventually("all are answered", || (answered.lock().expect("nobody panicked").len() == 3).then_some(()));
    let mut answered = answered.into_inner().unwrap();
    answered.sort_unstable();
    assert_eq!(answered, [200, 422, 422], "as if nobody had the address");
    let told = format!(
        "select e.kind as text from audit_entries e join audit_particulars p on p.entry_id = e.id
            where e.subject_id = '{}' and e.actor_id is null and (p.agent <> '' or p.facts ? 'address_hash')",
        ana.id
    );
    assert_eq!(texts(&studio, &told), Vec::<String>::new());
    // Nor could whoever forgets to look.
    let system = crate::walls::system_of(&studio);
    for entry in ["'', '', '{\"address_hash\": \"x\"}'", "'203.0.113.7', '', '{}'"] {
        let said = sql::probe(&mut sql::app(), system, |app| {
            let entry = format!(
                "insert into audit_entries (id, kind, subject_kind, subject_id, address, agent, facts)
                    values (gen_random_uuid(), 'session.refused', 'user', '{}', {entry})",
                ana.id
            );
            sql::touch(app, &entry)
        });
        assert!(said.as_ref().is_err_and(|said| said.contains("erased")), "{said:?}");
    }
}
