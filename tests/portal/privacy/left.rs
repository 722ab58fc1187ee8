//! What an erasure must not leave behind: the origin of sign-in attempts, and earlier exports.

use diesel::{Connection, connection::SimpleConnection};
use reprint::{accounts::AuditKind, audit};
use serde_json::json;

use crate::{
    accounts::{link_to, registration::code_of},
    support::{PASSWORD, Person, Studio, awaited, sql},
};

fn texts(studio: &Studio, query: &str) -> Vec<String> {
    studio.set_up(|tx| Ok(sql::texts(tx.conn(), query)))
}

fn erase(studio: &Studio, path: &str, name: &str) {
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/{path}/erasure"), &[("name", name)]).expect(303);
}

#[test]
fn the_origin_of_attempts_on_an_account_is_erased_with_it() {
    let studio = Studio::new();
    let (tom, ana) = (&studio.birch.member, &studio.birch.manager);
    for person in [tom, ana] {
        let browser = studio.visit();
        browser.enter(&person.email, "not their password").expect(422);
        browser.get("/password-resets");
        browser.post("/password-resets", &[("email", &person.email)]).expect(200);
    }
    while studio.work(audit::seal) > 0 {}
    let tried = |person: &Person| {
        texts(
            &studio,
            &format!(
                "select concat_ws(' ', e.kind, nullif(p.address, ''), nullif(p.agent, '')) as text from audit_entries e
                    join audit_particulars p on p.entry_id = e.id where e.actor_id is null and e.subject_id = '{}' order by e.kind",
                person.id
            ),
        )
    };
    let before = tried(ana);
    assert!(before.len() == 2 && before.iter().all(|told| told.contains("Portal tests")), "{before:?}");
    assert_eq!(tried(tom), before);
    erase(&studio, &format!("people/{}", tom.id), tom.name);
    assert_eq!(tried(tom), ["password.forgotten", "session.refused"]);
    assert_eq!(tried(ana), before, "another person's entries stay");
    while studio.work(audit::seal) > 0 {}
    let walk = studio.work(|tx| audit::verify(tx, None));
    assert_eq!((walk.broken, walk.erased), (None, 2));
}

/// Finished exports of two clients, of two people of one of them, of a staff member and of an admin with an entry about Ana.
fn exported() -> Studio {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    for person in [&studio.birch.manager, &studio.birch.member, &studio.staff, &studio.admin] {
        studio.sign_in(person).post("/account/data", &[]).expect(303);
    }
    for client in [&studio.birch, &studio.northlight] {
        admin.post(&format!("/clients/{}/data", client.id), &[]).expect(303);
    }
    let ana = studio.birch.manager.id;
    studio
        .act(&studio.admin, |tx| {
            audit::record(tx, AuditKind::UserChanged, ana, json!({ "before": { "name": "Ana" } }))
        })
        .expect("the entry is recorded");
    studio.work_off();
    let zips = "select id::text as text from data_exports where ready_at is not null";
    assert_eq!(texts(&studio, zips).len(), 6, "control: all are finished");
    assert_eq!(texts(&studio, "select id::text as text from blobs").len(), 6);
    studio
}

/// The subjects of the existing exports.
fn left(studio: &Studio) -> Vec<String> {
    let query = "select coalesce(u.name, c.name) as text from data_exports x
        left join users u on u.id = x.user_id left join clients c on c.id = x.client_id order by 1";
    texts(studio, query)
}

fn bytes(studio: &Studio) -> usize {
    let query = "select distinct blob_id::text as text from blob_chunks union select id::text from blobs";
    texts(studio, query).len()
}

#[test]
fn exports_with_data_of_an_erased_person_are_deleted() {
    let studio = exported();
    let admin = studio.sign_in(&studio.admin);
    let of_client = format!("/clients/{}/data", studio.birch.id);
    let link = admin.get(&of_client).expect(200).attributes("a[download]", "href").remove(0);
    admin.get(&link).expect(200);
    erase(&studio, &format!("people/{}", studio.birch.manager.id), "Ana Keller");
    admin.get(&link).expect(404);
    // The client's export, hers, and the admin's, which mentions her, are deleted with their blobs.
    assert_eq!(left(&studio), ["Jonas Weber", "Northlight", "Tom Okafor"]);
    assert_eq!(bytes(&studio), 3);
    for person in [&studio.staff, &studio.birch.member] {
        let own = studio.sign_in(person);
        let link = own.get("/account/data").expect(200).attributes("a[download]", "href").remove(0);
        own.get(&link).expect(200);
    }
}

