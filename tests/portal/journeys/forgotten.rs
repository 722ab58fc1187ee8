//! A forgotten password: the link in the mail, and the end of all other sessions.

use crate::{
    accounts::link_to,
    support::{chrome::Browser, *},
};

#[test]
fn resetting_a_forgotten_password_ends_all_other_sessions() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    studio.give_password(ana);
    let (at_work, at_home) = (Browser::at(&studio), Browser::at(&studio));
    at_work.sign_in(ana);
    at_work.visit("/");
    at_work.wait_for("You’re all caught up");

    at_home.visit("/sign-in");
    at_home.press("Forgot your password?");
    at_home.wait_for_path("/password-resets");
    at_home.fill("email", &ana.email);
    at_home.press("Send link");
    at_home.wait_for("Check your email");
    let link = link_to(&studio, "password_reset", &ana.email).expect("a mail was written").0;
    for _ in 0..2 {
        at_home.visit(&link);
        at_home.wait_for("Choose a new password");
    }
    // Opening the link changed nothing.
    at_work.visit("/projects");
    at_work.wait_for("No active projects");

    at_home.fill("password", "a blue thread through white paper");
    at_home.press("Save password");
    at_home.wait_for("Your new password is saved");
    at_home.fill("email", &ana.email);
    at_home.fill("password", PASSWORD);
    at_home.press("Sign in");
    at_home.wait_for("That email address or password is not right");
    at_home.fill("password", "a blue thread through white paper");
    at_home.press("Sign in");
    at_home.wait_for("You’re all caught up");

    at_work.visit("/projects");
    at_work.wait_for_path("/sign-in");
    at_home.visit(&link);
    at_home.wait_for("This link no longer works");
}
