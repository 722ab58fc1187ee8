//! Erasure: nothing of a person remains except what bookkeeping requires, and the audit chain stays valid.

use diesel::prelude::*;
use reprint::{accounts, audit, files, schema::users};
use serde_json::json;

use crate::{
    messages::say,
    support::{Studio, sql},
};

/// The tables in which a text remains: searches every row of the studio.
pub fn left(studio: &Studio, text: &str) -> Vec<String> {
    let system = reprint::access::Asks::scope(&reprint::access::SystemViewer::new(studio.id, "test"));
    sql::probe(&mut sql::app(), system, |connection| {
        let tables =
            "select c.relname::text as text from pg_class c join pg_attribute a on a.attrelid = c.oid
            and a.attname = 'studio_id' where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
            and c.relname <> 'studio_hosts' order by 1";
        let holds = |table: &String| {
            let rows = format!(
                "select count(*)::text as text from {table} t where strpos(lower(to_jsonb(t)::text), lower('{text}')) > 0"
            );
            sql::texts(connection, &rows)[0] != "0"
        };
        let tables = sql::texts(&mut sql::owner(), tables);
        tables.into_iter().filter(holds).collect()
    })
}

#[test]
fn nothing_of_an_erased_person_remains_and_the_chain_is_valid() {
    let studio = Studio::new();
    studio.furnish(&studio.birch);
    studio.give_password(&studio.birch.member);
    let (tom, email) = (&studio.birch.member, studio.birch.member.email.clone());
    let browser = studio.sign_in(tom);
    browser.get("/").expect(200);
    studio
        .act(tom, |tx| {
            audit::record(tx, files::AuditKind::Downloaded, tom.id, json!({ "who": "Tom Okafor" }))
        })
        .unwrap();
    studio
        .act(&studio.admin, |tx| {
            // Every entry that contains a person's address has the person as its subject: `Changing` ensures it, and the erasure relies
            // on it.
            audit::record(
                tx,
                accounts::AuditKind::UserChanged,
                tom.id,
                json!({ "before": { "email": email } }),
            )
        })
        .unwrap();
    while studio.work(audit::seal) > 0 {}
    assert!(left(&studio, "Tom Okafor").contains(&"users".to_owned()));
    assert!(left(&studio, &email).contains(&"audit_particulars".to_owned()));

    let admin = studio.sign_in(&studio.admin);
    let (page, erasure) = (format!("/people/{}/data", tom.id), format!("/people/{}/erasure", tom.id));
    admin.get(&page).expect(200).says("Type “Tom Okafor” to confirm");
    let refused = admin.post(&erasure, &[("name", "Tom")]).expect(422);
    assert!(refused.field_fault("name").is_some());
    browser.get("/").expect(200);
    admin.post(&erasure, &[("name", "Tom Okafor")]).expect(303);

    assert_eq!(left(&studio, "Tom Okafor"), Vec::<String>::new());
    assert_eq!(left(&studio, &email), Vec::<String>::new());
    assert!(browser.get("/").expect(303).location().starts_with("/sign-in"));
    let mark = tom.id.to_string().to_uppercase();
    admin.get(&page).expect(200).says(&format!("Former contact {}", &mark[mark.len() - 4..]));
    admin.post(&erasure, &[("name", &format!("Former contact {}", &mark[mark.len() - 4..]))]).expect(409);

    while studio.work(audit::seal) > 0 {}
    let walk = studio.work(|tx| audit::verify(tx, None));
    // The fixture contains a link with arbitrary hashes, so only faults caused by the erasure count.
    assert!(walk.broken.is_none_or(
        |broken| broken.fault != audit::Fault::Particulars && broken.fault != audit::Fault::Erased
    ));
}

#[test]
fn the_chain_is_valid_after_an_erasure() {
    let studio = Studio::new();
    let ida = &studio.northlight.member;
    studio
        .act(ida, |tx| audit::record(tx, accounts::AuditKind::SessionOpened, ida.id, json!({ "n": 1 })))
        .unwrap();
    while studio.work(audit::seal) > 0 {}
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/people/{}/erasure", ida.id), &[("name", "Ida Moreau")]).expect(303);
    while studio.work(audit::seal) > 0 {}
    let walk = studio.work(|tx| audit::verify(tx, None));
    assert_eq!((walk.broken, walk.erased), (None, 1));
    admin.get("/audit?kind=session").expect(200).says("Former contact").lacks("Ida Moreau");
}

#[test]
fn issue_11_an_erased_person_is_shown_as_erased_in_each_readers_language() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let (tom, ana) = (&studio.birch.member, &studio.birch.manager);
    let (admin, manager) = (studio.sign_in(&studio.admin), studio.sign_in(ana));
    let talk = format!("/projects/{}/messages", things.project);
    say(&studio.sign_in(tom), things.project, "Good morning.");
    studio.set_up(|tx| {
        let row = users::table.filter(users::id.eq(ana.id));
        Ok(diesel::update(row).set(users::locale.eq("de")).execute(tx.conn())?)
    });
    admin.post(&format!("/people/{}/erasure", tom.id), &[("name", tom.name)]).expect(303);
    let signs = tom.id.to_string().to_uppercase();
    let signs = &signs[signs.len() - 4..];
    let (english, german) = (format!("Former contact {signs}"), format!("Ehemaliger Kontakt {signs}"));
    for path in [&talk, &format!("/clients/{}", studio.birch.id)] {
        admin.get(path).expect(200).says(&english).lacks(&german).lacks("former-contact");
        manager.get(path).expect(200).says(&german).lacks(&english).lacks("erased.invalid");
    }
    admin.get(&talk).expect(200).says("[erased]");
    manager.get(&talk).expect(200).says("[gelöscht]").lacks("[erased]");
    let company = &studio.birch;
    admin.post(&format!("/clients/{}/erasure", company.id), &[("name", company.name)]).expect(303);
    let mark = company.id.to_string().to_uppercase();
    let page = admin.get("/projects?status=archived").expect(200).says("Erased project");
    page.says(&format!("Former client {}", &mark[mark.len() - 4..]));
}

#[test]
fn users_cannot_erase_themselves() {
    let studio = Studio::new();
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/people/{}/erasure", studio.admin.id), &[("name", "Vera Lindqvist")]).expect(409);
    assert!(!left(&studio, "Vera Lindqvist").is_empty());
}

#[test]
fn an_erased_clients_books_remain() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let other = studio.furnish(&studio.northlight);
    let admin = studio.sign_in(&studio.admin);
    admin.post(&format!("/clients/{}/erasure", studio.birch.id), &[("name", "Birch & Beam")]).expect(303);
    let books = [
        "blobs",
        "invoice_counters",
        "invoice_lines",
        "invoices",
        "jobs",
        "mail_attachments",
        "mails",
        "one_time_links",
        "passwords",
        "payments",
        "project_types",
    ];
    let still: Vec<_> =
        left(&studio, &things.canary).into_iter().filter(|table| !books.contains(&table.as_str())).collect();
    // The audit entry of the fixture and a mail without a reader are not about any person of the client.
    assert_eq!(still, ["audit_particulars"]);
    assert!(left(&studio, "Ana Keller").is_empty());
    assert!(left(&studio, &other.canary).contains(&"messages".to_owned()), "another client is unchanged");
    admin.get(&format!("/invoices/{}", things.invoice)).expect(200).says("Birch & Beam");
    admin.get(&format!("/clients/{}", studio.birch.id)).expect(200).says("Former client");
}
