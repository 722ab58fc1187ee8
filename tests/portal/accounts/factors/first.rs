//! The first users of a new studio, which requires a second factor from the start.

use chrono::Utc;
use uuid::Uuid;

use super::{App, is_in};
use crate::support::{Client, PASSWORD, command::reprint, portal};

/// Creates a studio from the command line, and returns its host name.
fn founded() -> String {
    let host = format!("{}.localhost", &Uuid::now_v7().simple().to_string()[16..]);
    reprint(&["studio", "create", "--name", "Hafen Studio", "--host", &host], "")
        .expect("the studio is created");
    host
}

/// Checks that only enrolment is open before a factor is set up, and everything after.
fn sets_a_factor_up(browser: &Client) {
    for path in ["/", "/studio", "/people", "/account/security"] {
        assert_eq!(browser.get(path).expect(303).location(), "/account/factors/enrolment", "{path}");
    }
    browser.get("/account/factors/enrolment").expect(200).says("Set up two-factor sign-in");
    browser.post("/account/factors/app", &[]).expect(303);
    let key = browser.get("/account/factors/app").expect(200).text_of("code.key");
    let code = App::typed(&key).code(Utc::now());
    let page = browser.post("/account/factors/app/confirmation", &[("code", &code)]).expect(303);
    assert_eq!(page.location(), "/account/factors/recovery-codes");
    browser.forget_token();
    assert!(is_in(browser));
    browser.get("/account/factors/recovery-codes").expect(200);
}

#[test]
fn the_first_admin_signs_in_by_password_and_enrols_a_factor() {
    let host = founded();
    let vera =
        ["admin", "create", "--name", "Vera Lindqvist", "--email", "vera@hafen.example", "--host", &host];
    reprint(&vera, PASSWORD).expect("the admin is created");
    let browser = Client::new(portal().port, &host);
    browser.enter("vera@hafen.example", PASSWORD).expect(303);
    sets_a_factor_up(&browser);
    // The studio can change the requirement.
    let page = browser.get("/studio").expect(200);
    assert!(
        page.has("input[name=factor_for_staff][checked]")
            && !page.has("input[name=factor_for_clients][checked]")
    );
}

#[test]
fn the_first_admin_joins_by_invitation_and_enrols_a_factor() {
    let host = founded();
    let invite = [
        "admin",
        "create",
        "--name",
        "Vera Lindqvist",
        "--email",
        "vera@hafen.example",
        "--host",
        &host,
        "--invite",
    ];
    let link = reprint(&invite, "").expect("the admin is invited");
    let path = format!("/{}", link.splitn(4, '/').nth(3).expect("a link has a path"));
    let browser = Client::new(portal().port, &host);
    browser.get(&path).expect(200);
    browser.post(&path, &[("password", PASSWORD)]).expect(303);
    browser.forget_token();
    sets_a_factor_up(&browser);
}
