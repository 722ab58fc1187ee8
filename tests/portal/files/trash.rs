use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use reprint::{
    kernel::{
        ids::BlobId,
        time::{Clock, FixedClock},
    },
    schema::{audit_entries, audit_particulars, blob_chunks, blobs, file_versions, files},
    storage,
};

use super::*;

fn trash_of(project: ProjectId) -> String {
    format!("/projects/{project}/files/trash")
}

fn delete(client: &Client, file: &str) {
    client.post(&format!("{file}/deletion"), &[("confirmed", "yes")]).expect(303);
}

/// A studio whose clock the test controls.
fn with_clock() -> (Arc<FixedClock>, Studio) {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:30:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    (clock, Studio::at(&served))
}

/// The number of files, versions, blobs and chunks of a studio.
fn kept(studio: &Studio) -> (i64, i64, i64, i64) {
    studio.set_up(|tx| {
        Ok((
            files::table.count().get_result(tx.conn())?,
            file_versions::table.count().get_result(tx.conn())?,
            blobs::table.count().get_result(tx.conn())?,
            blob_chunks::table.count().get_result(tx.conn())?,
        ))
    })
}

#[test]
fn a_deleted_file_can_be_restored_by_those_who_may_delete_it() {
    let studio = Studio::new();
    let project = autumn_catalogue(&studio);
    let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
    let jonas = studio.sign_in(&studio.staff);
    send(&ana, project, "label.pdf", PDF).expect(303);
    send(&ana, project, "label.pdf", &large(1_000)).expect(303);
    let file = pages(&ana, project).remove(0);
    ana.get(&trash_of(project)).expect(200).says("The trash is empty");
    delete(&ana, &file);

    tom.get(&trash_of(project)).expect(200).lacks("label.pdf");
    jonas.get(&trash_of(project)).expect(200).says("label.pdf");
    studio.sign_in(&studio.northlight.manager).get(&trash_of(project)).expect(404);
    let page = ana.get(&trash_of(project)).expect(200).says("label.pdf").says("2 versions");
    let restore = page.attributes("form[action*=restoration]", "action").remove(0);

    tom.post(&restore, &[]).expect(403);
    studio.sign_in(&studio.northlight.manager).post(&restore, &[]).expect(404);
    ana.get(&file).expect(404);
    let back = ana.post(&restore, &[]).expect(303);
    ana.follow(&back).expect(200).says("V 2").says("V 1").says("File restored");
    ana.get(&latest(&ana, project)[0]).expect(200);
    ana.post(&restore, &[]).expect(303);
    ana.get(&format!("/projects/{project}/activity"))
        .expect(200)
        .says("Ana Keller restored label.pdf from the trash");
}

#[test]
fn files_of_an_archived_project_cannot_be_deleted_or_restored() {
    let (studio, project, ana) = ana_at_the_files();
    let jonas = studio.sign_in(&studio.staff);
    for name in ["kept.pdf", "gone.pdf"] {
        send(&ana, project, name, PDF).expect(303);
    }
    let [gone, kept] = &pages(&ana, project)[..] else { panic!("two files were sent") };
    delete(&ana, gone);
    jonas.post(&format!("/projects/{project}/archive"), &[]).expect(303);

    let restoring = format!("form[action='/projects/{project}/restoration']");
    for (person, is_staff) in [(&ana, false), (&jonas, true)] {
        for (path, fields) in [
            (format!("{kept}/deletion"), &[("confirmed", "yes")][..]),
            (format!("{kept}/deletion"), &[]),
            (format!("{gone}/restoration"), &[]),
        ] {
            let page = person.post(&path, fields).expect(409).says("until the studio restores it");
            assert_eq!(
                page.has(&restoring),
                is_staff,
                "{path} offers to restore the project to those who may"
            );
        }
        let page = person.get(kept).expect(200);
        assert!(!page.has("form[action$=deletion]"));
        assert!(!person.get(&trash_of(project)).expect(200).has("form[action^='/files']"));
    }
    assert_eq!(pages(&ana, project), std::slice::from_ref(kept));

    jonas.post(&format!("/projects/{project}/restoration"), &[]).expect(303);
    ana.post(&format!("{gone}/restoration"), &[]).expect(303);
    delete(&ana, kept);
    assert_eq!(pages(&ana, project), std::slice::from_ref(gone));
}

