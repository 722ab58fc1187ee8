//! A browser opens one stream, however many tabs it has.

use diesel::prelude::*;
use reprint::{
    kernel::ids::ProjectId,
    schema::{projects, users},
};

use crate::support::{chrome::Browser, *};

fn scene() -> (Studio, ProjectId) {
    // A separate portal, so that its streams can be counted.
    let clock = std::sync::Arc::new(reprint::kernel::time::SystemClock);
    let studio = Studio::at(&Served::with(clock, &[]));
    let project = ProjectId::new();
    studio.set_up(|tx| {
        let row = (
            projects::id.eq(project),
            projects::client_id.eq(studio.birch.id),
            projects::name.eq("Autumn catalogue"),
            projects::currency.eq("EUR"),
        );
        diesel::insert_into(projects::table).values(row).execute(tx.conn())?;
        let ana = users::table.filter(users::id.eq(studio.birch.manager.id));
        // Not the studio's time zone, which is Berlin.
        Ok(diesel::update(ana).set(users::zone.eq("Pacific/Auckland")).execute(tx.conn())?)
    });
    (studio, project)
}

fn say(client: &Client, project: ProjectId, text: &str) {
    let key = uuid::Uuid::now_v7().to_string();
    client
        .post(&format!("/projects/{project}/messages"), &[("body", text), ("client_key", &key)])
        .expect(303);
}

/// The number of open streams.
fn streams(studio: &Studio) -> usize {
    studio.served.portal.live.streams()
}

#[test]
fn seven_tabs_share_one_stream_and_another_tab_takes_it_over() {
    let (studio, project) = scene();
    let studio = &studio;
    let jonas = studio.sign_in(&studio.staff);
    jonas.get("/").expect(200);
    let browser = Browser::at(studio);
    browser.sign_in(&studio.birch.manager);
    let place = format!("/projects/{project}/messages");
    let mut tabs = vec![browser.tab()];
    browser.visit(&place);
    for _ in 1..7 {
        tabs.push(browser.open_tab());
        browser.visit(&place);
    }
    for tab in &tabs {
        browser.go_to_tab(tab);
        browser.wait_for_css("#connection[data-state=online]");
    }
    assert_eq!(streams(studio), 1);
    say(&jonas, project, "The plates are made");
    for tab in &tabs {
        browser.go_to_tab(tab);
        browser.wait_for("The plates are made");
    }

    // Times in messages that arrived live are in the user's time zone, as after a reload.
    let times = "return [...document.querySelectorAll('.bubble time, .day time')].map(time => time.textContent).join()";
    let live = browser.run(times);
    browser.visit(&place);
    browser.wait_for("The plates are made");
    assert_eq!(live, browser.run(times));

    // The first tab holds the stream.
    browser.go_to_tab(&tabs[0]);
    browser.close_tab();
    say(&jonas, project, "The press is running");
    for tab in &tabs[1..] {
        browser.go_to_tab(tab);
        browser.wait_for("The press is running");
        let bubbles = browser.run("return document.querySelectorAll('.bubble').length");
        assert_eq!(bubbles, serde_json::json!(2));
    }
    eventually("one stream again", || (streams(studio) == 1).then_some(()));
    browser.has_no_complaints();
}
