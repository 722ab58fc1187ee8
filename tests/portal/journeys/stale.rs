//! An old session proves itself before something sensitive, and what was typed is still there.

use std::sync::Arc;

use chrono::Duration;
use reprint::kernel::time::FixedClock;

use crate::{
    accounts::link_to,
    support::{chrome::Browser, *},
};

#[test]
fn what_was_typed_waits_until_the_password_is_shown() {
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
    assert_eq!(link_to(&studio, "invitation", "lena@birch.example"), None, "nothing was done");
    browser.fill("password", "is it this one, perhaps?");
    browser.press("Continue");
    browser.wait_for("This is not the current password");
    browser.fill("password", PASSWORD);
    browser.press("Continue");
    browser.wait_for_path(&path);
    let typed = "return [document.getElementById('name').value, document.getElementById('email').value,
        document.getElementById('place-manager').checked]";
    assert_eq!(browser.run(typed), serde_json::json!(["Lena Brandt", "lena@birch.example", true]));
    browser.press("Send invitation");
    browser.wait_for_path(&format!("/clients/{}", studio.birch.id));
    browser.wait_for("Lena Brandt");
    assert!(link_to(&studio, "invitation", "lena@birch.example").is_some());
    // It was put back once, and is not kept.
    browser.visit(&path);
    browser.wait_for_css("#email");
    assert_eq!(browser.run(typed), serde_json::json!(["", "", false]));
    browser.has_no_complaints();
}
