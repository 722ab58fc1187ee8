//! An account that is locked by a stranger's guesses: its owner can still sign in from a known browser, and unlock it with a mail.

use reprint::accounts::rules::FAILURES_ALLOWED;

use crate::{
    accounts::link_to,
    support::{chrome::Browser, *},
};

const NEW: &str = "a blue thread through white paper";

#[test]
fn a_stranger_cannot_lock_a_user_out_and_a_mail_unlocks_the_account() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    studio.give_password(ana);
    let (own, elsewhere) = (Browser::at(&studio), Browser::at(&studio));
    own.visit("/sign-in");
    type_in(&own, &ana.email, PASSWORD);
    own.wait_for("You’re all caught up");

    elsewhere.visit("/sign-in");
    for n in 0..FAILURES_ALLOWED {
        type_in(&elsewhere, &ana.email, &format!("guess number {n} of a stranger"));
        elsewhere.wait_for("That email address or password is not right");
    }
    type_in(&elsewhere, &ana.email, PASSWORD);
    elsewhere.wait_for("That email address or password is not right");

    // Ana can sign out and in again, and a mail has notified her of the attempts.
    own.press_css(".menu > summary");
    own.press("Sign out");
    own.wait_for_path("/sign-in");
    type_in(&own, &ana.email, PASSWORD);
    own.wait_for("You’re all caught up");
    let told = studio.set_up(|tx| {
        use diesel::prelude::*;
        use reprint::schema::mails;
        let theirs = mails::table.filter(mails::recipient.eq(&ana.email));
        Ok(theirs.select(mails::subject).load::<String>(tx.conn())?)
    });
    assert!(told.iter().any(|subject| subject.starts_with("Failed sign-in attempts")), "{told:?}");

    // In another browser, a link for a new password unlocks the account.
    elsewhere.visit("/password-resets");
    elsewhere.fill("email", &ana.email);
    elsewhere.press("Send link");
    elsewhere.wait_for("Check your email");
    elsewhere.visit(&link_to(&studio, "password_reset", &ana.email).expect("a mail was written").0);
    elsewhere.fill("password", "password1234");
    elsewhere.wait_for("Easy to guess");
    elsewhere.press("Save password");
    elsewhere.wait_for("This password is too common");
    elsewhere.fill("password", NEW);
    elsewhere.wait_for("Strong");
    elsewhere.press("Save password");
    elsewhere.wait_for("Your new password is saved");
    type_in(&elsewhere, &ana.email, NEW);
    elsewhere.wait_for("You’re all caught up");
}

fn type_in(browser: &Browser, email: &str, password: &str) {
    browser.fill("email", email);
    browser.fill("password", password);
    browser.press("Sign in");
}
