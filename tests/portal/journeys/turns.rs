//! A client user's turns: their count on every page and their list on the first page are updated live.

use diesel::prelude::*;
use reprint::{kernel::ids::ProjectId, schema::projects};

use crate::{
    messages::say,
    support::{chrome::Browser, *},
};

#[test]
fn issue_11_the_badge_and_the_list_of_turns_are_updated_live() {
    let studio = Studio::new();
    let project = ProjectId::new();
    studio.set_up(|tx| {
        let row = (
            projects::id.eq(project),
            projects::client_id.eq(studio.birch.id),
            projects::name.eq("Autumn catalogue"),
            projects::currency.eq("EUR"),
        );
        Ok(diesel::insert_into(projects::table).values(row).execute(tx.conn())?)
    });
    let jonas = studio.sign_in(&studio.staff);
    jonas.get("/").expect(200);
    let browser = Browser::at(&studio);
    browser.sign_in(&studio.birch.manager);
    let first = browser.tab();
    browser.visit("/");
    browser.wait_for("You’re all caught up");
    let second = browser.open_tab();
    browser.visit("/projects");
    browser.wait_for_css("#connection[data-state=online]");
    assert!(!browser.has("#count-turns .count"));

    say(&jonas, project.uuid(), "Which red do you like?");
    browser.wait_for_css("#count-turns .count");
    browser.go_to_tab(&first);
    browser.wait_for("New message from Jonas Weber");
    browser.wait_for("One thing needs your attention.");
    browser.wait_for_css("#count-turns .count");

    // Once the message is read in the other tab, the turn disappears here.
    browser.go_to_tab(&second);
    browser.visit(&format!("/projects/{project}/messages"));
    browser.wait_for_css("#count-turns:not(:has(.count))");
    browser.go_to_tab(&first);
    browser.wait_for("You’re all caught up");
    assert!(!browser.has("#count-turns .count"));
    browser.has_no_complaints();
}
