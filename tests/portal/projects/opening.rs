//! Creating projects.

use diesel::prelude::*;
use reprint::schema::{events, milestones, project_types, projects};

use super::typed;
use crate::support::*;

#[test]
fn a_project_is_created_with_everything_that_was_typed() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    let form = jonas.get(&format!("/projects/new?client={client}")).expect(200);
    assert_eq!(form.value_of("client"), client);
    let path = jonas.post("/projects", &typed(&client, &[])).expect(303).location();
    for person in [&studio.staff, &studio.birch.manager, &studio.birch.member] {
        let page = studio.sign_in(person).get(&path).expect(200);
        for text in ["Winter packaging", "Planning", "0 of 3 milestones done", "Three bags and a sleeve."] {
            assert!(page.has_text(text), "{} reads {text}", person.name);
        }
        let page = page.says("€4,800.00").says("23 Dec 2026");
        assert_eq!(
            page.texts_of(".milestones .milestone-title"),
            ["Dielines agreed", "Proofs approved", "Printed"]
        );
    }
    studio.sign_in(&studio.birch.manager).get("/").expect(200).says("Winter packaging");
    studio.sign_in(&studio.northlight.manager).get(&path).expect(404);
    studio.sign_in(&studio.northlight.manager).get("/projects").expect(200).lacks("Winter packaging");
}

#[test]
fn the_chosen_client_is_offered_even_beyond_the_first_thousand() {
    let studio = Studio::new();
    let last = uuid::Uuid::now_v7();
    studio.set_up(|tx| {
        let many = format!(
            "insert into clients (id, name, currency)
             select gen_random_uuid(), 'Client ' || lpad(n::text, 4, '0'), 'EUR' from generate_series(1, 1000) n
             union all select '{last}', 'Zebra & Sons', 'EUR'"
        );
        Ok(diesel::sql_query(many).execute(tx.conn())?)
    });
    studio.furnish(&studio.birch);
    let jonas = studio.sign_in(&studio.staff);
    let offered = |path: &str| {
        let page = jonas.get(path).expect(200);
        let names = page.texts_of("select[name='client'] option:not([value=''])");
        (
            names.len(),
            names.iter().any(|name| name.starts_with("Zebra & Sons")),
            page.has_text("Not all clients are listed"),
        )
    };
    for form in ["/projects/new", "/projects"] {
        assert_eq!(offered(form), (1000, false, true), "{form}");
        assert_eq!(offered(&format!("{form}?client={last}")), (1001, true, true), "{form}");
    }
    let path = jonas.post("/projects", &typed(&last.to_string(), &[])).expect(303).location();
    jonas.get(&path).expect(200).says("Zebra & Sons");
}

#[test]
fn faults_are_reported_on_their_fields_and_nothing_is_saved() {
    let studio = Studio::new();
    studio.set_up(|tx| {
        let kind = (project_types::id.eq(uuid::Uuid::now_v7()), project_types::name.eq("Packaging"));
        Ok(diesel::insert_into(project_types::table).values(kind).execute(tx.conn())?)
    });
    let jonas = studio.sign_in(&studio.staff);
    jonas.get("/projects/new").expect(200);
    let client = studio.birch.id.to_string();
    let (long, many) = ("x".repeat(121), "Proof\n".repeat(31));
    let (longer, line) = ("x".repeat(10_001), "y".repeat(201));
    let bad = [
        ("client", ""),
        ("client", "Birch & Beam"),
        ("client", "0190aaaa-0000-7000-8000-000000000000"),
        ("name", ""),
        ("name", " \u{a0}\t"),
        ("name", "\0"),
        ("name", "\u{202e}\u{200f}\u{200b}"),
        ("name", &long),
        ("kind", "Packaging"),
        ("starts_on", "23.11."),
        ("starts_on", "-0001-01-01"),
        ("starts_on", "9999-12-31"),
        ("due_on", "2027-02-31"),
        ("due_on", "2026-11-22"),
        ("due_on", "soon"),
        ("budget", "-1"),
        ("budget", "1.001"),
        ("budget", "NaN"),
        ("budget", "1e3"),
        ("budget", "99999999999999999999"),
        ("budget", "\u{1f4b6}"),
        ("description", &longer),
        ("milestones", &many),
        ("milestones", &line),
    ];
    for (field, value) in bad {
        let page = jonas.post("/projects", &typed(&client, &[(field, value)])).expect(422);
        assert!(page.field_fault(field).is_some_and(|fault| !fault.is_empty()), "{field} {value:?}");
        let other = if field == "name" { ("due_on", "2026-12-23") } else { ("name", "Winter packaging") };
        assert_eq!(page.value_of(other.0), other.1, "what was typed is kept: {field} {value:?}");
    }
    // Requests that none of our forms sends.
    jonas.post("/projects", &[("name", "Twice"), ("name", "Twice")]).expect(400);
    jonas.post("/projects", &typed(&client, &[("status", "completed")])).expect(400);
    assert_eq!(counts(&studio), (0, 0, 0));

    jonas.post("/projects", &typed(&client, &[])).expect(303);
    assert_eq!(counts(&studio), (1, 3, 1));
}

#[test]
fn text_in_any_script_is_kept_and_invisible_characters_are_removed() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    jonas.get("/projects/new").expect(200);
    let client = studio.birch.id.to_string();
    for (typed_name, kept) in [
        ("Herbstkatalog <b>fett</b>", "Herbstkatalog <b>fett</b>"),
        ("Etiketten \u{1f9f5} Faden", "Etiketten \u{1f9f5} Faden"),
        ("כותרת", "כותרת"),
        ("invoice\u{202e}fdp", "invoicefdp"),
        ("Spot\0 varnish", "Spot varnish"),
        ("e\u{301}tiquette", "étiquette"),
    ] {
        let path = jonas.post("/projects", &typed(&client, &[("name", typed_name)])).expect(303).location();
        assert_eq!(jonas.get(&path).expect(200).text_of("h1"), kept);
    }
}

#[test]
fn only_the_studio_creates_projects() {
    let studio = Studio::new();
    let client = studio.birch.id.to_string();
    for person in [&studio.birch.manager, &studio.birch.member] {
        let ana = studio.sign_in(person);
        ana.get("/projects").expect(200).lacks("/projects/new");
        assert_ne!(ana.get("/projects/new").status, 200);
        let refused = ana.post("/projects", &typed(&client, &[])).status;
        assert!([403, 404].contains(&refused), "{refused}");
    }
    assert_eq!(counts(&studio), (0, 0, 0));
}

/// The number of projects, milestones and events.
fn counts(studio: &Studio) -> (i64, i64, i64) {
    studio.set_up(|tx| {
        Ok((
            projects::table.count().get_result(tx.conn())?,
            milestones::table.count().get_result(tx.conn())?,
            events::table.count().get_result(tx.conn())?,
        ))
    })
}
