//! A form that creates something, sent twice, creates it once: after a double click, or a retry over a slow connection.

use diesel::prelude::*;
use reprint::schema::{clients, invoices, milestones, projects};

use super::sweep::World;
use crate::support::furnish::Things;
use crate::support::*;

/// A form that creates something: its page, its address, the input, the field that reports that the form was already used, and the
/// number of rows.
pub struct Creates {
    pub form: String,
    pub path: String,
    pub typed: Vec<(&'static str, String)>,
    pub says_at: &'static str,
    pub count: fn(&Studio) -> i64,
}

pub fn creating(world: &World) -> Vec<Creates> {
    let client = world.studio.birch.id.to_string();
    let milestones_of = format!("/projects/{}/milestones", world.birch.project);
    let typed = |fields: &[(&'static str, &str)]| {
        fields.iter().map(|(name, value)| (*name, (*value).to_owned())).collect()
    };
    vec![
        Creates {
            form: "/clients/new".into(),
            path: "/clients".into(),
            typed: typed(&[("name", "Kröger Konfiserie"), ("currency", "EUR"), ("locale", "de")]),
            says_at: "name",
            count: |studio| studio.set_up(|tx| Ok(clients::table.count().get_result(tx.conn())?)),
        },
        Creates {
            form: format!("/projects/new?client={client}"),
            path: "/projects".into(),
            typed: typed(&[
                ("client", &client),
                ("name", "Winter packaging"),
                ("milestones", "Proofs\nPrint"),
            ]),
            says_at: "name",
            count: |studio| studio.set_up(|tx| Ok(projects::table.count().get_result(tx.conn())?)),
        },
        Creates {
            form: milestones_of.clone(),
            path: milestones_of,
            typed: typed(&[("title", "Dielines agreed")]),
            says_at: "title",
            count: |studio| studio.set_up(|tx| Ok(milestones::table.count().get_result(tx.conn())?)),
        },
        Creates {
            form: format!("/invoices/new?client={client}"),
            path: "/invoices".into(),
            typed: typed(&[
                ("client", &client),
                ("payment_days", "14"),
                ("tax_mode", "exclusive"),
                ("discount_kind", "percent"),
                ("line_what", "Labels"),
                ("line_price", "0.26"),
            ]),
            says_at: "line_what-0",
            count: |studio| studio.set_up(|tx| Ok(invoices::table.count().get_result(tx.conn())?)),
        },
    ]
}

#[test]
fn a_form_sent_twice_concurrently_and_again_creates_once() {
    let world = World::new();
    let staff = world.studio.sign_in(&world.studio.staff);
    for Creates { form, path, mut typed, says_at, count } in creating(&world) {
        let before = count(&world.studio);
        let page = staff.get(&form).expect(200);
        typed.push(("_once", page.value_of("_once")));
        let fields: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let twins = [(); 2].map(|()| {
            let twin = Client::new(world.studio.served.port, &world.studio.host);
            staff.cookies().split("; ").for_each(|cookie| twin.add_cookie(cookie));
            twin.get(&form).expect(200);
            twin
        });
        let answers = std::thread::scope(|scope| {
            let (path, fields) = (&path, &fields);
            let sent = twins.map(|twin| scope.spawn(move || twin.post(path, fields).expect(303).location()));
            sent.map(|sent| sent.join().expect("the thread ends"))
        });
        assert_eq!(answers[0], answers[1], "{path}: both redirect to the created row");
        assert_eq!(staff.post(&path, &fields).expect(303).location(), answers[0]);
        assert_eq!(count(&world.studio), before + 1, "{path}");
        // The same form with other content: refused with a notice, and the input is kept.
        let mut changed = typed.clone();
        let what = changed.iter_mut().find(|(name, _)| ["name", "title", "line_what"].contains(name));
        what.expect("a name").1 = "Something else \u{1F5BC}".into();
        let fields: Vec<(&str, &str)> = changed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let refused = staff.post(&path, &fields).expect(409);
        let fault = refused.field_fault(says_at).unwrap_or_default();
        assert!(fault.starts_with("This form was already sent once"), "{path}: {fault}");
        assert!(refused.body().contains("Something else \u{1F5BC}"), "{path}");
        assert_eq!(count(&world.studio), before + 1, "{path}");
        // The returned form has a new key.
        let key = refused.value_of("_once");
        let again: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (*name, if *name == "_once" { &key } else { *value }))
            .collect();
        staff.post(&path, &again).expect(303);
        assert_eq!(count(&world.studio), before + 2, "{path}");
    }
}

#[test]
fn issue_8_row_9_a_key_used_for_another_project_is_refused() {
    let world = World::new();
    let staff = world.studio.sign_in(&world.studio.staff);
    let milestones_of = |things: &Things| format!("/projects/{}/milestones", things.project);
    let [here, there] = [&world.birch, &world.northlight].map(milestones_of);
    let key = staff.get(&here).expect(200).value_of("_once");
    let fields = [("title", "Dielines agreed"), ("_once", key.as_str())];
    staff.post(&here, &fields).expect(303);
    staff.get(&there).expect(200).lacks("Dielines agreed");
    let refused = staff.post(&there, &fields).expect(409).says("This form was already sent once");
    let fresh = refused.value_of("_once");
    staff.post(&there, &[("title", "Dielines agreed"), ("_once", fresh.as_str())]).expect(303);
    staff.get(&there).expect(200).says("Dielines agreed");
}

#[test]
fn a_form_key_belongs_to_one_user() {
    let world = World::new();
    let (jonas, vera) =
        (world.studio.sign_in(&world.studio.staff), world.studio.sign_in(&world.studio.admin));
    let Creates { form, path, mut typed, count, .. } = creating(&world).remove(1);
    let before = count(&world.studio);
    typed.push(("_once", jonas.get(&form).expect(200).value_of("_once")));
    let fields: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let first = jonas.post(&path, &fields).expect(303).location();
    vera.get(&form).expect(200);
    let second = vera.post(&path, &fields).expect(303).location();
    assert_ne!(first, second);
    assert_eq!(count(&world.studio), before + 2);
}
