//! Only values that an erasure wrote are shown as erased: a name typed like a marker is shown as typed, everywhere.

use std::io::{Cursor, Read};

use diesel::prelude::*;
use reprint::schema::users;
use uuid::Uuid;
use zip::ZipArchive;

use crate::{messages::say, support::*};

/// The markers as a user might type them, and their words in English and German.
const TYPED: [(&str, [&str; 2]); 5] = [
    ("former-client-BEEF", ["Former client BEEF", "Ehemaliger Kunde BEEF"]),
    ("former-contact-BEEF", ["Former contact BEEF", "Ehemaliger Kontakt BEEF"]),
    ("former-colleague-BEEF", ["Former colleague BEEF", "Ehemaliges Teammitglied BEEF"]),
    ("erased-project", ["Erased project", "Gelöschtes Projekt"]),
    ("[erased]", ["", "[gelöscht]"]),
];

/// The character that markers begin with; it is never shown.
const SIGN: &str = "\u{fff9}";

/// A studio with a client, project, file, person and message named like a marker, and a client of which the same were erased.
struct Two {
    studio: Studio,
    client: String,
    project: Uuid,
    typed: &'static str,
}

fn id_in(page: &Page) -> String {
    page.location().rsplit('/').next().expect("a page of the new one").to_owned()
}

impl Two {
    fn of(typed: &'static str) -> Self {
        let studio = Studio::new();
        let things = studio.furnish(&studio.northlight);
        let noor = studio.sign_in(&studio.northlight.manager);
        say(&noor, things.project, "Good morning.");
        let staff = studio.sign_in(&studio.staff);
        staff.get("/clients/new").expect(200);
        let fields = [("name", typed), ("currency", "EUR"), ("locale", "en")];
        let client = id_in(&staff.post("/clients", &fields).expect(303));
        let project =
            [("client", client.as_str()), ("name", typed), ("kind", ""), ("starts_on", "2026-12-01")];
        let project = id_in(&staff.post("/projects", &project).expect(303)).parse().expect("an id");
        staff.upload(&format!("/projects/{project}/files"), &[], &[("file", typed, b"Ink on paper.\n")]);
        studio.set_up(|tx| {
            let row = users::table.filter(users::id.eq(studio.staff.id));
            Ok(diesel::update(row).set(users::name.eq(typed)).execute(tx.conn())?)
        });
        say(&staff, project, typed);
        let admin = studio.sign_in(&studio.admin);
        let (page, name) = (format!("/clients/{}/erasure", studio.northlight.id), studio.northlight.name);
        admin.post(&page, &[("name", name)]).expect(303);
        Self { studio, client, project, typed }
    }

    /// The admin's browser, in one of the two languages.
    fn admin(&self, language: usize) -> Client {
        let admin = &self.studio.admin;
        self.studio.set_up(|tx| {
            let row = users::table.filter(users::id.eq(admin.id));
            Ok(diesel::update(row).set(users::locale.eq(["en", "de"][language])).execute(tx.conn())?)
        });
        self.studio.sign_in(admin)
    }

    fn digits(&self) -> String {
        let id = self.studio.northlight.id.to_string().to_uppercase();
        id[id.len() - 4..].to_owned()
    }
}

#[test]
fn a_name_typed_like_a_marker_is_shown_as_typed() {
    for (typed, imitated) in TYPED {
        let two = Two::of(typed);
        let pages = [
            "/clients".to_owned(),
            format!("/clients/{}", two.client),
            "/projects".to_owned(),
            format!("/projects/{}", two.project),
            format!("/projects/{}/files", two.project),
            format!("/projects/{}/messages", two.project),
            "/people".to_owned(),
            "/activity".to_owned(),
            "/audit".to_owned(),
        ];
        for (language, imitated) in imitated.into_iter().enumerate() {
            let admin = two.admin(language);
            for path in &pages {
                let page = admin.get(path).expect(200).says(two.typed).lacks(SIGN);
                assert!(
                    imitated.is_empty() || !page.body().contains(imitated),
                    "{path}: {typed} is shown as {imitated}"
                );
            }
        }
    }
}

#[test]
fn erased_names_are_shown_in_words_in_each_language() {
    let two = Two::of("former-client-BEEF");
    let erased = format!("/clients/{}", two.studio.northlight.id);
    for (language, [client, project]) in
        [["Former client", "Erased project"], ["Ehemaliger Kunde", "Gelöschtes Projekt"]]
            .into_iter()
            .enumerate()
    {
        let (admin, client) = (two.admin(language), format!("{client} {}", two.digits()));
        let page = admin.get(&erased).expect(200).says(&client).lacks(SIGN).lacks("former-client");
        assert!(page.text_of("title").contains(&client), "the title too");
        admin.get("/clients?show=archived").expect(200).says(&client).lacks(SIGN);
        let list = admin.get("/projects?status=archived").expect(200).says(project).says(&client).lacks(SIGN);
        assert!(!list.body().contains("erased-project"), "labels are in words too");
        admin.get("/audit").expect(200).says(&client).says("former-client-BEEF").lacks(SIGN);
        let sheet = admin.get("/audit/export").expect(200).lacks(SIGN).body();
        assert!(sheet.contains("former-client-BEEF"));
        admin.get("/admin/mail").expect(200).lacks(SIGN);
    }
}

#[test]
fn an_export_shows_erased_values_in_words() {
    let two = Two::of("erased-project");
    let admin = two.admin(1);
    let page = format!("/clients/{}/data", two.studio.northlight.id);
    admin.post(&page, &[]).expect(303);
    two.studio.work_off();
    let link = admin.get(&page).expect(200).lacks(SIGN).attributes("a[download]", "href").remove(0);
    let mut zip = ZipArchive::new(Cursor::new(admin.get(&link).expect(200).bytes)).expect("a valid zip");
    let names: Vec<_> = zip.file_names().map(|name| name.expect("a name").into_owned()).collect();
    let mut told = String::new();
    for name in names.iter().filter(|name| name.ends_with(".json")) {
        zip.by_name(name).expect("an entry").read_to_string(&mut told).expect("JSON is text");
    }
    let client = format!("Ehemaliger Kunde {}", two.digits());
    for words in [client.as_str(), "Gelöschtes Projekt", "[gelöscht]"] {
        assert!(told.contains(words), "{words} is missing in {told}");
    }
    assert!(!told.contains(SIGN), "the character is not exported");
}

#[test]
fn markers_cannot_be_typed_and_the_database_accepts_them_only_from_an_erasure() {
    let studio = Studio::new();
    let staff = studio.sign_in(&studio.staff);
    staff.get("/clients/new").expect(200);
    let name = format!("{SIGN}former-client-BEEF");
    let fields = [("name", name.as_str()), ("currency", "EUR"), ("locale", "en")];
    let made = staff.post("/clients", &fields).expect(303);
    staff.follow(&made).expect(200).says("former-client-BEEF").lacks("Former client");
    let system = reprint::access::Asks::scope(&reprint::access::SystemViewer::new(studio.id, "test"));
    for table in ["users", "clients"] {
        let named = |name: &str| format!("update {table} set name = '{name}' where erased_at is null");
        let touch =
            |name: &str| sql::probe(&mut sql::owner(), system, |owner| sql::touch(owner, &named(name)));
        assert!(touch("former-client-BEEF").is_ok(), "control");
        let refused = touch(&name).expect_err("only erased rows may have markers");
        assert!(refused.contains("marked_when_erased"), "{refused}");
    }
}
