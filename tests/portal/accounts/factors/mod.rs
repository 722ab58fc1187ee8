//! Second factors: set up, required, used once, lost, and never bypassed.

mod changes;
mod codes;
mod first;
mod half_done;
mod half_way;
mod onward;

use std::sync::Arc;

use chrono::{DateTime, Duration, Utc};
use data_encoding::BASE32_NOPAD;
use diesel::prelude::*;
use reprint::{
    kernel::time::{Clock, FixedClock},
    schema::{audit_entries, mails, studios},
};

use super::{link_to, with_password};
use crate::support::*;

/// A studio with a clock of its own, since codes depend on time.
pub struct Scene {
    pub clock: Arc<FixedClock>,
    pub studio: Studio,
}

/// An authenticator app.
pub struct App(Vec<u8>);

impl App {
    /// Reads the key off the page, as a user does.
    pub fn typed(key: &str) -> Self {
        Self(BASE32_NOPAD.decode(key.replace(' ', "").as_bytes()).expect("the key is base32"))
    }

    pub fn code(&self, at: DateTime<Utc>) -> String {
        let app = totp_rs::Builder::new()
            .with_algorithm(totp_rs::Algorithm::SHA1)
            .with_digits(6)
            .with_step_duration(30)
            .with_secret(self.0.clone())
            .build_noncompliant();
        app.generate(u64::try_from(at.timestamp()).expect("after 1970")).to_string()
    }
}

impl Scene {
    pub fn new() -> Self {
        Self::with(&[])
    }

    /// In a portal with the given configuration variables.
    pub fn with(variables: &[(&str, &str)]) -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
        let served = Served::with(clock.clone(), variables);
        let studio = Studio::at(&served);
        with_password(&studio, &studio.birch.manager);
        Self { clock, studio }
    }

    pub fn ana(&self) -> &Person {
        &self.studio.birch.manager
    }

    /// The code that the app shows now. Moves the clock to the next step.
    pub fn code(&self, app: &App) -> String {
        let code = app.code(self.clock.now());
        self.clock.advance(Duration::seconds(30));
        code
    }

    /// Sets up an app in a browser whose user has just given fresh proof.
    pub fn set_up(&self, browser: &Client) -> App {
        browser.get("/account/security").expect(200);
        assert_eq!(browser.post("/account/factors/app", &[]).expect(303).location(), "/account/factors/app");
        let page = browser.get("/account/factors/app").expect(200);
        let app = App::typed(&page.text_of("code.key"));
        let confirmed = browser.post("/account/factors/app/confirmation", &[("code", &self.code(&app))]);
        assert_eq!(confirmed.expect(303).location(), "/account/factors/recovery-codes");
        browser.forget_token();
        app
    }

    /// Sets up an app for Ana.
    pub fn anas_app(&self) -> App {
        let browser = self.studio.sign_in(self.ana());
        let app = self.set_up(&browser);
        browser.post("/sign-out", &[]).expect(303);
        app
    }

    /// Signs in with the password, up to the second step.
    fn knock(&self, person: &Person) -> Client {
        let browser = self.studio.visit();
        browser.enter(&person.email, PASSWORD).expect(303);
        assert_eq!(browser.get("/").expect(303).location(), "/sign-in/factor");
        browser.get("/sign-in/factor").expect(200).says("One more step");
        browser
    }

    /// Creates recovery codes, and reads them off their page.
    pub fn recovery_codes(&self, browser: &Client) -> Vec<String> {
        browser.get("/account/factors/recovery-codes").expect(200);
        let made = browser.post("/account/factors/recovery-codes", &[]).expect(303);
        browser.follow(&made).expect(200).texts_of(".recovery-codes code")
    }

    pub fn ask_of(&self, staff: bool, clients: bool) {
        self.studio.set_up(|tx| {
            let row = studios::table.filter(studios::id.eq(self.studio.id));
            let asked = (studios::factor_for_staff.eq(staff), studios::factor_for_clients.eq(clients));
            Ok(diesel::update(row).set(asked).execute(tx.conn())?)
        });
    }

    /// Invites Mira to work in the studio, and returns the link in her mail.
    pub fn invites_mira(&self) -> String {
        let admin = self.studio.sign_in(&self.studio.admin);
        admin.get("/people/invitations").expect(200);
        let fields = [("name", "Mira Sand"), ("email", "mira@sand.example"), ("place", "staff")];
        admin.post("/people/invitations", &fields).expect(303);
        link_to(&self.studio, "invitation", "mira@sand.example").expect("a mail was sent").0
    }

    fn notices(&self, person: &Person) -> Vec<String> {
        self.studio.set_up(|tx| {
            let theirs = mails::table
                .filter(mails::kind.eq("security_notice").and(mails::recipient.eq(&person.email)));
            Ok(theirs.order(mails::id).select(mails::subject).load(tx.conn())?)
        })
    }

    fn audited(&self, kind: &str) -> i64 {
        self.studio.set_up(|tx| {
            Ok(audit_entries::table.filter(audit_entries::kind.eq(kind)).count().get_result(tx.conn())?)
        })
    }
}

fn session_cookie(client: &Client) -> String {
    let cookies = client.cookies();
    cookies.split("; ").find(|cookie| cookie.starts_with("session=")).expect("there is a session").to_owned()
}

fn code(browser: &Client, code: &str) -> Page {
    let page = browser.post("/sign-in/factor", &[("code", code)]);
    if page.status == 303 {
        browser.forget_token();
    }
    page
}

/// Whether the browser has a complete session.
fn is_in(browser: &Client) -> bool {
    browser.get("/projects").status == 200
}
