//! A sensitive action in an older session requires fresh proof, and the typed text is kept.

use std::sync::Arc;

use chrono::Duration;
use reprint::kernel::time::FixedClock;

use crate::{
    accounts::link_to,
    support::{chrome::Browser, *},
};

#[test]
fn typed_text_is_restored_after_confirming_the_password() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let studio = Studio::at(&served);
    let ana = &studio.birch.manager;
    studio.give_password(ana);
    let browser = Browser::at(&studio);
    browser.sign_in(ana);
    let path = format!("/clients/{}/invitations", studio.birch.id);
    browser.visit(&path);
    browser.wait_for_css("#email");
    browser.fill("name", "Lena Brandt");
    browser.fill("email", "lena@birch.example");
    browser.press_css("#place-manager");
    clock.advance(Duration::minutes(11));
    browser.press("Send invitation");
    browser.wait_for_path("/account/proof");
    assert_eq!(link_to(&studio, "invitation", "lena@birch.example"), None, "nothing has been done");
    browser.fill("password", "is it this one, perhaps?");
    browser.press("Continue");
    browser.wait_for("This is not the current password");
    browser.fill("password", PASSWORD);
    browser.press("Continue");
    // The form is shown again, with a notice that it has not been sent.
    browser.wait_for("you were asked for your password first");
    let typed = "return [document.getElementById('name').value, document.getElementById('email').value,
        document.getElementById('place-manager').checked]";
    assert_eq!(browser.run(typed), serde_json::json!(["Lena Brandt", "lena@birch.example", true]));
    browser.press("Send invitation");
    browser.wait_for_path("/team");
    browser.wait_for("Lena Brandt");
    assert!(link_to(&studio, "invitation", "lena@birch.example").is_some());
    // It was restored once, and is not stored any longer.
    browser.visit(&path);
    browser.wait_for_css("#email");
    assert_eq!(browser.run(typed), serde_json::json!(["", "", false]));
    browser.has_no_complaints();
}

#[test]
fn issue_11_a_form_interrupted_by_fresh_proof_says_that_it_has_not_been_saved() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let studio = Studio::at(&served);
    let jonas = &studio.staff;
    studio.give_password(jonas);
    for (scripts, address) in [(true, "books@birch.example"), (false, "books@elsewhere.example")] {
        let browser = if scripts { Browser::at(&studio) } else { Browser::without_scripts(&studio) };
        browser.sign_in(jonas);
        let birch = format!("/clients/{}", studio.birch.id);
        browser.visit(&format!("{birch}/edit"));
        browser.wait_for_css("#email");
        clock.advance(Duration::minutes(11));
        browser.fill("email", address);
        browser.press("Save");
        browser.wait_for_path("/account/proof");
        browser.wait_for("What you typed is kept");
        browser.fill("password", PASSWORD);
        browser.press("Continue");
        if !scripts {
            browser.wait_for("Your form is still here");
            browser.press("Back to the form");
        }
        browser.wait_for("This has not been saved yet");
        browser.press("Save");
        browser.wait_for("Saved.");
        browser.wait_for(address);
    }
}

#[test]
fn issue_11_a_button_interrupted_by_fresh_proof_says_that_nothing_has_been_done() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let studio = Studio::at(&Served::with(clock.clone(), &[]));
    let vera = &studio.admin;
    studio.give_password(vera);
    let browser = Browser::at(&studio);
    browser.sign_in(vera);
    let role = format!("/people/{}/role", studio.staff.id);
    browser.visit(&role);
    browser.wait_for_css("#place-admin");
    browser.press_css("#place-admin");
    clock.advance(Duration::minutes(11));
    browser.press("Change role");
    browser.wait_for_path("/account/proof");
    browser.fill("password", PASSWORD);
    browser.press("Continue");
    browser.wait_for_path(&role);
    browser.wait_for("Nothing has been done yet");
    assert_eq!(
        browser.run("return document.getElementById('place-admin').checked"),
        serde_json::json!(true),
        "the role is still selected"
    );
    browser.has_no_complaints();
}
