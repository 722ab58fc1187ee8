//! Changing second factors, being required to have one, and having them reset.

use chrono::Duration;
use diesel::prelude::*;
use reprint::schema::{passkey_ceremonies, passkeys, recovery_codes, totp_secrets};

use super::{App, Scene, code, is_in, session_cookie};
use crate::{
    accounts::{link_to, sessions_of, with_password},
    support::*,
};

#[test]
fn a_confirmed_app_is_neither_replaced_nor_shown() {
    let scene = Scene::new();
    let browser = scene.studio.sign_in(scene.ana());
    let app = scene.set_up(&browser);
    let kept = |scene: &Scene| -> Vec<u8> {
        scene.studio.set_up(|tx| Ok(totp_secrets::table.select(totp_secrets::sealed).first(tx.conn())?))
    };
    let before = kept(&scene);
    assert_eq!(browser.post("/account/factors/app", &[]).expect(303).location(), "/account/security");
    browser.post("/account/factors/app", &[("secret", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")]).expect(400);
    let fields = [("code", &*scene.code(&app)), ("secret", "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")];
    browser.post("/account/factors/app/confirmation", &fields).expect(400);
    browser.post("/account/factors/app/confirmation", &fields[..1]).expect(303);
    assert_eq!(kept(&scene), before);
    assert!(!before.windows(20).any(|bytes| bytes == app.0), "the secret must be sealed");
    // Someone who is only signing in cannot set up a second app.
    let half = scene.knock(scene.ana());
    assert_eq!(half.post("/account/factors/app", &[]).expect(303).location(), "/sign-in/factor");
}

#[test]
fn changing_factors_requires_fresh_proof_for_which_a_code_suffices() {
    let scene = Scene::new();
    let browser = scene.studio.sign_in(scene.ana());
    let app = scene.set_up(&browser);
    scene.recovery_codes(&browser);
    scene.clock.advance(Duration::minutes(11));
    browser.get("/account/security").expect(200);
    for path in ["/account/factors/app/removal", "/account/factors/recovery-codes", "/account/factors/app"] {
        assert!(browser.get(path).expect(303).location().starts_with("/account/proof"), "{path}");
        assert!(browser.post(path, &[]).expect(303).location().starts_with("/account/proof"), "{path}");
    }
    browser.post("/account/passkeys", &[]).expect(303);
    browser.post("/account/passkeys/question", &[]).expect(303);
    browser.get("/account/proof?next=/account/factors/app/removal").expect(200).says("Code from your app");
    let fields = [("code", "000000"), ("next", "/account/factors/app/removal")];
    let refused = browser.post("/account/proof/code", &fields).expect(422);
    assert!(refused.field_fault("code").is_some());
    let before = session_cookie(&browser);
    let fields = [("code", &*scene.code(&app)), ("next", "/account/factors/app/removal")];
    let page = browser.post("/account/proof/code", &fields).expect(303);
    assert_ne!(session_cookie(&browser), before);
    browser.forget_token();
    let other = scene.studio.sign_in(scene.ana());
    other.get("/projects").expect(200);
    browser.follow(&page).expect(200).says("Remove the authenticator app?");
    browser.post("/account/factors/app/removal", &[]).expect(303);
    browser.forget_token();
    browser.get("/account/security").expect(200).says("Second factor removed.");
    other.get("/projects").expect(303);
    assert_eq!(
        scene.notices(scene.ana()).last().map(String::as_str),
        Some("Your authenticator app was removed")
    );
    let left: i64 = scene.studio.set_up(|tx| Ok(recovery_codes::table.count().get_result(tx.conn())?));
    assert_eq!(left, 0, "recovery codes are removed with the last factor");
    scene.studio.visit().enter(&scene.ana().email, PASSWORD).expect(303);
}

#[test]
fn a_password_reset_does_not_bypass_the_second_factor() {
    let scene = Scene::new();
    let app = scene.anas_app();
    let browser = scene.studio.visit();
    browser.get("/password-resets").expect(200);
    browser.post("/password-resets", &[("email", &scene.ana().email)]).expect(200);
    let (link, _) = link_to(&scene.studio, "password_reset", &scene.ana().email).expect("a mail was sent");
    browser.get(&link).expect(200);
    let page = browser.post(&link, &[("password", "moss between old paving stones")]).expect(303);
    assert_eq!(page.location(), "/sign-in");
    browser.forget_token();
    assert!(!is_in(&browser));
    browser.enter(&scene.ana().email, "moss between old paving stones").expect(303);
    assert_eq!(browser.get("/projects").expect(303).location(), "/sign-in/factor");
    browser.get("/sign-in/factor").expect(200);
    code(&browser, &scene.code(&app)).expect(303);
    assert!(is_in(&browser));
}

#[test]
fn users_who_must_have_a_factor_enrol_when_signing_in() {
    let scene = Scene::new();
    let jonas = &scene.studio.staff;
    with_password(&scene.studio, jonas);
    let inside = scene.studio.sign_in(jonas);
    scene.ask_of(true, false);
    inside.get("/projects").expect(200);
    inside.get("/account/security").expect(200).says("From your next sign-in");
    // Clients are not required to.
    let ana = scene.studio.visit();
    ana.enter(&scene.ana().email, PASSWORD).expect(303);
    assert!(is_in(&ana));

    let browser = scene.studio.visit();
    browser.enter(&jonas.email, PASSWORD).expect(303);
    for path in ["/", "/projects", "/account", "/account/security", "/sign-in/factor"] {
        assert_eq!(browser.get(path).expect(303).location(), "/account/factors/enrolment", "{path}");
    }
    browser.get("/account/factors/enrolment").expect(200).says("Set up two-factor sign-in");
    browser.post("/account/factors/recovery-codes", &[]).expect(303);
    browser.post("/account/factors/app", &[]).expect(303);
    let page = browser.get("/account/factors/app").expect(200);
    let app = App::typed(&page.text_of("code.key"));
    assert!(browser.post("/account/factors/app/confirmation", &[("code", "000000")]).status == 422);
    let page = browser.get("/account/factors/app").expect(200);
    assert_eq!(
        App::typed(&page.text_of("code.key")).0,
        app.0,
        "the key must stay the same until it is confirmed"
    );
    browser.post("/account/factors/app/confirmation", &[("code", &scene.code(&app))]).expect(303);
    browser.forget_token();
    assert!(is_in(&browser));
    // The last factor cannot be removed.
    browser.get("/account/factors/app/removal").expect(200);
    browser.post("/account/factors/app/removal", &[]).expect(303);
    browser.get("/account/security").expect(200).says("this is your last second factor");
    code(&scene.knock(jonas), &scene.code(&app)).expect(303);
}

#[test]
fn an_invited_colleague_enrols_a_factor_after_the_password() {
    let scene = Scene::new();
    scene.ask_of(true, false);
    let link = scene.invites_mira();
    let mira = scene.studio.visit();
    mira.get(&link).expect(200);
    mira.post(&link, &[("password", "moss between old paving stones")]).expect(303);
    mira.forget_token();
    assert_eq!(mira.get("/").expect(303).location(), "/account/factors/enrolment");
    mira.get("/account/factors/enrolment").expect(200);
    mira.post("/account/factors/app", &[]).expect(303);
    let app = App::typed(&mira.get("/account/factors/app").expect(200).text_of("code.key"));
    mira.post("/account/factors/app/confirmation", &[("code", &scene.code(&app))]).expect(303);
    assert!(is_in(&mira));
}

#[test]
fn an_admin_can_reset_a_users_second_factors() {
    let scene = Scene::new();
    let inside = scene.studio.sign_in(scene.ana());
    scene.set_up(&inside);
    let path = format!("/people/{}/factors/removal", scene.ana().id);
    let staff = scene.studio.sign_in(&scene.studio.staff);
    staff.get(&path).expect(403);
    staff.post(&path, &[]).expect(403);
    let admin = scene.studio.sign_in(&scene.studio.admin);
    admin.get(&path).expect(200).says("Reset Ana Keller’s second factor?");
    scene.clock.advance(Duration::minutes(11));
    assert!(admin.post(&path, &[]).expect(303).location().starts_with("/account/proof"));
    inside.get("/projects").expect(200);
    let admin = scene.studio.sign_in(&scene.studio.admin);
    admin.get("/people").expect(200);
    admin.post(&path, &[]).expect(303);
    assert_eq!(sessions_of(&scene.studio, scene.ana().id), 0);
    inside.get("/projects").expect(303);
    assert_eq!(scene.notices(scene.ana()).last().map(String::as_str), Some("Your second factor was reset"));
    assert_eq!(scene.audited("factors.reset"), 1);
    let browser = scene.studio.visit();
    browser.enter(&scene.ana().email, PASSWORD).expect(303);
    assert!(is_in(&browser));
    // Admins manage their own factors on their account's page, like everyone else.
    admin.post(&format!("/people/{}/factors/removal", scene.studio.admin.id), &[]).expect(409);
}

#[test]
fn an_invalid_passkey_is_refused() {
    let scene = Scene::new();
    let stranger = scene.studio.visit();
    stranger.get("/sign-in").expect(200);
    let asked = stranger.post("/sign-in/passkey/question", &[]).expect(200);
    assert_eq!(asked.header("content-type"), Some("application/json"));
    for credential in ["", "{}", "null", "[1]"] {
        stranger.post("/sign-in/passkey", &[("credential", credential)]).expect(422);
    }
    assert!(!is_in(&stranger));
    stranger.post("/account/passkeys/question", &[]).expect(303);
    let ana = scene.studio.sign_in(scene.ana());
    ana.get("/account/security").expect(200);
    ana.post("/account/passkeys", &[("name", "Laptop"), ("credential", "{}")])
        .expect(422)
        .says("No passkey was added");
    let (kept, waiting): (i64, i64) = scene.studio.set_up(|tx| {
        let kept = passkeys::table.count().get_result(tx.conn())?;
        Ok((kept, passkey_ceremonies::table.count().get_result(tx.conn())?))
    });
    assert_eq!((kept, waiting), (0, 1));
}
