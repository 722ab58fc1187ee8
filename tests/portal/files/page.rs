//! A file's own page: its next version, its name, and what it shows.

use std::time::Duration;

use diesel::prelude::*;

use super::{PDF, ana_at_the_files, files_of, pages, send};
use crate::{live::Stream, support::*};

fn versions(client: &Client, page: &str) -> usize {
    client.get(page).expect(200).texts_of(".versions > li").len()
}

#[test]
fn issue_11_a_file_page_accepts_the_next_version_whatever_its_name() {
    let (studio, project, ana) = ana_at_the_files();
    send(&ana, project, "label.pdf", PDF).expect(303);
    let page = pages(&ana, project).remove(0);
    let place = format!("{page}/versions");
    let sent = ana.upload(&place, &[], &[("file", "final FINAL (2).PDF", PDF)]).expect(303);
    ana.follow(&sent).expect(200).says("New version uploaded.").says("label.pdf").lacks("FINAL");
    assert_eq!(versions(&ana, &page), 2);
    assert_eq!(pages(&ana, project).len(), 1, "no other file was created");

    ana.upload(&place, &[], &[("file", "notes.txt", b"Not a label.")])
        .expect(422)
        .says("has to be a .pdf file");
    ana.upload(&place, &[], &[("file", "a.pdf", PDF), ("file", "b.pdf", PDF)])
        .expect(422)
        .says("Only one file at a time");
    ana.upload(&place, &[], &[("file", "", b"")]).expect(422).says("Choose a file first.");
    assert_eq!(versions(&ana, &page), 3, "of two files the first is stored");
    let noor = studio.sign_in(&studio.northlight.manager);
    noor.get("/").expect(200);
    noor.upload(&place, &[], &[("file", "label.pdf", PDF)]).expect(404);
    // The newest version comes first, with its download as the primary button; the button that deletes comes last.
    let shown = ana.get(&page).expect(200);
    assert_eq!(shown.texts_of(".button-primary").first().map(String::as_str), Some("Download"));
    assert_eq!(shown.texts_of("main button").last().map(String::as_str), Some("Delete"));
}

#[test]
fn issue_11_a_file_is_renamed_by_its_creator_and_by_the_studio() {
    let (studio, project, ana) = ana_at_the_files();
    send(&ana, project, "label.pdf", PDF).expect(303);
    send(&ana, project, "other.pdf", PDF).expect(303);
    let page = pages(&ana, project).into_iter().find(|page| ana.get(page).has_text("label.pdf")).unwrap();
    let name = |client: &Client, typed: &str| {
        let was = client.get(&page).expect(200).value_of("was");
        client.post(&format!("{page}/name"), &[("name", typed), ("was", &was)])
    };
    for typed in ["05/06 proof.pdf", "a\\b.pdf"] {
        let refused = name(&ana, typed).expect(422);
        assert!(refused.field_fault("name").is_some_and(|fault| fault.contains("cannot contain")), "{typed}");
        assert_eq!(refused.value_of("name"), typed, "what was typed is kept");
    }
    name(&ana, "Label front").expect(303);
    ana.get(&page).expect(200).says("Label front.pdf");
    let jonas = studio.sign_in(&studio.staff);
    name(&jonas, "Label FRONT.pdf").expect(303);
    jonas.get("/activity").expect(200).says("renamed a file to Label FRONT.pdf");
    // The new name now belongs to this file, and the old one is free.
    send(&ana, project, "label front.pdf", PDF).expect(303);
    assert_eq!(versions(&ana, &page), 2);

    let refused = name(&ana, "other.pdf").expect(409);
    assert_eq!(refused.value_of("name"), "other.pdf", "what was typed is kept");
    assert!(refused.field_fault("name").unwrap().contains("Another file"));
    assert!(name(&ana, "label.png").expect(422).field_fault("name").is_some());
    assert!(name(&ana, " ").expect(422).field_fault("name").is_some());
    let stale = [("name", "Label.pdf"), ("was", "label.pdf")];
    let conflict = ana.post(&format!("{page}/name"), &stale).expect(409);
    assert_eq!(
        (conflict.value_of("name"), conflict.value_of("was")),
        ("Label.pdf".into(), "Label FRONT.pdf".into())
    );

    let tom = studio.sign_in(&studio.birch.member);
    assert!(!tom.get(&page).expect(200).has("[name=was]"));
    tom.post(&format!("{page}/name"), &[("name", "Tom.pdf"), ("was", "Label FRONT.pdf")]).expect(403);
    studio.sign_in(&studio.northlight.manager).post(&format!("{page}/name"), &stale).expect(404);
}

