use super::with_password;
use crate::support::{PASSWORD, Studio};

const NEW: &str = "another thread, a blue one";

#[test]
fn users_change_their_own_name_and_language() {
    let studio = Studio::new();
    for person in [&studio.birch.member, &studio.staff] {
        let browser = studio.sign_in(person);
        browser.get("/account").expect(200).says("Your account");
        let fields = [("name", "Tom O."), ("locale", "de"), ("zone", "America/Chicago"), ("theme", "dark")];
        browser.post("/account", &fields).expect(303);
        let page = browser.get("/account").expect(200).says("Ihr Konto").says("Gespeichert.");
        assert_eq!(page.value_of("name"), "Tom O.");
        assert_eq!(page.value_of("zone"), "America/Chicago");
        assert_eq!(page.attributes("html", "data-theme"), ["dark"]);
        let refused =
            browser.post("/account", &[("name", ""), ("locale", "xx"), ("zone", "Mars")]).expect(422);
        for field in ["name", "locale", "zone"] {
            assert!(refused.field_fault(field).is_some(), "{field}");
        }
    }
}

#[test]
fn changing_the_password_requires_the_old_one_and_signs_out_other_devices() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let (here, there) = (studio.sign_in(ana), studio.sign_in(ana));
    here.get("/account").expect(200);
    let change =
        |current, password| here.post("/account/password", &[("current", current), ("password", password)]);
    assert!(change("not this one at all", NEW).expect(422).field_fault("current").is_some());
    assert!(change(PASSWORD, "short").expect(422).field_fault("password").is_some());
    there.get("/account").expect(200);
    change(PASSWORD, NEW).expect(303);
    here.forget_token();
    here.get("/account").expect(200).says("Password changed.");
    there.get("/account").expect(303);
    let browser = studio.visit();
    browser.enter(&ana.email, PASSWORD).expect(422);
    browser.enter(&ana.email, NEW).expect(303);
}

#[test]
fn a_stolen_session_cannot_be_used_to_guess_the_password() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let here = studio.sign_in(ana);
    here.get("/account").expect(200);
    for _ in 0..5 {
        here.post("/account/password", &[("current", "a guess among many"), ("password", NEW)]).expect(422);
    }
    here.post("/account/password", &[("current", PASSWORD), ("password", NEW)]).expect(422);
}

#[test]
fn issue_11_a47_error_pages_are_in_the_users_language() {
    let studio = Studio::new();
    let tom = studio.sign_in(&studio.birch.member);
    let ask = |path: &str| tom.send(tom.request(reqwest::Method::GET, path).header("accept-language", "en"));
    for path in ["/nowhere", "/clients"] {
        ask(path).expect(404).says("Page not found");
    }
    tom.get("/account").expect(200);
    tom.post("/account", &[("name", "Tom Okafor"), ("locale", "de")]).expect(303);
    for path in ["/nowhere", "/clients"] {
        let page = ask(path).expect(404);
        assert!(!page.has_text("Page not found"), "{path}");
        assert_eq!(page.attributes("html", "lang"), ["de"], "{path}");
    }
    // Without a session: the browser's language.
    let stranger = studio.visit();
    let german = stranger.request(reqwest::Method::GET, "/nowhere").header("accept-language", "de");
    assert_eq!(stranger.send(german).expect(404).attributes("html", "lang"), ["de"]);
}
