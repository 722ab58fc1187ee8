//! Signing in a desktop browser with a phone: two browsers at once.

use serde_json::{Value, json};

use super::factors::looks_right;
use crate::{
    accounts::phone::link_of,
    support::{chrome::Browser, *},
};

/// The link that the phone reads from the QR code on the desktop.
fn scan(desk: &Browser) -> String {
    let cookies = desk.devtools("Network.getCookies", &json!({}));
    let code = cookies["cookies"].as_array().into_iter().flatten().find(|cookie| cookie["name"] == "code");
    let secret = code.and_then(|cookie| cookie["value"].as_str()).expect("the desktop shows a code");
    link_of(&format!("code={secret}"))
}

fn number(desk: &Browser) -> String {
    let number = desk.run("return document.querySelector('.match').textContent");
    number.as_str().expect("there is a number").trim().to_owned()
}

fn fits(browser: &Browser) {
    let wide =
        browser.run("return document.documentElement.scrollWidth > document.documentElement.clientWidth");
    assert_eq!(wide, Value::Bool(false), "{} is wider than its window", browser.path());
}

#[test]
fn a_phone_signs_in_a_desktop_which_continues_by_itself() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    studio.give_password(ana);
    let (desk, phone) = (Browser::at(&studio), Browser::at(&studio));
    phone.on_a_phone();
    desk.visit("/sign-in?next=/projects");
    looks_right(&desk);
    desk.press("Sign in with your phone");
    desk.wait_for("Scan this QR code");
    looks_right(&desk);

    // The phone is signed out: after signing in, it returns to the confirmation.
    phone.visit(&scan(&desk));
    phone.wait_for_path("/sign-in");
    phone.fill("email", &ana.email);
    phone.fill("password", PASSWORD);
    phone.press("Sign in");
    phone.wait_for("Sign in another browser?");
    phone.wait_for("Chrome on Linux");
    fits(&phone);
    for dark in [false, true] {
        phone.prefer_dark(dark);
        phone.is_accessible();
    }
    phone.press_css(&format!(".numbers button[value='{}']", number(&desk)));
    phone.wait_for("Confirmed.");
    desk.wait_for_path("/projects");
    desk.wait_for("You are signed in.");
    desk.has_no_complaints();
    phone.has_no_complaints();

    // A request from another browser is denied.
    let other = Browser::at(&studio);
    other.visit("/sign-in");
    other.press("Sign in with your phone");
    other.wait_for("Scan this QR code");
    phone.visit(&scan(&other));
    phone.press("This wasn’t me");
    phone.wait_for("Nobody was signed in");
    fits(&phone);
    phone.is_accessible();
    other.wait_for("This code has expired");
    other.is_accessible();
    other.press("Show a new code");
    other.wait_for("Scan this QR code");
}

#[test]
fn without_scripts_a_button_continues() {
    let studio = Studio::new();
    let desk = Browser::without_scripts(&studio);
    desk.visit("/sign-in?next=/projects");
    desk.press("Sign in with your phone");
    desk.wait_for("Scan this QR code");
    desk.press("I have confirmed");
    desk.wait_for("Not confirmed yet");
    let phone = Browser::without_scripts(&studio);
    phone.on_a_phone();
    phone.sign_in(&studio.birch.manager);
    phone.visit(&scan(&desk));
    phone.press_css(&format!(".numbers button[value='{}']", number(&desk)));
    phone.wait_for("Confirmed.");
    desk.press("I have confirmed");
    desk.wait_for_path("/projects");
}