#[test]
fn issue_11_an_open_page_of_a_file_is_updated() {
    let (_, project, ana) = ana_at_the_files();
    send(&ana, project, "label.pdf", PDF).expect(303);
    let page = pages(&ana, project).remove(0);
    let mut open = Stream::of_page(&ana, &page);
    ana.upload(&format!("{page}/versions"), &[], &[("file", "next.pdf", PDF)]).expect(303);
    let id = page.rsplit('/').next().unwrap();
    // What was sent before the page was rendered may be sent again.
    let mut arrives = |what: &str| {
        (0..4).any(|_| open.next(Duration::from_secs(20)).is_some_and(|piece| piece.data.contains(what)))
    };
    assert!(arrives(&format!("hx-target=\"#file-versions-{id}\"")));
    ana.get(&page).expect(200);
    ana.post(&format!("{page}/name"), &[("name", "Sleeve"), ("was", "label.pdf")]).expect(303);
    assert!(arrives(&format!("hx-target=\"#file-name-{id}\" hx-swap=\"innerHTML\">Sleeve.pdf")));
}

#[test]
fn issue_11_a_deleted_file_is_restored_from_the_message_about_it() {
    let (_, project, ana) = ana_at_the_files();
    send(&ana, project, "label.pdf", PDF).expect(303);
    let page = pages(&ana, project).remove(0);
    ana.get(&page).expect(200);
    let deleted = ana.post(&format!("{page}/deletion"), &[("confirmed", "yes")]).expect(303);
    let said = ana.follow(&deleted).expect(200).says("File moved to the trash.");
    let undo = said.attributes(".toast form", "action");
    assert!(undo[0].starts_with(&format!("{page}/restoration?of=")), "{undo:?}");
    ana.post(&undo[0], &[]).expect(303);
    assert_eq!(pages(&ana, project), [page]);
    assert!(!ana.get(&files_of(project)).expect(200).has(".toast form"), "it is offered once");
}

#[test]
fn issue_8_renaming_does_not_change_the_type_of_a_file() {
    let (studio, project, ana) = ana_at_the_files();
    // A PDF by its first kilobyte, but a program under another name.
    let program = b"@echo off\r\ncalc.exe\r\nrem %PDF-1.4\r\n";
    send(&ana, project, "menu.pdf", program).expect(303);
    let page = pages(&ana, project).remove(0);
    let name = |typed: &str| {
        let was = ana.get(&page).expect(200).value_of("was");
        ana.post(&format!("{page}/name"), &[("name", typed), ("was", &was)])
    };
    for unseen in ["\u{200b}", "\u{200b}.pdf", ".pdf", "\u{ad}.PDF", "\u{3164}", "\u{2060}"] {
        let fault = name(unseen).expect(422).field_fault("name");
        assert!(fault.is_some_and(|fault| fault.contains("fill this in")), "{unseen:?}");
    }
    name("x.bat\u{200b}").expect(303);
    ana.get(&page).expect(200).says("x.bat.pdf");
    name("menu \u{200b}2").expect(303);
    ana.get(&page).expect(200).says("menu 2.pdf");
    // A name without anything visible is refused as well.
    let refused = |sent: &str| {
        ana.get(&files_of(project)).expect(200);
        ana.upload(&files_of(project), &[], &[("file", sent, PDF)]).expect(422)
    };
    refused("\u{ad}.pdf").says("has no extension");
    refused("\u{3164}.pdf").says("has no extension");

    // A file that has lost its name keeps its type, however that happened.
    let id = page.rsplit('/').next().unwrap();
    let renamed = |to: &str| {
        let statement = format!("update files set name = '{to}', name_key = '{to}' where id = '{id}'");
        studio.set_up(|tx| Ok(diesel::sql_query(statement).execute(tx.conn())?));
    };
    for lost in [".pdf", "x.bat", "menu"] {
        renamed(lost);
        ana.get(&page).expect(200).says("A .pdf file");
        let versions = format!("{page}/versions");
        ana.upload(&versions, &[], &[("file", "notes.txt", b"Not a menu.")])
            .expect(422)
            .says("has to be a .pdf file");
        name("again.bat").expect(303);
        ana.get(&page).expect(200).says("again.bat.pdf");
        ana.upload(&versions, &[], &[("file", "next.pdf", PDF)]).expect(303);
    }
    assert_eq!(versions(&ana, &page), 4);
    assert_eq!(
        ana.get(
            &ana.get(&page).expect(200).attributes(".versions a[download], .versions a.button", "href")[0]
        )
        .expect(200)
        .header("content-disposition"),
        Some("attachment; filename=\"again.bat.pdf\"")
    );
}

#[test]
fn issue_8_f7_a_restore_button_of_an_earlier_deletion_does_not_restore() {
    let (_, project, ana) = ana_at_the_files();
    send(&ana, project, "label.pdf", PDF).expect(303);
    let page = pages(&ana, project).remove(0);
    let delete = || {
        ana.get(&page).expect(200);
        let deleted = ana.post(&format!("{page}/deletion"), &[("confirmed", "yes")]).expect(303);
        ana.follow(&deleted).expect(200).attributes(".toast form", "action").remove(0)
    };
    let first = delete();
    ana.post(&first, &[]).expect(303);
    let second = delete();
    ana.post(&first, &[]).expect(409).says("deleted again since");
    assert!(pages(&ana, project).is_empty());
    ana.post(&second, &[]).expect(303);
    assert_eq!(pages(&ana, project), [page]);
}
