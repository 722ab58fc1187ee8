//! The activity feed.

use crate::{
    files,
    invoices::sent,
    messages::say,
    projects::{milestones, open},
    support::*,
};

#[test]
fn a_projects_feed_shows_who_did_what_newest_first() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let (jonas, ana) = (studio.sign_in(&studio.staff), studio.sign_in(&studio.birch.manager));
    let project = path.trim_start_matches("/projects/");
    let first = milestones(&jonas, &path).remove(0);
    jonas.post(&format!("{first}/completion"), &[]).expect(303);
    jonas.post(&format!("{path}/status"), &[("status", "in_progress")]).expect(303);
    files::send(&ana, project.parse().unwrap(), "brief.txt", b"Two inks.");
    say(&ana, project.parse().unwrap(), "The brief is there.");

    let told = [
        "Ana Keller uploaded brief.txt",
        "Jonas Weber changed the status of Winter packaging to in progress",
        "Jonas Weber completed the milestone Dielines agreed",
        "Jonas Weber created the project Winter packaging",
    ];
    for reader in [&jonas, &ana] {
        for page in [format!("{path}/activity"), "/activity".to_owned()] {
            let text = reader.get(&page).expect(200).text_of("main");
            let places: Vec<_> = told.iter().map(|sentence| text.find(sentence)).collect();
            assert!(places.iter().all(Option::is_some), "{page} must show {text}");
            assert!(places.is_sorted(), "{page} must be in order: {places:?}");
            assert!(!text.contains("The brief is there"), "messages must not appear in the feed");
        }
    }
    // In German the sentence is translated, with the same names.
    let german = ana.request(reqwest::Method::GET, &format!("{path}/activity"));
    let german = ana.send(german.header("accept-language", "de")).expect(200);
    assert!(german.has_text("Dielines agreed") && !german.has_text("completed"));
}

#[test]
fn clients_cannot_see_each_others_activity() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    sent(&studio);
    let noor = studio.sign_in(&studio.northlight.manager);
    noor.get(&format!("{path}/activity")).expect(404);
    noor.get("/activity").expect(200).says("No activity yet").lacks("Winter");
    let ana = studio.sign_in(&studio.birch.manager);
    ana.get("/activity").expect(200).says("sent invoice").says("€1,214.91");
    let elsewhere = Studio::new();
    elsewhere.sign_in(&elsewhere.admin).get(&format!("{path}/activity")).expect(404);
}

#[test]
fn drafts_do_not_appear_in_feeds() {
    let studio = Studio::new();
    crate::invoices::draft(&studio);
    studio.sign_in(&studio.birch.manager).get("/activity").expect(200).says("No activity yet");
}

#[test]
fn a_long_feed_is_paged() {
    let studio = Studio::new();
    let path = open(&studio, "Winter packaging");
    let jonas = studio.sign_in(&studio.staff);
    let first = milestones(&jonas, &path).remove(0);
    for _ in 0..22 {
        jonas.post(&format!("{first}/completion"), &[]).expect(303);
        jonas.post(&format!("{first}/reopening"), &[]).expect(303);
    }
    for start in ["/activity".to_owned(), format!("{path}/activity")] {
        let page = jonas.get(&start).expect(200).lacks("created the project");
        let older = page.attributes("main a[href*='before=']", "href").remove(0);
        let older = jonas.get(&older).expect(200).says("created the project Winter packaging");
        assert!(older.attributes("main a[href*='before=']", "href").is_empty());
        jonas.get(&format!("{start}?before=1")).expect(200);
        jonas.get(&format!("{start}?before=yesterday")).expect(400);
    }
}
