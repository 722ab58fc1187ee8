//! Second factors in a browser: setting one up while signing in, recovery codes, and passkeys as the first and the second factor.

use diesel::prelude::*;
use reprint::schema::{audit_entries, audit_particulars};

use crate::{
    accounts::factors::{App, Scene},
    support::{chrome::Browser, *},
};

/// With several studios, each has its own host name, to which its passkeys are bound.
fn scene() -> (Scene, Studio) {
    let scene = Scene::new();
    let other = Studio::at(&scene.studio.served);
    (scene, other)
}

/// Checks the current page in the light and dark theme and on a phone.
pub fn looks_right(browser: &Browser) {
    for dark in [false, true] {
        browser.prefer_dark(dark);
        browser.is_accessible();
    }
    browser.prefer_dark(false);
    browser.on_a_phone();
    browser.is_accessible();
    let wide =
        browser.run("return document.documentElement.scrollWidth > document.documentElement.clientWidth");
    assert_eq!(wide, serde_json::json!(false), "{} is wider than a phone", browser.path());
    browser.on_a_desk();
    browser.has_no_complaints();
}

fn sign_out(browser: &Browser) {
    browser.press_css("details[name='menu'] > summary");
    browser.press("Sign out");
    browser.wait_for_path("/sign-in");
}

fn text_of(browser: &Browser, css: &str) -> String {
    let found = browser.run(&format!("return document.querySelector(\"{css}\").textContent"));
    found.as_str().expect("there is a text").to_owned()
}

#[test]
fn an_invited_user_sets_up_an_app_and_a_recovery_code_can_replace_it() {
    let (scene, _other) = scene();
    scene.ask_of(true, false);
    let link = scene.invites_mira();

    let mira = Browser::at(&scene.studio);
    mira.visit(&link);
    mira.fill("password", "moss between old paving stones");
    mira.press("Accept invitation");
    mira.wait_for("Set up two-factor sign-in");
    looks_right(&mira);
    mira.press("Set up app");
    mira.wait_for("Scan this QR code");
    looks_right(&mira);
    let app = App::typed(&text_of(&mira, "code.key"));
    mira.fill("code", "000000");
    mira.press("Turn on");
    mira.wait_for("This code is not right");
    mira.fill("code", &scene.code(&app));
    mira.press("Turn on");
    mira.wait_for("Now create recovery codes");
    looks_right(&mira);
    mira.press("Create codes");
    mira.wait_for("shown only once");
    looks_right(&mira);
    let code = text_of(&mira, ".recovery-codes code");
    mira.press("I have saved them");
    mira.wait_for("10 codes are left");
    looks_right(&mira);

    let lost = Browser::without_scripts(&scene.studio);
    lost.visit("/sign-in?next=/projects");
    assert!(!lost.text().contains("passkey"), "what needs scripts is not shown without them");
    lost.fill("email", "mira@sand.example");
    lost.fill("password", "moss between old paving stones");
    lost.press("Sign in");
    lost.wait_for("One more step");
    lost.fill("code", &code);
    lost.press("Continue");
    lost.wait_for_path("/projects");
    lost.visit("/account/security");
    lost.wait_for("9 codes are left");
}

#[test]
fn a_passkey_works_alone_and_as_the_second_factor() {
    let (scene, _other) = scene();
    let ana = scene.ana();
    let browser = Browser::at(&scene.studio);
    browser.hold_passkeys();
    browser.sign_in(ana);
    browser.visit("/account/security");
    browser.fill("name", "Laptop");
    browser.run(
        "document.querySelector('passkey-button form').addEventListener('formdata',
            event => { sessionStorage.sent = new URLSearchParams(event.formData) })",
    );
    browser.press("Add passkey");
    browser.wait_for("Now create recovery codes");
    // Sending the same form again adds no passkey, and gets the same response (issue 11, row K).
    let again = browser.run(
        "const again = new XMLHttpRequest(); again.open('POST', '/account/passkeys', false);
         again.setRequestHeader('content-type', 'application/x-www-form-urlencoded');
         again.send(sessionStorage.sent); return [again.status, new URL(again.responseURL).pathname]",
    );
    assert_eq!(again, serde_json::json!([200, "/account/factors/recovery-codes"]));
    browser.visit("/account/security");
    browser.wait_for("Laptop");
    assert_eq!(browser.run("return document.querySelectorAll('.passkeys li').length"), serde_json::json!(1));
    browser.wait_for("Never used");
    looks_right(&browser);
    // The device already has a passkey.
    browser.fill("name", "Laptop again");
    browser.press("Add passkey");
    browser.wait_for("already has a passkey for your account");

    // As the only factor.
    browser.visit("/");
    sign_out(&browser);
    looks_right(&browser);
    browser.press("Sign in with a passkey");
    browser.wait_for("You are signed in.");
    browser.visit("/account/security");
    browser.wait_for("Last used");

    // As the second factor.
    sign_out(&browser);
    browser.fill("email", &ana.email);
    browser.fill("password", PASSWORD);
    browser.press("Sign in");
    browser.wait_for("One more step");
    looks_right(&browser);
    browser.visit("/projects");
    browser.wait_for("One more step");
    browser.press("Use a passkey");
    browser.wait_for("You are signed in.");

    // As fresh proof, before a sensitive action.
    scene.clock.advance(chrono::Duration::minutes(11));
    browser.visit("/account/security");
    browser.press("Remove");
    browser.wait_for_path("/account/proof");
    looks_right(&browser);
    browser.press("Use a passkey");
    browser.wait_for("Remove passkey Laptop?");
    browser.press("Remove");
    browser.wait_for("Second factor removed.");

    // A removed passkey does not sign in.
    sign_out(&browser);
    browser.press("Sign in with a passkey");
    browser.wait_for("This passkey was not accepted");
}

/// The reasons of refused factors in the audit log.
fn refusals(studio: &Studio) -> Vec<String> {
    studio.set_up(|tx| {
        let told = audit_entries::table
            .inner_join(audit_particulars::table.on(audit_particulars::entry_id.eq(audit_entries::id)));
        let refused = told.filter(audit_entries::kind.eq("factor.refused"));
        let facts: Vec<serde_json::Value> = refused.select(audit_particulars::facts).load(tx.conn())?;
        Ok(facts.iter().map(|facts| facts["reason"].as_str().unwrap_or_default().to_owned()).collect())
    })
}

#[test]
fn a_copied_passkey_is_detected() {
    let (scene, _other) = scene();
    let browser = Browser::at(&scene.studio);
    let place = browser.hold_passkeys();
    browser.sign_in(scene.ana());
    browser.visit("/account/security");
    browser.fill("name", "Laptop");
    browser.press("Add passkey");
    browser.wait_for("Now create recovery codes");
    browser.visit("/");
    sign_out(&browser);
    browser.count_passkeys(&place, 10);
    browser.press("Sign in with a passkey");
    browser.wait_for("You are signed in.");
    sign_out(&browser);
    // A copy, made before the original was used again.
    browser.count_passkeys(&place, 5);
    browser.press("Sign in with a passkey");
    browser.wait_for("This passkey was not accepted");
    assert_eq!(refusals(&scene.studio), ["the passkey's counter went back"]);
    browser.visit("/projects");
    browser.wait_for_path("/sign-in");
    // The control: the original, whose counter has increased.
    browser.count_passkeys(&place, 20);
    browser.press("Sign in with a passkey");
    browser.wait_for("You are signed in.");
}
