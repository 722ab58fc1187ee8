//! Editing with two editors, the status, the archive, and the list.

use super::{open, typed};
use crate::support::*;

/// The edit form's fields as a browser would send them.
fn edited<'a>(revision: &'a str, otherwise: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = typed("", otherwise);
    fields.retain(|(name, _)| *name != "client" && *name != "milestones");
    fields.push(("revision", revision));
    fields
}

#[test]
fn the_second_of_two_editors_sees_both_versions() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let (vera, jonas) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.staff));
    let [hers, his] =
        [&vera, &jonas].map(|editor| editor.get(&format!("{path}/edit")).expect(200).value_of("revision"));

    jonas.post(&path, &edited(&his, &[("budget", "5,200.00")])).expect(303);
    let both = vera.post(&path, &edited(&hers, &[("name", "Winter bags")])).expect(409);
    assert_eq!(both.value_of("name"), "Winter bags", "what was typed is kept");
    let both = both.says("5,200").says("Winter packaging");
    vera.get(&path).expect(200).says("Winter packaging").says("€5,200.00");

    let now = both.value_of("revision");
    vera.post(&path, &edited(&now, &[("name", "Winter bags")])).expect(303);
    jonas.get(&path).expect(200).says("Winter bags").says("€4,800.00");
    for nonsense in ["", "7", "-1", "x", "99999999999"] {
        vera.post(&path, &edited(nonsense, &[("name", "Lost")])).expect(409);
    }
    let page = vera.post(&path, &edited(&now, &[("due_on", "2027-02-31")])).expect(422);
    assert!(page.field_fault("due_on").is_some());
    vera.get(&path).expect(200).says("Winter bags").lacks("Lost");
}

#[test]
fn a_project_only_takes_permitted_status_changes() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let (jonas, ana) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.birch.manager));
    let to = |status| jonas.post(&format!("{path}/status"), &[("status", status)]).status;
    jonas.get(&path).expect(200);
    assert_eq!(to("completed"), 409, "a project cannot be completed without a review");
    ana.get(&path).expect(200).says("Planning");
    for (status, word) in [
        ("in_progress", "In progress"),
        ("review", "In review"),
        ("on_hold", "On hold"),
        ("review", "In review"),
        ("completed", "Completed"),
    ] {
        assert_eq!(to(status), 303, "{status}");
        assert_eq!(ana.get(&path).expect(200).text_of(".page-title .badge"), word);
    }
    assert_eq!(to("nonsense"), 400);
    ana.post(&format!("{path}/status"), &[("status", "in_progress")]).expect(404);
    ana.get(&path).expect(200).says("Completed");
    ana.get("/projects").expect(200).lacks("Winter packaging");
    ana.get("/projects?status=completed").expect(200).says("Winter packaging");
}

#[test]
fn an_archived_project_is_read_only() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let (jonas, ana) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.birch.manager));
    let revision = jonas.get(&format!("{path}/edit")).expect(200).value_of("revision");
    let milestone = super::milestones(&jonas, &path).remove(0);
    jonas.post(&format!("{path}/archive"), &[]).expect(303);

    for reader in [&jonas, &ana] {
        reader.get(&path).expect(200).says("This project is archived");
        reader.get("/projects?status=all").expect(200).lacks("Winter packaging");
        reader.get("/projects?status=archived").expect(200).says("Winter packaging");
    }
    jonas.post(&path, &edited(&revision, &[("name", "Changed")])).expect(409);
    jonas.post(&format!("{path}/status"), &[("status", "in_progress")]).expect(409);
    jonas.post(&format!("{path}/milestones"), &[("title", "One more")]).expect(409);
    jonas.post(&format!("{milestone}/completion"), &[]).expect(409).says("until the studio restores it");
    for tab in ["", "/milestones", "/files", "/files/trash", "/messages", "/money", "/activity"] {
        let restoring = format!("form[action='{path}/restoration']");
        for (reader, may_restore) in [(&jonas, true), (&ana, false)] {
            let page = reader.get(&format!("{path}{tab}")).expect(200).says("This project is archived");
            assert_eq!(page.has(&restoring), may_restore, "{tab}");
        }
    }
    ana.upload(&format!("{path}/files"), &[], &[("file", "late.txt", b"Too late.")]).expect(409);
    jonas.get(&path).expect(200).says("0 of 3 milestones done").lacks("Changed").lacks("One more");

    jonas.post(&format!("{path}/restoration"), &[]).expect(303);
    jonas.post(&path, &edited(&revision, &[("name", "Changed")])).expect(303);
    ana.get("/projects").expect(200).says("Changed");
}

#[test]
fn the_list_is_filtered_and_paginated() {
    let studio = Studio::new();
    for n in 0..45 {
        open(&studio, &format!("Label {n:02}"));
    }
    open(&studio, "100% cotton_bags");
    // Each of these requests came with a session of its own, and a person cannot have that many.
    let jonas = studio.sign_in(&studio.staff);
    let names = |page: &Page| page.texts_of("th .row-title");
    let mut seen = Vec::new();
    let mut next = Some("/projects?q=label".to_owned());
    while let Some(path) = next {
        let page = jonas.get(&path).expect(200);
        seen.extend(names(&page));
        next = page.attributes("main nav a[rel=next], .pager a", "href").into_iter().next_back();
        assert!(seen.len() <= 45, "{path}");
    }
    let all: Vec<_> = (0..45).rev().map(|n| format!("Label {n:02}")).collect();
    assert_eq!(seen, all, "newest first, each once");
    // The search text is literal, not a pattern.
    for (query, found) in [("100%25", 1), ("n_b", 1), ("%25", 1), ("_", 1), ("label+4", 5), ("%00", 20)] {
        let page = jonas.get(&format!("/projects?q={query}")).expect(200);
        assert!(names(&page).len().min(20) >= found, "{query}: {:?}", names(&page));
    }
    jonas.get("/projects?q=nowhere").expect(200).says("No projects found");
    for odd in ["status=nonsense", "client=nobody", "before=yesterday"] {
        jonas.get(&format!("/projects?{odd}")).expect(200);
    }
}