#[test]
fn exports_with_data_of_an_erased_client_are_deleted() {
    let studio = exported();
    erase(&studio, &format!("clients/{}", studio.birch.id), "Birch & Beam");
    assert_eq!(left(&studio), ["Jonas Weber", "Northlight"]);
    assert_eq!(bytes(&studio), 2);
}

#[test]
fn exports_that_an_erased_person_requested_are_deleted() {
    let studio = exported();
    studio.set_up(|tx| {
        let other = format!(
            "update users set role = 'admin' where id = '{0}';
             update data_exports set requested_by = '{0}' where client_id = '{1}'",
            studio.staff.id, studio.northlight.id
        );
        Ok(tx.conn().batch_execute(&other)?)
    });
    erase(&studio, &format!("people/{}", studio.staff.id), "Jonas Weber");
    assert_eq!(left(&studio), ["Ana Keller", "Birch & Beam", "Tom Okafor", "Vera Lindqvist"]);
    assert_eq!(bytes(&studio), 4);
}

#[test]
fn a_pending_export_is_not_made_after_an_erasure() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    let of_client = format!("/clients/{}/data", studio.birch.id);
    admin.post(&of_client, &[]).expect(303);
    erase(&studio, &format!("people/{}", studio.birch.manager.id), "Ana Keller");
    studio.work_off();
    assert_eq!(left(&studio), Vec::<String>::new());
    let failed = "select kind as text from jobs where kind = 'export.make'";
    assert_eq!(texts(&studio, failed), Vec::<String>::new(), "its job has ended");
    // It can be requested again, and then contains the current data.
    admin.post(&of_client, &[]).expect(303);
    studio.work_off();
    assert_eq!(left(&studio), ["Birch & Beam"]);
}

#[test]
fn issue_8_a_clients_export_with_messages_of_an_erased_staff_member_is_deleted() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    let (jonas, client) = (studio.staff.id, studio.birch.id);
    studio.set_up(|tx| {
        let wrote = format!(
            "insert into conversations (id, client_id) values ('{jonas}', '{client}');
             insert into messages (id, client_id, conversation_id, sender_id, body, client_key)
                values (gen_random_uuid(), '{client}', '{jonas}', '{jonas}', 'private words', gen_random_uuid())"
        );
        Ok(tx.conn().batch_execute(&wrote)?)
    });
    for client in [&studio.birch, &studio.northlight] {
        admin.post(&format!("/clients/{}/data", client.id), &[]).expect(303);
    }
    studio.work_off();
    assert_eq!(left(&studio), ["Birch & Beam", "Northlight"]);
    erase(&studio, &format!("people/{jonas}"), "Jonas Weber");
    assert_eq!(left(&studio), ["Northlight"], "another client's export contains nothing of his");
}

#[test]
fn issue_8_exports_with_an_erased_file_name_are_deleted() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    studio.set_up(|tx| Ok(tx.conn().batch_execute("delete from data_exports")?));
    let (tom, ida) = (&studio.birch.member, &studio.northlight.member);
    let jonas = studio.staff.id;
    studio.set_up(|tx| {
        let began = format!(
            "update files set created_by = '{jonas}' where id = '{0}';
             insert into file_versions (id, client_id, file_id, number, blob_id, media_type, size_bytes, sha256, uploaded_by)
                select gen_random_uuid(), client_id, file_id, 2, blob_id, media_type, size_bytes, sha256, '{1}'
                from file_versions where id = '{2}'",
            things.file, tom.id, things.file_version
        );
        Ok(tx.conn().batch_execute(&began)?)
    });
    for person in [tom, ida] {
        studio.sign_in(person).post("/account/data", &[]).expect(303);
    }
    studio.work_off();
    assert_eq!(left(&studio), ["Ida Moreau", "Tom Okafor"]);
    let admin = studio.sign_in(&studio.admin);
    let fields = [("name", "Jonas Weber"), ("file_names", "yes")];
    admin.post(&format!("/people/{jonas}/erasure"), &fields).expect(303);
    assert_eq!(left(&studio), ["Ida Moreau"]);
}

#[test]
fn issue_8_exports_about_an_erased_clients_draft_are_deleted() {
    let studio = Studio::new();
    let (birch, northlight) = (studio.birch.id, studio.northlight.id);
    for (who, client) in [(&studio.staff, birch), (&studio.admin, northlight)] {
        let told = json!({ "client_id": client, "note": "about to be sold" });
        let draft = reprint::kernel::ids::InvoiceId::new();
        studio
            .act(who, |tx| audit::record(tx, AuditKind::UserChanged, draft, told))
            .expect("the entry is recorded");
        studio.sign_in(who).post("/account/data", &[]).expect(303);
    }
    studio.work_off();
    assert_eq!(left(&studio), ["Jonas Weber", "Vera Lindqvist"]);
    erase(&studio, &format!("clients/{birch}"), "Birch & Beam");
    assert_eq!(left(&studio), ["Vera Lindqvist"], "hers is about another client");
}

