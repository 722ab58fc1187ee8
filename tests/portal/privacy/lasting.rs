//! Erased data stays erased: against requests that wait behind an erasure, against later ones, and for every address that a person has
//! had.

use std::{sync::Mutex, thread};

use diesel::{RunQueryDsl, connection::SimpleConnection, sql_query};

use super::erasure::left;
use crate::{
    access::late::waiting_for_and,
    accounts::{link_to, registration::code_of},
    support::{PASSWORD, Studio, eventually, sql},
    walls::system_of,
};

fn texts(studio: &Studio, query: &str) -> Vec<String> {
    studio.set_up(|tx| Ok(sql::texts(tx.conn(), query)))
}

fn id_of(studio: &Studio, email: &str) -> String {
    texts(
        studio,
        &format!("select id::text as text from users where coalesce(invited_as, email) = '{email}'"),
    )
    .remove(0)
}

/// Waits until each of this many requests has ended or waits behind the erasure, which itself waits.
pub fn settle(count: usize, answered: &Mutex<Vec<u16>>, waiting: &mut dyn FnMut() -> usize) {
    eventually("each request has ended or waits", || {
        let answered = answered.lock().expect("nobody panicked").len();
        (answered + waiting() > count).then_some(())
    });
}

#[test]
fn saving_a_name_during_the_erasure_does_not_restore_it() {
    let studio = Studio::new();
    studio.furnish(&studio.birch);
    let (ana, admin) = (&studio.birch.manager, studio.sign_in(&studio.admin));
    let browsers: Vec<_> = (0..6).map(|_| studio.sign_in(ana)).collect();
    browsers.iter().for_each(|browser| drop(browser.get("/account").expect(200)));
    let path = format!("/people/{}/erasure", ana.id);
    admin.get(&format!("/people/{}/data", ana.id)).expect(200);
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
    let name = ana.name.to_owned();
    let erase = move || (admin.post(&path, &[("name", &name)]).status, admin);
    let saved = Mutex::new(Vec::new());
    let (status, admin) = thread::scope(|scope| {
        waiting_for_and(&studio, &row, erase, |waiting| {
            for browser in browsers {
                let saved = &saved;
                scope.spawn(move || {
                    let fields = [("name", "Ana Keller"), ("locale", ""), ("zone", ""), ("theme", "")];
                    let status = browser.post("/account", &fields).status;
                    saved.lock().expect("nobody panicked").push(status);
                });
            }
            settle(6, &saved, waiting);
        })
    });
    assert_eq!(status, 303, "she is erased");
    eventually("all requests have ended", || {
        (saved.lock().expect("nobody panicked").len() == 6).then_some(())
    });
    assert!(saved.lock().unwrap().iter().all(|status| [303, 401].contains(status)), "{saved:?}");
    assert_eq!(left(&studio, "Ana Keller"), Vec::<String>::new());
    let signed = format!(
        "select e.kind as text from audit_entries e join audit_particulars p on p.entry_id = e.id
            where e.actor_id = '{}' and p.actor_name <> ''",
        ana.id
    );
    assert_eq!(texts(&studio, &signed), Vec::<String>::new());
    let again = format!("/people/{}/erasure", ana.id);
    let former = texts(&studio, &format!("select name as text from users where id = '{}'", ana.id)).remove(0);
    admin.forget_token();
    admin.get("/people").expect(200);
    admin.post(&again, &[("name", &former)]).expect(409);
}

#[test]
fn nobody_is_invited_to_a_client_during_its_erasure() {
    let studio = Studio::new();
    studio.furnish(&studio.birch);
    let client = studio.birch.id;
    let (admin, staff, manager) =
        (studio.sign_in(&studio.admin), studio.sign_in(&studio.staff), studio.sign_in(&studio.birch.manager));
    let invitation = format!("/clients/{client}/invitations");
    for inviting in [&staff, &manager] {
        inviting.get("/account").expect(200);
    }
    let path = format!("/clients/{client}/erasure");
    admin.get("/people").expect(200);
    let row = format!("select from projects where client_id = '{client}' for update");
    let erase = move || admin.post(&path, &[("name", "Birch & Beam")]).status;
    let statuses = Mutex::new(Vec::new());
    let status = thread::scope(|scope| {
        waiting_for_and(&studio, &row, erase, |waiting| {
            for (at, inviting) in [staff, manager].into_iter().enumerate() {
                let (statuses, invitation) = (&statuses, &invitation);
                scope.spawn(move || {
                    let email = format!("new-{at}@birch.example");
                    let fields = [("name", "Lena New"), ("email", &*email), ("place", "member")];
                    let status = inviting.post(invitation, &fields).status;
                    statuses.lock().expect("nobody panicked").push(status);
                });
            }
            settle(2, &statuses, waiting);
        })
    });
    assert_eq!(status, 303, "it is erased");
    eventually("all requests have ended", || {
        (statuses.lock().expect("nobody panicked").len() == 2).then_some(())
    });
    assert_eq!(left(&studio, "@birch.example"), Vec::<String>::new(), "{statuses:?}");
    assert_eq!(left(&studio, "Lena New"), Vec::<String>::new(), "{statuses:?}");
}

