//! Milestones and progress.

use super::{milestones, open};
use crate::support::*;

fn titles(client: &Client, project: &str) -> Vec<String> {
    client.get(&format!("{project}/milestones")).expect(200).texts_of(".milestones .milestone-title")
}

fn percent(client: &Client, project: &str) -> String {
    client.get(project).expect(200).attributes("progress", "value").remove(0)
}

#[test]
fn progress_is_weighted() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let (jonas, ana) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.birch.manager));
    let new = [("title", "Delivered"), ("due_on", "2026-12-23"), ("weight", "7")];
    jonas.get(&format!("{path}/milestones")).expect(200);
    jonas.post(&format!("{path}/milestones"), &new).expect(303);
    let all = milestones(&jonas, &path);
    assert_eq!((all.len(), percent(&ana, &path).as_str()), (4, "0"));
    for (act, at, value) in [
        ("completion", 3, "70"),
        ("completion", 3, "70"),
        ("completion", 0, "80"),
        ("completion", 1, "90"),
        ("completion", 2, "100"),
        ("reopening", 3, "30"),
    ] {
        jonas.post(&format!("{}/{act}", all[at]), &[]).expect(303);
        assert_eq!(percent(&ana, &path), value, "{act} of {at}");
    }
    ana.get(&path).expect(200).says("3 of 4 milestones done");
    ana.post(&format!("{}/reopening", all[0]), &[]).expect(404);
    assert_eq!(percent(&ana, &path), "30");
}

#[test]
fn milestones_are_edited_moved_and_removed_after_confirmation() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let jonas = studio.sign_in(&studio.staff);
    let all = milestones(&jonas, &path);
    assert_eq!(jonas.get(&format!("{}/edit", all[0])).expect(200).value_of("title"), "Dielines agreed");
    let changed =
        [("title", "Dielines signed"), ("due_on", "2026-12-01"), ("weight", "2"), ("revision", "1")];
    jonas.post(&all[0], &changed).expect(303);
    jonas.post(&format!("{}/position", all[0]), &[("to", "down")]).expect(303);
    assert_eq!(titles(&jonas, &path), ["Proofs approved", "Dielines signed", "Printed"]);
    jonas.post(&format!("{}/position", all[2]), &[("to", "up")]).expect(303);
    jonas.post(&format!("{}/position", all[1]), &[("to", "up")]).expect(303);
    assert_eq!(titles(&jonas, &path), ["Proofs approved", "Printed", "Dielines signed"]);
    jonas.post(&format!("{}/position", all[1]), &[("to", "sideways")]).expect(400);

    let removal = format!("{}/deletion", all[2]);
    jonas.post(&removal, &[]).expect(200).says("Remove “Printed”?");
    assert_eq!(titles(&jonas, &path).len(), 3, "nothing is removed before the confirmation");
    jonas.post(&removal, &[("confirmed", "yes")]).expect(303);
    assert_eq!(titles(&jonas, &path), ["Proofs approved", "Dielines signed"]);
    jonas.post(&removal, &[("confirmed", "yes")]).expect(404);
}

#[test]
fn faults_of_a_milestone_are_reported_on_their_fields() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let jonas = studio.sign_in(&studio.staff);
    let first = milestones(&jonas, &path).remove(0);
    let long = "x".repeat(201);
    for (field, value) in [
        ("title", ""),
        ("title", "\u{200f}\0"),
        ("title", &long),
        ("due_on", "2027-02-31"),
        ("due_on", "31.12."),
        ("weight", "0"),
        ("weight", "101"),
        ("weight", "1.5"),
        ("weight", "-3"),
        ("weight", "99999999999999999999"),
    ] {
        let mut fields = vec![("title", "Delivered"), ("due_on", "2026-12-23"), ("weight", "1")];
        fields.iter_mut().filter(|(name, _)| *name == field).for_each(|(_, typed)| *typed = value);
        for place in [&format!("{path}/milestones"), &first] {
            let page = jonas.post(place, &fields).expect(422);
            assert!(page.field_fault(field).is_some(), "{field} {value:?}");
        }
    }
    assert_eq!(titles(&jonas, &path), ["Dielines agreed", "Proofs approved", "Printed"]);
}