#[test]
fn a_file_is_not_restored_if_its_name_has_been_taken() {
    let (_, project, ana) = ana_at_the_files();
    send(&ana, project, "label.pdf", PDF).expect(303);
    let file = pages(&ana, project).remove(0);
    delete(&ana, &file);
    send(&ana, project, "Label.pdf", PDF).expect(303);
    ana.post(&format!("{file}/restoration"), &[]).expect(409).says("Another file now has this name");
    delete(&ana, &pages(&ana, project).remove(0));
    ana.post(&format!("{file}/restoration"), &[]).expect(303);
    assert_eq!(pages(&ana, project), [file]);
}

#[test]
fn a_deleted_file_is_purged_after_thirty_days() {
    let (clock, studio) = with_clock();
    let project = autumn_catalogue(&studio);
    let ana = studio.sign_in(&studio.birch.manager);
    for bytes in [PDF.to_vec(), large(700_000)] {
        send(&ana, project, "label.pdf", &bytes).expect(303);
    }
    let file = pages(&ana, project).remove(0);
    send(&ana, project, "kept.pdf", PDF).expect(303);
    ana.get(&latest(&ana, project)[0]).expect(200);
    delete(&ana, &file);
    assert_eq!(kept(&studio), (2, 3, 3, 5));

    studio.work_off();
    clock.advance(Duration::days(30) - Duration::hours(1));
    studio.work_off();
    assert_eq!(kept(&studio), (2, 3, 3, 5), "nothing is purged for thirty days");
    clock.advance(Duration::days(1));
    studio.work_off();
    assert_eq!(kept(&studio), (1, 1, 1, 1));
    let facts: Vec<serde_json::Value> = studio.set_up(|tx| {
        let purged =
            audit_entries::table.filter(audit_entries::kind.eq("file.purged")).select(audit_entries::id);
        let facts = audit_particulars::table.filter(audit_particulars::entry_id.eq_any(purged));
        Ok(facts.select(audit_particulars::facts).load(tx.conn())?)
    });
    let [facts] = &facts[..] else { panic!("one file was purged: {facts:?}") };
    assert_eq!((facts["name"].as_str(), facts["versions"].as_i64()), (Some("label.pdf"), Some(2)));
}

#[test]
fn a_studio_sets_how_long_the_trash_keeps_a_file() {
    let (clock, studio) = with_clock();
    let project = autumn_catalogue(&studio);
    let (vera, ana) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.birch.manager));
    send(&ana, project, "label.pdf", PDF).expect(303);
    delete(&ana, &pages(&ana, project).remove(0));
    let trash = trash_of(project);
    ana.get(&trash).expect(200).says("kept for 30 days");
    let form = vera.get("/studio/retention").expect(200);
    let days: Vec<_> = ["feed", "mail", "session", "link", "export", "audit", "revision"]
        .map(|field| (field, form.value_of(field)))
        .into();
    let mut fields: Vec<_> = days.iter().map(|(field, days)| (*field, days.as_str())).collect();
    fields.push(("trash", "2"));
    vera.post("/studio/retention", &fields).expect(303);
    for reader in [&ana, &studio.sign_in(&studio.staff)] {
        reader.get(&trash).expect(200).says("label.pdf").says("kept for 2 days");
    }
    clock.advance(Duration::hours(47));
    studio.work_off();
    assert_eq!(kept(&studio).0, 1);
    clock.advance(Duration::days(1));
    studio.work_off();
    assert_eq!(kept(&studio).0, 0);
}

#[test]
fn unreferenced_blobs_are_removed_after_a_day() {
    let (clock, studio) = with_clock();
    studio.furnish(&studio.birch);
    let at = clock.now();
    studio.past_the_guards("blobs", &format!("update blobs set completed_at = '{}'", at.to_rfc3339()));
    let before = kept(&studio);
    let stray: BlobId = studio.set_up(|tx| storage::put_bytes(tx, None, &large(300_000)));
    studio.work_off();
    clock.advance(Duration::hours(23));
    studio.work_off();
    assert_eq!(kept(&studio).2, before.2 + 1, "its row may be about to be written");
    clock.advance(Duration::hours(2));
    studio.work_off();
    assert_eq!(kept(&studio), before, "files, invoices and mails keep theirs");
    let left: i64 =
        studio.set_up(|tx| Ok(blobs::table.filter(blobs::id.eq(stray)).count().get_result(tx.conn())?));
    assert_eq!(left, 0);
}