#[test]
fn erased_people_and_clients_cannot_be_restored() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    let (tom, birch) = (studio.birch.member.id, studio.birch.id);
    admin.post(&format!("/people/{tom}/erasure"), &[("name", studio.birch.member.name)]).expect(303);
    for way in ["opening", "invitation", "closing"] {
        admin.post(&format!("/people/{tom}/{way}"), &[]).expect(409);
    }
    let role = [("place", "manager")];
    admin.post(&format!("/people/{tom}/role"), &role).expect(409);
    admin.post(&format!("/people/{tom}/factors/removal"), &[("confirmed", "yes")]).expect(409);
    admin.post(&format!("/clients/{birch}/erasure"), &[("name", "Birch & Beam")]).expect(303);
    let revision =
        texts(&studio, &format!("select revision::text as text from clients where id = '{birch}'"));
    let edit = [
        ("name", "Birch & Beam"),
        ("email", ""),
        ("address", ""),
        ("tax_id", ""),
        ("locale", "en"),
        ("currency", "EUR"),
        ("revision", &*revision[0]),
    ];
    admin.post(&format!("/clients/{birch}"), &edit).expect(409);
    for way in ["return", "archive"] {
        admin.post(&format!("/clients/{birch}/{way}"), &[]).expect(409);
    }
    admin.post(&format!("/clients/{birch}/code"), &[("lasts", "30")]).expect(409);
    let new = [("name", "Lena New"), ("email", "lena@birch.example"), ("place", "member")];
    admin.post(&format!("/clients/{birch}/invitations"), &new).expect(409);
    let states = format!("select distinct state as text from users where client_id = '{birch}'");
    assert_eq!(texts(&studio, &states), ["deactivated"]);
    // In the database, nobody can change their rows or insert rows that refer to them.
    let (system, staff) = (system_of(&studio), studio.scope(&studio.staff));
    for statement in [
        format!("update users set name = 'Tom' where id = '{tom}'"),
        format!("update clients set name = 'Birch' where id = '{birch}'"),
        format!("update clients set archived_at = null where id = '{birch}'"),
        format!(
            "insert into one_time_links (studio_id, token_hash, user_id, purpose, expires_at)
            values (current_studio(), sha256('x'), '{tom}', 'invitation', now())"
        ),
        format!("insert into audit_entries (id, kind, actor_id) values (gen_random_uuid(), 'test', '{tom}')"),
        format!(
            "insert into projects (id, client_id, name, currency) values (gen_random_uuid(), '{birch}', 'New', 'EUR')"
        ),
        format!(
            "insert into users (id, role, client_id, standing, state, email, name)
            values (gen_random_uuid(), 'client', '{birch}', 'member', 'invited', 'new@birch.example', 'New')"
        ),
    ] {
        let said = sql::probe(&mut sql::app(), system, |app| sql::touch(app, &statement));
        assert!(said.as_ref().is_err_and(|said| said.contains("erased")), "{statement}: {said:?}");
        let said = sql::probe(&mut sql::app(), staff, |app| sql::touch(app, &statement));
        assert!(!matches!(said, Ok(rows) if rows > 0), "{statement}: {said:?}");
    }
}

/// Lena is invited at one address, which another client also invites and a stranger registers with; she joins and changes her address.
#[test]
fn a_person_is_erased_by_their_former_addresses() {
    let studio = Studio::new();
    let code = code_of(&studio);
    let (old, new) = ("lena@old.example", "lena@new.example");
    let visitor = studio.visit();
    visitor.get("/registration").expect(200);
    visitor.post("/registration", &[("code", &*code), ("name", "Lena Asks"), ("email", old)]).expect(200);
    visitor.enter(old, "not a password of anybody").expect(422);
    let invite = |who, client: reprint::kernel::ids::ClientId| {
        let browser = studio.sign_in(who);
        let fields = [("name", "Lena Invited"), ("email", old), ("place", "member")];
        browser.post(&format!("/clients/{client}/invitations"), &fields).expect(303);
    };
    invite(&studio.staff, studio.birch.id);
    invite(&studio.northlight.manager, studio.northlight.id);
    let (link, _) = link_to(&studio, "invitation", old).expect("a mail was written");
    let lena = studio.visit();
    lena.get(&link).expect(200);
    lena.post(&link, &[("password", PASSWORD)]).expect(303);
    lena.forget_token();
    lena.get("/account/email").expect(200);
    lena.post("/account/email", &[("email", new)]).expect(303);
    for address in [new, old] {
        let (link, _) = link_to(&studio, "email_change", address).expect("both addresses get a mail");
        lena.get(&link).expect(200);
        lena.post(&link, &[("answer", "yes")]).expect(200);
    }
    // Retention has deleted the change since.
    studio.set_up(|tx| Ok(tx.conn().batch_execute("delete from email_changes")?));
    visitor.forget_token();
    visitor.enter(old, "not a password of anybody").expect(422);
    let id = texts(&studio, &format!("select id::text as text from users where email = '{new}'")).remove(0);
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/people/{id}/erasure"), &[("name", "Lena Invited")]).expect(303);
    for trace in ["old.example", "new.example", "Lena Asks", "Lena Invited"] {
        assert_eq!(left(&studio, trace), Vec::<String>::new(), "{trace}");
    }
}

