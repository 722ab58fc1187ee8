//! A person is erased while a request is in progress that knows them only by an address.

use std::{sync::Mutex, thread};

use diesel::{prelude::*, sql_query};

use super::lasting::settle;
use crate::{
    access::late::waiting_for_and,
    accounts::with_password,
    support::{Client, PASSWORD, Studio, eventually, sql},
};

fn texts(studio: &Studio, query: &str) -> Vec<String> {
    studio.set_up(|tx| Ok(sql::texts(tx.conn(), query)))
}

#[test]
fn a_sign_in_during_the_erasure_records_nothing_about_the_person() {
    let studio = Studio::new();
    let (ana, admin) = (&studio.birch.manager, studio.sign_in(&studio.admin));
    with_password(&studio, ana);
    admin.get(&format!("/people/{}/data", ana.id)).expect(200);
    let browsers: Vec<_> = (0..2).map(|_| studio.visit()).collect();
    browsers.iter().for_each(|browser| drop(browser.get("/sign-in").expect(200)));
    let forgetful = studio.visit();
    forgetful.get("/password-resets").expect(200);
    // The erasure has locked her row, and waits for one of her mails.
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
    eventually("all requests have ended", || {
        (answered.lock().expect("nobody panicked").len() == 3).then_some(())
    });
    let mut answered = answered.into_inner().unwrap();
    answered.sort_unstable();
    assert_eq!(answered, [200, 422, 422], "as for an address without an account");
    let told = format!(
        "select e.kind as text from audit_entries e join audit_particulars p on p.entry_id = e.id
            where e.subject_id = '{}' and e.actor_id is null and (p.agent <> '' or p.facts ? 'address_hash')",
        ana.id
    );
    assert_eq!(texts(&studio, &told), Vec::<String>::new());
    // The database also refuses it, in case code omits the check.
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

#[test]
fn issue_8_f2_a_form_from_an_ended_session_is_not_kept_during_its_authors_erasure() {
    let studio = Studio::new();
    let (ana, admin) = (&studio.birch.manager, studio.sign_in(&studio.admin));
    admin.get(&format!("/people/{}/data", ana.id)).expect(200);
    let browsers: Vec<_> = (0..6).map(|_| studio.sign_in(ana)).collect();
    browsers.iter().for_each(|browser| drop(browser.get("/account").expect(200)));
    studio.set_up(|tx| {
        let ended = format!(
            "delete from sessions where user_id = '{0}'; insert into mails (studio_id, id, kind, user_id, recipient, subject, text_body, html_body)
                values (current_studio(), gen_random_uuid(), 'test', '{0}', '{1}', '', '', '')",
            ana.id, ana.email
        );
        Ok(diesel::connection::SimpleConnection::batch_execute(tx.conn(), &ended)?)
    });
    let send = |browser: &Client| {
        let fields = [("_csrf", &*browser.token()), ("name", "Ana Typed This")];
        let request = browser.request(reqwest::Method::POST, "/account").form(&fields);
        browser.send(request.header("origin", browser.address())).status
    };
    let kept = format!("select path as text from kept_forms where user_id = '{}'", ana.id);
    assert_eq!(send(&browsers[0]), 303);
    assert_eq!(texts(&studio, &kept), ["/account"], "control: before the erasure, it is kept");
    // The erasure has locked her row, and waits for one of her mails.
    let row = format!("select from mails where user_id = '{}' order by id for update", ana.id);
    let path = format!("/people/{}/erasure", ana.id);
    let erase = move || admin.post(&path, &[("name", ana.name)]).status;
    let answered = Mutex::new(Vec::new());
    let status = thread::scope(|scope| {
        waiting_for_and(&studio, &row, erase, |waiting| {
            for browser in browsers {
                let (answered, send) = (&answered, &send);
                scope.spawn(move || {
                    let status = send(&browser);
                    answered.lock().expect("nobody panicked").push(status);
                });
            }
            settle(6, &answered, waiting);
        })
    });
    assert_eq!(status, 303, "she is erased");
    eventually("all requests have ended", || {
        (answered.lock().expect("nobody panicked").len() == 6).then_some(())
    });
    assert_eq!(texts(&studio, &kept), Vec::<String>::new());
}
