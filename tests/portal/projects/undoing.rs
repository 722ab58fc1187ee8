//! Confirmations, and what can be undone.

use diesel::prelude::*;
use reprint::schema::projects;

use super::{milestones, open};
use crate::support::*;

fn badge(client: &Client, project: &str) -> String {
    client.get(project).expect(200).text_of(".page-title .badge")
}

#[test]
fn issue_11_a_change_of_status_can_be_undone_for_ten_minutes() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let jonas = studio.sign_in(&studio.staff);
    let undo = format!("{path}/status/reversal");
    jonas.get(&path).expect(200);
    jonas.post(&undo, &[]).expect(409).says("can no longer be undone");
    // The button says which change it undoes (issue 8, F7).
    let undoing = |page: &Page| page.attributes(".toast form", "action").remove(0);
    let changed = jonas.post(&format!("{path}/status"), &[("status", "in_progress")]).expect(303);
    let page = jonas.follow(&changed).expect(200).says("Status changed.").says("Before: Planning");
    let first = undoing(&page);
    assert!(first.starts_with(&format!("{undo}?of=")), "{first}");
    jonas.post(&undo, &[]).expect(409);
    jonas.post(&first, &[]).expect(303);
    assert_eq!(badge(&jonas, &path), "Planning");
    jonas.post(&first, &[]).expect(409);
    assert_eq!(badge(&jonas, &path), "Planning", "undoing twice undoes once");

    let changed = jonas.post(&format!("{path}/status"), &[("status", "in_progress")]).expect(303);
    let second = undoing(&jonas.follow(&changed).expect(200));
    studio.set_up(|tx| {
        let long_ago = tx.now - chrono::Duration::minutes(11);
        let set = projects::status_changed_at.eq(long_ago);
        Ok(diesel::update(projects::table).set(set).execute(tx.conn())?)
    });
    assert!(!jonas.get(&path).expect(200).has(&format!("main form[action^='{undo}']")));
    jonas.post(&second, &[]).expect(409);
    assert_eq!(badge(&jonas, &path), "In progress");
    studio.sign_in(&studio.birch.manager).post(&second, &[]).expect(404);
}

#[test]
fn issue_8_f7_undo_only_undoes_the_change_that_the_user_saw() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let (vera, jonas) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.staff));
    let undo = format!("main form[action^='{path}/status/reversal']");
    vera.get(&path).expect(200);
    vera.post(&format!("{path}/status"), &[("status", "in_progress")]).expect(303);
    let seen = vera.get(&path).expect(200).says("Before: Planning").attributes(&undo, "action").remove(0);
    jonas.get(&path).expect(200);
    jonas.post(&format!("{path}/status"), &[("status", "review")]).expect(303);
    vera.post(&seen, &[]).expect(409).says("The status has been changed again since");
    assert_eq!(badge(&vera, &path), "In review");
    // The control: a user who sees the later change undoes it.
    let seen = vera.get(&path).expect(200).says("Before: In progress").attributes(&undo, "action").remove(0);
    vera.post(&seen, &[]).expect(303);
    assert_eq!(badge(&vera, &path), "In progress");
}

#[test]
fn issue_11_cancelling_a_project_has_to_be_confirmed() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let jonas = studio.sign_in(&studio.staff);
    jonas.get(&path).expect(200);
    let asked = jonas.post(&format!("{path}/status"), &[("status", "cancelled")]).expect(200);
    assert_eq!(asked.says("Set this project to cancelled?").value_of("status"), "cancelled");
    assert_eq!(badge(&jonas, &path), "Planning");
    let meant = [("status", "cancelled"), ("confirmed", "yes")];
    jonas.post(&format!("{path}/status"), &meant).expect(303);
    assert_eq!(badge(&jonas, &path), "Cancelled");
}

#[test]
fn issue_11_an_archived_project_responds_with_its_own_page() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let jonas = studio.sign_in(&studio.staff);
    let milestone = milestones(&jonas, &path).remove(0);
    jonas.post(&format!("{path}/archive"), &[]).expect(303);
    let restoring = format!("form[action='{path}/restoration']");
    let date = [("title", "Dielines agreed"), ("weight", "1"), ("revision", "1"), ("due_on", "2026-12-01")];
    for (place, fields) in [
        (format!("{path}/status"), &[("status", "in_progress")][..]),
        (format!("{path}/milestones"), &[("title", "One more")]),
        (milestone.clone(), &date),
        (format!("{milestone}/position"), &[("to", "down")]),
        (format!("{milestone}/completion"), &[]),
        (format!("{milestone}/reopening"), &[]),
        (format!("{milestone}/deletion"), &[("confirmed", "yes")]),
    ] {
        let page = jonas.post(&place, fields).expect(409);
        assert!(page.has(".crumbs") && page.has_text("archived"), "{place}: {}", page.text());
        assert!(page.has(&restoring), "{place}: {}", page.text());
    }
    let kept = jonas.post(&format!("{path}/milestones"), &[("title", "One more")]).expect(409);
    assert!(
        kept.attributes("[name=title]", "value").contains(&"One more".to_owned()),
        "what was typed is kept"
    );
}

#[test]
fn issue_11_due_dates_of_milestones_are_set_in_the_list() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let jonas = studio.sign_in(&studio.staff);
    let milestone = milestones(&jonas, &path).remove(0);
    let list = format!("{path}/milestones");
    let form = format!("form[action='{milestone}'] [name]");
    let page = jonas.get(&list).expect(200);
    assert_eq!(page.attributes(&form, "name"), ["_csrf", "revision", "title", "weight", "due_on"]);
    let fields: Vec<_> =
        page.attributes(&form, "name").into_iter().zip(page.attributes(&form, "value")).skip(1).collect();
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (name.as_str(), if name == "due_on" { "2026-12-01" } else { value.as_str() }))
        .collect();
    assert_eq!(jonas.post(&milestone, &fields).expect(303).location(), list);
    jonas.get(&list).expect(200).says("Dielines agreed 1 Dec 2026");
    // Someone else has saved in the meantime: both versions are shown.
    jonas.post(&milestone, &fields).expect(409).says("Someone else has changed this");
}

#[test]
fn issue_11_a_milestone_cannot_be_due_before_its_project_starts() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let jonas = studio.sign_in(&studio.staff);
    let first = milestones(&jonas, &path).remove(0);
    jonas.get(&path).expect(200);
    let due = |on| [("title", "Plates made"), ("weight", "1"), ("revision", "1"), ("due_on", on)];
    for place in [&format!("{path}/milestones"), &first] {
        let refused = jonas.post(place, &due("2020-01-01")).expect(422);
        assert!(refused.field_fault("due_on").unwrap().contains("before the project starts"));
    }
    jonas.post(&format!("{path}/milestones"), &due("2026-11-23")[..2]).expect(303);
    jonas
        .post(&format!("{path}/milestones"), &[("title", "On the first day"), ("due_on", "2026-11-23")])
        .expect(303);
}
