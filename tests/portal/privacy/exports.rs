//! Everything about a person or a client, as a zip.

use std::{
    io::{Cursor, Read},
    sync::Arc,
};

use chrono::Duration;
use reprint::kernel::time::FixedClock;
use zip::ZipArchive;

use crate::support::{Client, Served, Studio};

fn download(client: &Client, page: &str) -> ZipArchive<Cursor<Vec<u8>>> {
    let link = client.get(page).expect(200).attributes("a[download]", "href").remove(0);
    let zip = client.get(&link).expect(200);
    assert_eq!(zip.header("content-type"), Some("application/zip"));
    ZipArchive::new(Cursor::new(zip.bytes)).expect("the zip is whole")
}

fn text(zip: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    zip.by_name(name).unwrap_or_else(|_| panic!("no {name}")).read_to_string(&mut text).unwrap();
    text
}

#[test]
fn a_person_takes_their_own_data_along() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let ana = studio.sign_in(&studio.birch.manager);
    let visitor = studio.visit();
    visitor.enter(&studio.birch.manager.email, "not her password").expect(422);
    visitor.get("/password-resets").expect(200);
    visitor.post("/password-resets", &[("email", &studio.birch.manager.email)]).expect(200);
    ana.get("/account/email").expect(200);
    ana.post("/account/email", &[("email", "ana@new.example")]).expect(303);
    studio.work_off();
    studio.set_up(|tx| {
        use diesel::RunQueryDsl;
        Ok(diesel::sql_query("delete from data_exports").execute(tx.conn())?)
    });
    studio.set_up(|tx| {
        use diesel::connection::SimpleConnection;
        // One to the address she had before; and one to hers of today, from when it was somebody else's.
        Ok(tx.conn().batch_execute(&format!(
            "insert into mails (id, kind, recipient, subject, text_body, html_body, user_id) values
                (gen_random_uuid(), 'test', 'ana@before.example', 'To Ana', '', '', '{}'),
                (gen_random_uuid(), 'test', '{}', 'To Tom', '', '', '{}')",
            studio.birch.manager.id, studio.birch.manager.email, studio.birch.member.id
        ))?)
    });
    ana.post("/account/data", &[]).expect(303);
    studio.work_off();
    let mut zip = download(&ana, "/account/data");
    let profile = text(&mut zip, "profile.json");
    assert!(profile.contains("Ana Keller") && profile.contains(&studio.birch.manager.email));
    let sessions = text(&mut zip, "sessions.json");
    assert!(sessions.contains("Portal tests") && !sessions.contains("token_hash"));
    let messages = text(&mut zip, "messages.json");
    serde_json::from_str::<serde_json::Value>(&messages).expect("each file is JSON");
    let mails = text(&mut zip, "mails.json");
    assert!(
        mails.contains("To Ana") && !mails.contains("To Tom"),
        "mails are found by whose they are: {mails}"
    );
    let audit = text(&mut zip, "audit.json");
    assert!(audit.contains("session.refused") && audit.contains("password.forgotten"), "{audit}");
    // By a keyed hash an entry or a mail is found; it is nobody's to take along.
    let hashes = ["address_hash", "about_address", "token_hash", "code_hash"];
    let names: Vec<String> = zip
        .file_names()
        .filter_map(|name| name.ok().map(|name| name.into_owned()))
        .filter(|name| name.ends_with(".json"))
        .collect();
    for name in names {
        let told = text(&mut zip, &name);
        assert!(hashes.iter().all(|hash| !told.contains(hash)), "{name}: {told}");
    }
    let _ = things;

    // The link opens nothing for anybody else, and the mail with it went to who asked.
    let link = ana.get("/account/data").expect(200).attributes("a[download]", "href").remove(0);
    studio.sign_in(&studio.birch.member).get(&link).expect(404);
    studio.sign_in(&studio.staff).get(&link).expect(404);
    studio.sign_in(&studio.admin).get(&link).expect(200);
    assert_eq!(
        studio.visit().get(&link).expect(303).location(),
        format!("/sign-in?next={}", link.replace('/', "%2F"))
    );
    let mails = studio.sign_in(&studio.admin).get("/admin/mail").expect(200);
    assert!(mails.has_text("Your export is ready") && mails.has_text(&studio.birch.manager.email));
}

#[test]
fn an_export_of_the_last_hour_will_do_and_a_later_one_takes_its_place() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:30:00Z".parse().unwrap()));
    let studio = Studio::at(Box::leak(Box::new(Served::with(clock.clone(), &[]))));
    let ana = || studio.sign_in(&studio.birch.manager);
    let ask = |says: &str| {
        let ana = ana();
        ana.post("/account/data", &[]).expect(303);
        ana.get("/account/data").expect(200).says(says);
        studio.work_off();
    };
    let links = || ana().get("/account/data").expect(200).attributes("a[download]", "href");
    ask("Your export is being prepared");
    let first = links();
    assert_eq!(first.len(), 1);
    clock.advance(Duration::minutes(59));
    ask("There is already an export from the last hour");
    assert_eq!(links(), first);
    clock.advance(Duration::minutes(2));
    ask("Your export is being prepared");
    let second = links();
    assert!(second.len() == 1 && second != first, "{second:?}");
    ana().get(&first[0]).expect(404);
    ana().get(&second[0]).expect(200);
}

#[test]
fn an_admin_takes_a_client_along_with_its_files() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let other = studio.furnish(&studio.northlight);
    let admin = studio.sign_in(&studio.admin);
    let page = format!("/clients/{}/data", studio.birch.id);
    admin.post(&page, &[]).expect(303);
    studio.work_off();
    let mut zip = download(&admin, &page);
    let names: Vec<_> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(
        names.iter().any(|name| name.starts_with(&format!("files/{}/", things.file_version))),
        "{names:?}"
    );
    for name in ["client", "people", "projects", "messages", "invoices", "payments"] {
        let json = text(&mut zip, &format!("{name}.json"));
        assert!(json.contains(&things.canary) || name == "people" || name == "client", "{name}: {json}");
        assert!(!json.contains(&other.canary), "{name}");
    }
    studio.sign_in(&studio.staff).get(&page).expect(403);
    admin
        .get("/audit?kind=export")
        .expect(200)
        .says("Vera Lindqvist requested an export")
        .says("downloaded an export");
}
