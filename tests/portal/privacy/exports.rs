//! Everything about a person or a client, as a zip.

use std::{
    collections::BTreeSet,
    io::{Cursor, Read},
    sync::Arc,
};

use chrono::Duration;
use reprint::{app::ROOMS, kernel::time::FixedClock};
use zip::ZipArchive;

use crate::support::{Client, Served, Studio, sql};

fn download(client: &Client, page: &str) -> ZipArchive<Cursor<Vec<u8>>> {
    let link = client.get(page).expect(200).attributes("a[download]", "href").remove(0);
    let zip = client.get(&link).expect(200);
    assert_eq!(zip.header("content-type"), Some("application/zip"));
    ZipArchive::new(Cursor::new(zip.bytes)).expect("a valid zip")
}

fn text(zip: &mut ZipArchive<Cursor<Vec<u8>>>, name: &str) -> String {
    let mut text = String::new();
    zip.by_name(name).unwrap_or_else(|_| panic!("no {name}")).read_to_string(&mut text).unwrap();
    text
}

/// Tables with rows of a person or a client that are in no room's `privacy.rs`, each with its reason.
const NOT_TAKEN_ALONG: &[(&str, &str)] = &[
    ("devices", "digests of cookies that identify known browsers"),
    ("form_keys", "stored for two days; what they created is exported"),
    ("download_marks", "counted for a day; the audit log has the download"),
    ("email_changes", "pending changes; the audit log has requests and confirmations"),
    ("factor_tries", "a counter"),
    ("former_addresses", "digests with which an erasure finds old mails"),
    ("invoice_sendings", "drafts on their way, for seconds; sent invoices are exported"),
    ("kept_forms", "stored for half an hour; shown on its own page"),
    ("messages_seen", "a sum of read marks, maintained by triggers"),
    ("notification_defaults", "shown on the user's own page"),
    ("passkey_ceremonies", "pending challenges, for minutes"),
    ("passkeys", "public keys; their names are shown on the user's own page"),
    ("passwords", "a hash"),
    ("project_money", "a sum of invoices and payments, maintained by triggers"),
    ("recovery_codes", "hashes"),
    ("sign_in_codes", "pending codes, for minutes"),
    ("totp_secrets", "sealed secrets"),
];

#[test]
fn every_table_about_people_or_clients_is_exported_or_excused() {
    let tables = sql::texts(
        &mut sql::app(),
        "select distinct c.table_name::text as text from information_schema.columns c
            join information_schema.tables t on t.table_schema = c.table_schema and t.table_name = c.table_name
            where c.table_schema = 'public' and t.table_type = 'BASE TABLE' and c.column_name in ('client_id', 'user_id')
            order by 1",
    );
    assert!(tables.len() > 20, "the tables were not found");
    let mut statements = String::new();
    for privacy in ROOMS.iter().map(|room| &room.privacy) {
        let sections = privacy.of_person.iter().chain(privacy.of_client).map(|(_, statement)| *statement);
        let others =
            privacy.files_of_person.iter().chain(privacy.files_of_client).chain(privacy.erase_client);
        statements.extend(sections.chain(others.copied()).map(|statement| format!("{statement} ")));
    }
    let words: Vec<&str> = statements.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    for table in &tables {
        let excused = NOT_TAKEN_ALONG.iter().any(|(listed, _)| listed == table);
        let known = words.contains(&table.as_str());
        assert!(known || excused, "{table}: name it in the privacy.rs of its room, or here with a reason");
        assert!(!(known && excused), "{table} is exported: remove it from the list");
    }
}

/// Removes the exports of the fixture, which are not valid zips.
fn forget_exports(studio: &Studio) {
    use diesel::RunQueryDsl;
    studio.set_up(|tx| Ok(diesel::sql_query("delete from data_exports").execute(tx.conn())?));
}

