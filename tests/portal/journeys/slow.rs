//! Slow and lost connections, and ended sessions.

use serde_json::json;

use crate::support::{chrome::Browser, *};

#[test]
fn a_pressed_button_shows_progress_and_sends_once() {
    let studio = Studio::new();
    let jonas = Browser::at(&studio);
    jonas.sign_in(&studio.staff);
    jonas.visit("/clients/new");
    jonas.fill("name", "Slow & Steady");
    jonas.run("window.sent = 0; document.addEventListener('htmx:before:request', () => window.sent++)");
    jonas.has_latency(1500);
    // In one script, because the driver would wait for the page to load between two clicks.
    jonas.run("const button = document.querySelector('main form button.button-primary'); button.click(); button.click()");
    jonas.wait_for_css("main form button[aria-busy=true]");
    jonas.run("document.querySelector('main form button.button-primary').click()");
    jonas.wait_for("Client added.");
    assert_eq!(jonas.run("return window.sent"), 1);
    assert!(!jonas.has("[aria-busy=true]"));
    jonas.has_no_complaints();
}

#[test]
fn a_link_without_a_response_offers_to_try_again() {
    let studio = Studio::new();
    let jonas = Browser::at(&studio);
    jonas.sign_in(&studio.staff);
    jonas.visit("/projects");
    jonas.is_offline(true);
    for _ in 0..2 {
        jonas.run("document.querySelector(\".rail a[href='/clients']\").click()");
        jonas.wait_for("No answer.");
    }
    assert_eq!(
        jonas.run("return document.querySelectorAll('.toast').length"),
        1,
        "the message is shown once"
    );
    jonas.on_a_phone();
    jonas.is_no_wider();
    jonas.on_a_desk();
    jonas.is_offline(false);
    jonas.press("Try again");
    jonas.wait_for_path("/clients");
    assert!(!jonas.has(".toast"), "the message disappears with the next page");
}

#[test]
fn a_session_ended_elsewhere_is_reported_and_the_typed_text_kept() {
    let studio = Studio::new();
    let project = studio.furnish(&studio.birch).project;
    let ana = &studio.birch.manager;
    let browser = Browser::at(&studio);
    browser.sign_in(ana);
    let path = format!("/projects/{project}/messages");
    browser.visit(&path);
    browser.wait_for_css("message-composer:defined");
    studio.set_up(|tx| {
        use diesel::prelude::*;
        use reprint::schema::sessions;
        Ok(diesel::delete(sessions::table.filter(sessions::user_id.eq(ana.id))).execute(tx.conn())?)
    });
    browser.fill("body", "Still here");
    browser.press("Send");
    browser.wait_for("You have been signed out. Your text is kept.");
    browser.press("Sign in to send it");
    browser.wait_for_path("/sign-in");
    assert!(browser.path().contains("next="), "{}", browser.path());
    browser.sign_in(ana);
    browser.visit(&path);
    browser.press("Send again");
    let sent = "return document.querySelectorAll('.is-sending').length";
    eventually("it is sent", || (browser.run(sent) == json!(0)).then_some(()));
    browser.wait_for("Still here");
}

#[test]
fn without_scripts_no_hints_about_scripts_are_shown() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    let jonas = Browser::without_scripts(&studio);
    jonas.sign_in(&studio.staff);
    jonas.visit(&format!("/projects/{}/messages", things.project));
    jonas.wait_for("Send");
    assert!(!jonas.text().contains("Enter to send"));
    jonas.visit("/clients/new");
    jonas.fill("name", "Slow & Steady");
    jonas.press_css("main form button.button-primary");
    jonas.wait_for("Client added.");
    assert!(!jonas.text().contains("Dismiss"), "the button would do nothing");
    let shown = "return document.querySelector('[data-dismiss]').getClientRects().length";
    assert_eq!(jonas.run(shown), json!(0));
}
