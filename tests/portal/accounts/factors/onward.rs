//! The page that a user requested survives every step of signing in or joining (issue 11, row Y).

use super::{App, Scene, code};
use crate::{
    accounts::{link_to, registration::code_of, with_password},
    support::*,
};

const MOSS: &str = "moss between old paving stones";

/// Enrols an app while signing in, creates recovery codes, and returns where the page after that leads.
fn sets_up(scene: &Scene, browser: &Client) -> String {
    browser.get("/account/factors/enrolment").expect(200);
    browser.post("/account/factors/app", &[]).expect(303);
    let app = App::typed(&browser.get("/account/factors/app").expect(200).text_of("code.key"));
    let page = browser.post("/account/factors/app/confirmation", &[("code", &scene.code(&app))]).expect(303);
    browser.forget_token();
    let offered = browser.follow(&page).expect(200).says("Not now");
    let on = offered.attributes(".form-actions a.button-quiet", "href");
    let made = browser.post("/account/factors/recovery-codes", &[]).expect(303);
    let shown = browser.follow(&made).expect(200);
    assert_eq!(shown.attributes("p > a.button-primary", "href"), on);
    // Also if the codes were shown twice.
    let again = browser.follow(&made).expect(200);
    assert_eq!(again.attributes(".form-actions a.button-quiet", "href"), on);
    on[0].clone()
}

/// Opens a link in a browser without a session, which leads to the sign-in page.
fn opens(browser: &Client, link: &str) -> Page {
    let sent = browser.get(link).expect(303);
    assert!(sent.location().starts_with("/sign-in?next="), "{}", sent.location());
    browser.follow(&sent).expect(200)
}

#[test]
fn issue_11_row_y_an_invoice_link_survives_enrolling_an_app_and_creating_codes() {
    let scene = Scene::new();
    scene.ask_of(true, true);
    let invoice = format!("/invoices/{}", scene.studio.furnish(&scene.studio.birch).invoice);
    let tom = &scene.studio.birch.member;
    with_password(&scene.studio, tom);
    let browser = scene.studio.visit();
    let page = opens(&browser, &invoice);
    let fields = [("email", &*tom.email), ("password", PASSWORD), ("next", &*page.value_of("next"))];
    let step = browser.post("/sign-in", &fields).expect(303);
    assert_eq!(step.location(), "/account/factors/enrolment");
    browser.forget_token();
    assert_eq!(sets_up(&scene, &browser), invoice);
    browser.get(&invoice).expect(200);
    // The next sign-in needs only a code, and a link opened in between is not lost either.
    browser.post("/sign-out", &[]).expect(303);
    browser.forget_token();
    let half = scene.studio.visit();
    half.enter(&tom.email, PASSWORD).expect(303);
    assert_eq!(half.get(&invoice).expect(303).location(), "/sign-in/factor");
    assert_eq!(half.get("/sign-in/factor").expect(200).value_of("next"), invoice);
}

#[test]
fn issue_11_row_y_the_requested_page_survives_invitation_registration_and_reset() {
    let scene = Scene::new();
    let studio = &scene.studio;
    let project = format!("/projects/{}", studio.furnish(&studio.birch).project);
    let admin = studio.sign_in(&studio.admin);
    let invitations = format!("/clients/{}/invitations", studio.birch.id);
    admin.get(&invitations).expect(200);
    let lena = [("name", "Lena Brandt"), ("email", "lena@birch.example"), ("place", "member")];
    admin.post(&invitations, &lena).expect(303);
    let invitation = link_to(studio, "invitation", "lena@birch.example").expect("a mail was sent").0;
    let visitor = studio.visit();
    visitor.get("/registration").expect(200);
    let pia = [("code", &*code_of(studio)), ("name", "Pia Sand"), ("email", "pia@birch.example")];
    visitor.post("/registration", &pia).expect(200);
    let registration = link_to(studio, "registration", "pia@birch.example").expect("a mail was sent").0;
    for link in [&invitation, &registration] {
        let browser = studio.visit();
        opens(&browser, &project);
        browser.get(link).expect(200);
        assert_eq!(browser.post(link, &[("password", MOSS)]).expect(303).location(), project);
        browser.forget_token();
        browser.get(&project).expect(200);
        // Only once: another sign-in leads to the first page.
        browser.get("/projects").expect(200);
        browser.post("/sign-out", &[]).expect(303);
        browser.forget_token();
        assert_eq!(browser.get("/sign-in").expect(200).value_of("next"), "/");
    }

    let browser = studio.visit();
    opens(&browser, &project);
    browser.get("/password-resets").expect(200);
    browser.post("/password-resets", &[("email", &studio.birch.member.email)]).expect(200);
    let reset = link_to(studio, "password_reset", &studio.birch.member.email).expect("a mail was sent").0;
    browser.get(&reset).expect(200);
    let sent = browser.post(&reset, &[("password", MOSS)]).expect(303);
    let page = browser.follow(&sent).expect(200);
    assert_eq!(page.value_of("next"), project);
    let fields = [("email", &*studio.birch.member.email), ("password", MOSS), ("next", &*project)];
    assert_eq!(browser.post("/sign-in", &fields).expect(303).location(), project);
}

#[test]
fn issue_11_row_y_the_requested_page_survives_an_invited_colleagues_enrolment() {
    let scene = Scene::new();
    scene.ask_of(true, false);
    let link = scene.invites_mira();
    let mira = scene.studio.visit();
    opens(&mira, "/projects?status=review");
    mira.get(&link).expect(200);
    let step = mira.post(&link, &[("password", MOSS)]).expect(303);
    assert_eq!(step.location(), "/account/factors/enrolment");
    mira.forget_token();
    assert_eq!(sets_up(&scene, &mira), "/projects?status=review");
}

#[test]
fn issue_11_row_y_only_local_paths_are_followed_and_the_latest_request_counts() {
    let scene = Scene::new();
    with_password(&scene.studio, scene.ana());
    let enter = |cookie: &str, next: &str| {
        let browser = scene.studio.visit();
        browser.get("/sign-in").expect(200);
        browser.add_cookie(cookie);
        let fields = [("email", &*scene.ana().email), ("password", PASSWORD), ("next", next)];
        browser.post("/sign-in", &fields).expect(303).location()
    };
    let cookie = |path: &str| format!("onward={}", data_encoding::BASE64URL_NOPAD.encode(path.as_bytes()));
    for foreign in ["//evil.example", "https://evil.example", "/\\evil.example", "", "/sign-out"] {
        assert_eq!(enter(&cookie(foreign), ""), "/", "{foreign}");
    }
    assert_eq!(enter("onward=%%%", ""), "/");
    // Control: local paths are followed, and an explicit request takes precedence over the remembered one.
    assert_eq!(enter(&cookie("/projects"), ""), "/projects");
    assert_eq!(enter(&cookie("/projects"), "/invoices"), "/invoices");
    let app = scene.anas_app();
    let browser = scene.knock(scene.ana());
    browser.add_cookie(&cookie("/messages"));
    assert_eq!(code(&browser, &scene.code(&app)).location(), "/messages");
}