#[test]
fn a_person_exports_their_own_data() {
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
    forget_exports(&studio);
    studio.set_up(|tx| {
        use diesel::connection::SimpleConnection;
        // One to her former address, and one to her current address from when it belonged to somebody else.
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
    assert!(mails.contains("To Ana") && !mails.contains("To Tom"), "mails are found by their owner: {mails}");
    let audit = text(&mut zip, "audit.json");
    assert!(audit.contains("session.refused") && audit.contains("password.forgotten"), "{audit}");
    // Keyed hashes are for finding entries and mails, and are not exported.
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

    // The link gives nobody else access, and the mail with it was sent to the requester.
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
fn a_recent_export_is_reused_and_a_later_one_replaces_it() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:30:00Z".parse().unwrap()));
    let studio = Studio::at(&Served::with(clock.clone(), &[]));
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
fn an_admin_exports_a_client_with_its_files() {
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
    let manifest: Vec<serde_json::Value> =
        serde_json::from_str(&text(&mut zip, "manifest.json")).expect("JSON");
    let told: BTreeSet<_> =
        manifest.iter().map(|file| file["path"].as_str().expect("a path").to_owned()).collect();
    let enclosed: BTreeSet<_> = names.iter().filter(|name| name.contains('/')).cloned().collect();
    assert_eq!(told, enclosed);
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

#[test]
fn exported_files_can_be_unpacked_anywhere_and_the_manifest_has_their_names() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    forget_exports(&studio);
    let (ana, admin) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.admin));
    let files = format!("/projects/{}/files", things.project);
    let long = format!("{}.txt", "ä".repeat(150));
    let sent = ["a*b|c<d>.txt", "CON.txt", "Label?.txt", "label_.txt", &long];
    for name in sent {
        ana.get(&files).expect(200);
        ana.upload(&files, &[], &[("file", name, name.as_bytes())]).expect(303);
    }
    for (person, page) in
        [(&ana, "/account/data".to_owned()), (&admin, format!("/clients/{}/data", studio.birch.id))]
    {
        person.post(&page, &[]).expect(303);
        studio.work_off();
        let mut zip = download(person, &page);
        let manifest: Vec<serde_json::Value> =
            serde_json::from_str(&text(&mut zip, "manifest.json")).expect("JSON");
        for (name, unpacked) in sent.iter().zip([
            "a_b_c_d_.txt",
            "_CON.txt",
            "Label_.txt",
            "label_.txt",
            &format!("{}.txt", "ä".repeat(57)),
        ]) {
            let entry =
                manifest.iter().find(|entry| entry["name"] == **name).expect("an entry for each name");
            let path = entry["path"].as_str().expect("a path");
            assert!(path.ends_with(&format!("/{unpacked}")), "{name}: {path}");
            assert_eq!(text(&mut zip, path), *name, "the file at its path has its content");
            assert_eq!(entry["size_bytes"], name.len());
            assert_eq!(entry["sha256"], reprint::kernel::sha256::Sha256::of(name.as_bytes()).to_string());
        }
        let mut paths: Vec<_> = zip.file_names().map(|name| name.unwrap().to_lowercase()).collect();
        let all = paths.len();
        paths.sort();
        paths.dedup();
        assert_eq!(paths.len(), all, "the paths differ on file systems that ignore case");
    }
}

#[test]
fn a_clients_export_does_not_reveal_who_owns_an_invited_address() {
    let studio = Studio::new();
    let ana = studio.sign_in(&studio.birch.manager);
    let path = format!("/clients/{}/invitations", studio.birch.id);
    ana.get(&path).expect(200);
    for email in [&*studio.northlight.manager.email, &*studio.staff.email, "lena@nobodys.example"] {
        ana.post(&path, &[("name", "Lena"), ("email", email), ("place", "member")]).expect(303);
    }
    let admin = studio.sign_in(&studio.admin);
    let of_client = format!("/clients/{}/data", studio.birch.id);
    admin.get(&of_client).expect(200);
    admin.post(&of_client, &[]).expect(303);
    studio.work_off();
    let people = text(&mut download(&admin, &of_client), "people.json");
    for email in [&*studio.northlight.manager.email, &*studio.staff.email, "lena@nobodys.example"] {
        assert!(people.contains(&format!("\"email\":\"{email}\"")), "{people}");
    }
    for telling in ["taken.invalid", "invited_as"] {
        assert!(!people.contains(telling), "{people}");
    }
}
