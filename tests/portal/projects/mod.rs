//! Projects, from the first form to the archive.

mod changing;
mod filtering;
mod milestones;
mod opening;
mod undoing;

use crate::support::*;

/// The form for a new project of Birch & Beam, with some fields replaced.
pub fn typed<'a>(client: &'a str, otherwise: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("client", client),
        ("name", "Winter packaging"),
        ("starts_on", "2026-11-23"),
        ("due_on", "2026-12-23"),
        ("budget", "4,800.00"),
        ("description", "Three bags and a sleeve."),
        ("milestones", "Dielines agreed\nProofs approved\n\nPrinted"),
    ];
    for (name, value) in otherwise {
        match fields.iter_mut().find(|(field, _)| field == name) {
            Some(field) => field.1 = value,
            None => fields.push((name, value)),
        }
    }
    fields
}

/// Creates a project of Birch & Beam through the form. Returns its path.
pub fn open(studio: &Studio, name: &str) -> String {
    let jonas = studio.sign_in(&studio.staff);
    jonas.get("/projects/new").expect(200);
    let client = studio.birch.id.to_string();
    jonas.post("/projects", &typed(&client, &[("name", name)])).expect(303).location()
}

/// The paths of the milestones, in order.
pub fn milestones(client: &Client, project: &str) -> Vec<String> {
    let page = client.get(&format!("{project}/milestones")).expect(200);
    let ids = page.attributes(".milestones .milestone", "id");
    ids.iter().map(|id| id.replace("milestone-", "/milestones/")).collect()
}
