//! The test support itself works.

use crate::support::*;

#[test]
fn a_new_studio_responds_under_its_own_host() {
    let studio = Studio::new();
    let page = studio.visit().get("/nowhere-at-all");
    assert_eq!(page.status, 404, "{}", page.body());
    assert!(page.body().contains("Studio Halbton"));
}

#[test]
fn a_session_created_directly_is_accepted() {
    let studio = Studio::new();
    let ana = studio.sign_in(&studio.birch.manager);
    assert!(ana.cookies().contains("session="));
    let page = ana.get("/nowhere-at-all");
    assert_eq!(page.status, 404);
}

#[test]
fn a_browser_shows_a_page() {
    let studio = Studio::new();
    let browser = chrome::Browser::at(&studio);
    browser.visit("/nowhere-at-all");
    browser.wait_for("Studio Halbton");
    browser.is_accessible();
}

#[test]
fn a_browser_without_scripts_shows_a_page() {
    let studio = Studio::new();
    let browser = chrome::Browser::without_scripts(&studio);
    browser.visit("/nowhere-at-all");
    browser.wait_for("Studio Halbton");
    assert_eq!(browser.path(), "/nowhere-at-all");
}

#[test]
fn scripts_run_unless_they_are_disabled() {
    let studio = Studio::new();
    for (browser, kind) in
        [(chrome::Browser::at(&studio), "object"), (chrome::Browser::without_scripts(&studio), "undefined")]
    {
        browser.sign_in(&studio.staff);
        browser.visit("/account");
        browser.wait_for("Jonas Weber");
        assert_eq!(browser.run("return typeof window.htmx"), kind);
    }
}

#[test]
fn a_failing_script_does_not_stop_the_scripts_after_it() {
    let studio = Studio::new();
    let browser = chrome::Browser::at(&studio);
    browser.sign_in(&studio.staff);
    // Defining a custom element twice is an error, so the script that defines this one fails.
    let taken = "customElements.define('connection-state', class extends HTMLElement {})";
    let before = serde_json::json!({ "source": taken });
    browser.devtools("Page.addScriptToEvaluateOnNewDocument", &before);
    browser.visit("/account");
    browser.wait_for_css("theme-choice button[aria-pressed=true]");
    assert_eq!(
        browser.run("return Boolean(customElements.get('code-sheet'))"),
        true,
        "the last script of the module has run"
    );
    assert_eq!(
        browser.run("return customElements.get('connection-state').name"),
        "",
        "the control: the portal's own element could not be defined"
    );
}