#[test]
fn issue_8_an_export_begun_before_an_erasure_is_made_again() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/clients/{}/data", studio.northlight.id), &[]).expect(303);
    let made =
        || texts(&studio, "select id::text as text from data_exports where ready_at is not null").len();
    let (mut erasing, mut watcher) = (sql::app(), sql::owner());
    let pid = sql::pid(&mut erasing);
    std::thread::scope(|scope| {
        let undone: diesel::QueryResult<()> = erasing.transaction(|erasing| {
            sql::announce(erasing, crate::walls::system_of(&studio))?;
            // An erasure in progress, as far as exports can see.
            erasing.batch_execute(&format!(
                "select pg_advisory_xact_lock(200, hashtext('{}'));
                 insert into audit_entries (id, kind, subject_kind, subject_id) values ('{}', 'user.erased', 'user', gen_random_uuid())",
                studio.id,
                uuid::Uuid::now_v7()
            ))?;
            scope.spawn(|| studio.work_off());
            let waits = awaited(|| (sql::waiting_behind(&mut watcher, &pid) > 0).then_some(()));
            assert!(waits.is_some(), "the export waits for the erasure");
            Ok(())
        });
        undone.expect("the erasure commits");
    });
    assert_eq!(made(), 0, "data read before the erasure is discarded");
    studio.set_up(|tx| {
        Ok(tx.conn().batch_execute("update jobs set run_at = now() where kind = 'export.make'")?)
    });
    studio.work_off();
    assert_eq!(made(), 1);
}

/// The kinds of entries about attempts with an address that had no account yet, which still have a value in `column`.
fn told_of_address(studio: &Studio, column: &str) -> Vec<String> {
    texts(
        studio,
        &format!(
            "select e.kind || ' ' || {column} as text from audit_entries e join audit_particulars p on p.entry_id = e.id
                where e.kind in ('registration.asked', 'registration.refused', 'session.refused', 'password.forgotten')
                    and {column} <> '' order by 1"
        ),
    )
}

#[test]
fn attempts_with_an_address_before_its_account_existed_are_erased_with_the_account() {
    let studio = Studio::new();
    let code = code_of(&studio);
    // Their masked forms are equal, so no text distinguishes them.
    for email in ["lena@birch.example", "lara@birch.example"] {
        let browser = studio.visit();
        browser.enter(email, "not a password of anybody").expect(422);
        browser.get("/password-resets").expect(200);
        browser.post("/password-resets", &[("email", email)]).expect(200);
        browser.get("/registration").expect(200);
        for (typed, status) in [("AAAA-BBBB-CCCC-DDDD", 422), (code.as_str(), 200)] {
            let fields = [("code", typed), ("name", "Somebody New"), ("email", email)];
            browser.post("/registration", &fields).expect(status);
        }
    }
    let lena = studio.visit();
    let (link, _) = link_to(&studio, "registration", "lena@birch.example").expect("a mail was written");
    lena.get(&link).expect(200);
    lena.post(&link, &[("password", PASSWORD)]).expect(303);
    while studio.work(audit::seal) > 0 {}
    let before = ["(p.facts ->> 'address')", "p.agent"].map(|column| told_of_address(&studio, column));
    for told in &before {
        assert_eq!(told.len(), 8, "{told:?}");
        assert!(told.chunks(2).all(|two| two[0] == two[1]), "{told:?}");
    }
    let admin = studio.sign_in(&studio.admin);
    admin.get("/audit").expect(200).lacks("address_hash");
    let people = "select id::text as text from users where email = 'lena@birch.example'";
    erase(&studio, &format!("people/{}", texts(&studio, people)[0]), "Somebody New");
    let after = ["(p.facts ->> 'address')", "p.agent"].map(|column| told_of_address(&studio, column));
    for (before, after) in before.iter().zip(after) {
        let laras: Vec<String> = before.iter().step_by(2).cloned().collect();
        assert_eq!(after, laras, "entries about the address without an account stay");
    }
    while studio.work(audit::seal) > 0 {}
    let walk = studio.set_up(|tx| audit::verify(tx, None));
    assert_eq!((walk.broken, walk.erasures.len()), (None, 1), "the chain is valid");
}