#[test]
fn an_address_with_a_new_owner_is_not_erased_with_its_former_owner() {
    let studio = Studio::new();
    let (ana, tom) = (&studio.birch.manager, &studio.birch.member);
    let hers = ana.email.clone();
    studio.set_up(|tx| {
        Ok(tx.conn().batch_execute(&format!(
            "update users set email = 'ana@elsewhere.example' where id = '{}'; update users set email = '{hers}' where id = '{}';
             insert into mails (studio_id, id, kind, recipient, subject, text_body, html_body)
                values (current_studio(), gen_random_uuid(), 'test', '{hers}', 'To Tom', '', '')",
            ana.id, tom.id
        ))?)
    });
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/people/{}/erasure", ana.id), &[("name", ana.name)]).expect(303);
    assert_eq!(left(&studio, "To Tom"), ["mails"]);
    assert_eq!(left(&studio, &hers), ["mails", "users"]);
}

#[test]
fn a_clients_business_mail_survives_the_erasure_of_a_person_with_its_address() {
    let studio = Studio::new();
    let shared = "office@shared.example";
    studio.set_up(|tx| {
        Ok(tx.conn().batch_execute(&format!(
            "insert into mails (studio_id, id, kind, client_id, recipient, subject, text_body, html_body) values
                (current_studio(), gen_random_uuid(), 'invoice', '{}', '{shared}', 'Invoice of Northlight', '', '')",
            studio.northlight.id
        ))?)
    });
    let staff = studio.sign_in(&studio.staff);
    let fields = [("name", "Lena Shared"), ("email", shared), ("place", "member")];
    staff.post(&format!("/clients/{}/invitations", studio.birch.id), &fields).expect(303);
    let (link, _) = link_to(&studio, "invitation", shared).expect("a mail was written");
    let lena = studio.visit();
    lena.get(&link).expect(200);
    lena.post(&link, &[("password", PASSWORD)]).expect(303);
    let admin = studio.sign_in(&studio.admin);
    let path = format!("/people/{}/erasure", id_of(&studio, shared));
    admin.post(&path, &[("name", "Lena Shared")]).expect(303);
    let kept = "select recipient || ' ' || subject || ' ' || coalesce(user_id::text, '') as text from mails where kind = 'invoice'";
    assert_eq!(texts(&studio, kept), [format!("{shared} Invoice of Northlight ")]);
}

#[test]
fn a_manager_does_not_learn_that_an_invited_person_was_erased_elsewhere() {
    let studio = Studio::new();
    let (ana, manager) = (&studio.birch.manager, studio.sign_in(&studio.northlight.manager));
    let before = manager.get("/team").expect(200).texts_of("main li, main tr").len();
    let fields = [("name", "Ana K."), ("email", &*ana.email), ("place", "member")];
    manager.post(&format!("/clients/{}/invitations", studio.northlight.id), &fields).expect(303);
    let id = id_of_stand_in(&studio, &ana.email);
    manager.get("/team").expect(200).says("Ana K.");
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/people/{}/erasure", ana.id), &[("name", ana.name)]).expect(303);
    let page =
        manager.get("/team").expect(200).lacks("Former contact").lacks("Ana K.").lacks("@taken.invalid");
    assert_eq!(page.texts_of("main li, main tr").len(), before);
    manager.get(&format!("/team/{id}/closing")).expect(404);
    // Inviting the address again creates an ordinary invitation.
    manager.post(&format!("/clients/{}/invitations", studio.northlight.id), &fields).expect(303);
    assert!(link_to(&studio, "invitation", &ana.email).is_some());
}

fn id_of_stand_in(studio: &Studio, email: &str) -> String {
    texts(studio, &format!("select id::text as text from users where invited_as = '{email}'")).remove(0)
}
