//! Signing in a browser by phone: once, within two minutes, only the browser that asked, and only after the phone
//! confirms.

use std::{collections::BTreeSet, sync::Arc};

use chrono::Duration;
use diesel::prelude::*;
use reprint::{
    kernel::{secret::Token, time::FixedClock},
    schema::{mails, studios, users},
};

use super::{audited, factors, sessions_of, with_password};
use crate::{live::Stream, support::*};

/// A browser that shows a code, and was on its way to the invoices.
pub struct Desk {
    pub browser: Client,
    pub path: String,
}

impl Desk {
    pub fn at(studio: &Studio) -> Self {
        Self::in_a_tab_of(studio.visit())
    }

    pub fn in_a_tab_of(browser: Client) -> Self {
        browser.get("/sign-in?next=/invoices").expect(200).says("Sign in with your phone");
        let asked = browser.post("/sign-in/code", &[("next", "/invoices")]).expect(303).location();
        let (path, next) = asked.split_once('?').expect("the form carries the requested page");
        assert_eq!(next, "next=%2Finvoices");
        let path = path.to_owned();
        assert_eq!(browser.get(&asked).expect(200).value_of("next"), "/invoices");
        Self { browser, path }
    }

    fn number(&self) -> String {
        self.browser.get(&self.path).expect(200).text_of(".match").trim().to_owned()
    }

    /// What the phone's camera reads.
    pub fn link(&self) -> String {
        link_of(&self.browser.cookies())
    }

    pub fn enter(&self) -> Page {
        self.browser.post(&format!("{}/entrance", self.path), &[("next", "/invoices")])
    }

    /// Chooses, on a phone, the number shown here.
    pub fn confirmed_by(&self, phone: &Client) {
        confirm(phone, self);
    }

    fn live(&self) -> String {
        format!("{}/live", self.path)
    }

    fn is_in(&self) -> bool {
        self.browser.get("/invoices").status == 200
    }
}

/// The link in the QR code of a browser with these cookies.
pub fn link_of(cookies: &str) -> String {
    let secret = cookies.split("; ").find_map(|cookie| cookie.strip_prefix("code="));
    let newest = secret.and_then(|secrets| secrets.rsplit('.').next()).expect("the browser has a code");
    let secret: Token = newest.parse().expect("a secret is a token");
    format!("/sign-in/confirmations/{}", secret.derived("sign-in confirmation").text())
}

fn timed() -> (Arc<FixedClock>, Studio) {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    (clock, Studio::at(&served))
}

/// Chooses the number that the browser shows.
fn confirm(phone: &Client, desk: &Desk) {
    phone.get(&desk.link()).expect(200);
    let page = phone.post(&desk.link(), &[("number", &desk.number())]).expect(303);
    assert_eq!(page.location(), "/account/sessions");
}

fn offered(page: &Page) -> Vec<String> {
    page.attributes(".numbers button", "value")
}

#[test]
fn a_phone_signs_in_the_browser_that_shows_the_code() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    studio.visit().enter(&ana.email, PASSWORD).expect(303); // Her known browser.
    let (phone, desk) = (studio.sign_in(ana), Desk::at(&studio));
    desk.enter().expect(422).says("Not confirmed yet");
    assert!(!desk.is_in());
    let page = phone.get(&desk.link()).expect(200).says("127.0.0.1").says("Same network");
    let offered = offered(&page);
    assert_eq!(offered.iter().collect::<BTreeSet<_>>().len(), 3, "{offered:?}");
    assert!(
        offered.contains(&desk.number()) && offered.iter().all(|number| number.len() == 2),
        "{offered:?}"
    );
    confirm(&phone, &desk);
    phone.get("/account/sessions").expect(200).says("The other browser is being signed in");
    let before = desk.browser.cookies();
    assert_eq!(desk.enter().expect(303).location(), "/invoices");
    assert!(desk.is_in());
    desk.browser.get("/account").expect(200).says("Ana Keller");
    assert!(!before.contains("session="), "the asking browser must have no session yet");
    assert_eq!(audited(&studio, "session.confirmed")[0]["for"]["agent"], "Portal tests");
    let opened = audited(&studio, "session.opened");
    assert_eq!(opened.last().expect("the sign-in is recorded")["by"], "phone", "{opened:?}");
    let notices: Vec<String> = studio.set_up(|tx| {
        let theirs = mails::table.filter(mails::recipient.eq(&ana.email));
        Ok(theirs.select(mails::subject).load(tx.conn())?)
    });
    assert_eq!(notices, ["New sign-in to your account at Studio Halbton"]);
}

#[test]
fn the_qr_code_contains_the_link() {
    let studio = Studio::new();
    let _other = Studio::new(); // With more than one studio, links contain the host name.
    let desk = Desk::at(&studio);
    let page = desk.browser.get(&desk.path).expect(200);
    let drawn: BTreeSet<(usize, usize)> = page.attributes(".qr path", "d")[0]
        .split('M')
        .skip(1)
        .flat_map(|run| {
            let numbers: Vec<usize> =
                run.split(|c: char| !c.is_ascii_digit()).filter_map(|number| number.parse().ok()).collect();
            (numbers[0]..numbers[0] + numbers[2]).map(move |x| (x - 4, numbers[1] - 4))
        })
        .collect();
    let link = format!("{}{}", desk.browser.address(), desk.link());
    let code = qrcode::QrCode::new(&link).expect("a link fits");
    let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == qrcode::Color::Dark);
    let expected = dark.map(|(at, _)| (at % code.width(), at / code.width())).collect();
    assert_eq!(drawn, expected, "the QR code does not contain {link}");
    page.lacks(desk.link().rsplit('/').next().expect("a link has a token"));
}

#[test]
fn opening_the_link_changes_nothing() {
    let studio = Studio::new();
    let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
    let desk = Desk::at(&studio);
    let first = offered(&ana.get(&desk.link()).expect(200));
    for phone in [&ana, &tom, &ana] {
        assert_eq!(
            offered(&phone.get(&desk.link()).expect(200)),
            first,
            "reopening must offer the same numbers"
        );
        phone.send(phone.request(reqwest::Method::HEAD, &desk.link())).expect(200);
    }
    // Submitted without a choice, the page asks again.
    ana.post(&desk.link(), &[]).expect(422);
    desk.enter().expect(422);
    assert!(!desk.is_in());
    confirm(&ana, &desk);
    desk.enter().expect(303);
    assert!(desk.is_in());
}

#[test]
fn a_wrong_number_or_a_refusal_ends_the_code() {
    let studio = Studio::new();
    let phone = studio.sign_in(&studio.birch.manager);
    for (choose, says) in [("wrong", "not the number"), ("none", "talked you into")] {
        let desk = Desk::at(&studio);
        let right = desk.number();
        let offered = offered(&phone.get(&desk.link()).expect(200));
        let wrong = offered.into_iter().find(|number| *number != right).expect("there are other numbers");
        let chosen = if choose == "wrong" { wrong.as_str() } else { choose };
        let page = phone.post(&desk.link(), &[("number", chosen)]).says(says);
        assert_eq!(page.status, if choose == "wrong" { 422 } else { 200 });
        // There is no second attempt, on either side.
        phone.get(&desk.link()).expect(410);
        phone.post(&desk.link(), &[("number", &right)]).expect(410);
        desk.enter().expect(410).says("declined on the phone");
        desk.browser.get(&desk.path).expect(410);
        assert!(!desk.is_in());
    }
    let reasons: Vec<_> = audited(&studio, "session.confirmation_refused")
        .into_iter()
        .map(|facts| facts["reason"].clone())
        .collect();
    assert_eq!(reasons, ["wrong_number", "not_me"]);
}

#[test]
fn a_code_expires_after_two_minutes() {
    let (clock, studio) = timed();
    let phone = studio.sign_in(&studio.birch.manager);
    let (asked, confirmed) = (Desk::at(&studio), Desk::at(&studio));
    let (number, link) = (asked.number(), asked.link());
    clock.advance(Duration::seconds(119));
    phone.get(&link).expect(200);
    confirm(&phone, &confirmed);
    let mut stream = Stream::open(&asked.browser, &asked.live(), None);
    clock.advance(Duration::seconds(1));
    assert_eq!(stream.piece().event, "over");
    phone.get(&link).expect(410);
    phone.post(&link, &[("number", &number)]).expect(410);
    for desk in [&asked, &confirmed] {
        desk.enter().expect(410).says("Show a new code");
        assert!(!desk.is_in());
    }
    // From there the user can request a new code.
    let again = asked.browser.post("/sign-in/code", &[("next", "/invoices")]).expect(303).location();
    asked.browser.get(&again).expect(200);
}

#[test]
fn only_the_browser_that_asked_is_notified_at_once() {
    let studio = Studio::new();
    let phone = studio.sign_in(&studio.birch.manager);
    let (desk, refused) = (Desk::at(&studio), Desk::at(&studio));
    for stranger in [&studio.visit(), &phone, &refused.browser] {
        stranger.get(&desk.live()).expect(404);
    }
    let (mut news, mut other) = (
        Stream::open(&desk.browser, &desk.live(), None),
        Stream::open(&refused.browser, &refused.live(), None),
    );
    confirm(&phone, &desk);
    let piece = news.piece();
    assert_eq!((piece.event.as_str(), piece.data.as_str()), ("confirmed", "go in\n"));
    assert!(news.ends(std::time::Duration::from_secs(4)));
    phone.get(&refused.link()).expect(200);
    phone.post(&refused.link(), &[("number", "none")]).expect(200);
    assert_eq!(other.piece().event, "over");
}

#[test]
fn of_twenty_concurrent_sign_ins_with_a_code_one_succeeds() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let (phone, desk) = (studio.sign_in(ana), Desk::at(&studio));
    confirm(&phone, &desk);
    let (cookies, token) = (desk.browser.cookies(), desk.browser.token());
    let entrance = format!("{}/entrance", desk.path);
    let enter = || {
        let twin = studio.visit();
        cookies.split("; ").for_each(|cookie| twin.add_cookie(cookie));
        let request = twin.request(reqwest::Method::POST, &entrance).form(&[("_csrf", &token)]);
        twin.send(request).status
    };
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let twins: Vec<_> = (0..20).map(|_| scope.spawn(enter)).collect();
        twins.into_iter().map(|twin| twin.join().expect("the request is answered")).collect()
    });
    assert_eq!(answers.iter().filter(|status| **status == 303).count(), 1, "{answers:?}");
    assert_eq!(answers.iter().filter(|status| **status == 410).count(), 19, "{answers:?}");
    assert_eq!(sessions_of(&studio, ana.id), 2, "the phone's session and one more");
    desk.enter().expect(410);
    // It cannot be confirmed a second time either.
    phone.get(&desk.link()).expect(410);
}

#[test]
fn only_the_browser_that_asked_is_signed_in() {
    let studio = Studio::new();
    let phone = studio.sign_in(&studio.birch.manager);
    let (desk, eve) = (Desk::at(&studio), Desk::at(&studio));
    let (there, elsewhere) = (studio.visit(), Studio::new().visit());
    elsewhere
        .add_cookie(desk.browser.cookies().split("; ").find(|cookie| cookie.starts_with("code=")).unwrap());
    confirm(&phone, &desk);
    // With its id; with its id and the cookie of another code; and with its cookie at another studio.
    for stranger in [&there, &eve.browser, &elsewhere] {
        stranger.get(&desk.path).expect(404);
        stranger.post(&format!("{}/entrance", desk.path), &[]).expect(404);
        stranger.get("/invoices").expect(303);
    }
    eve.enter().expect(422);
    desk.enter().expect(303);
    assert!(desk.is_in());
}

#[test]
fn a_link_is_not_valid_at_another_studio() {
    let (ours, theirs) = (Studio::new(), Studio::new());
    let desk = Desk::at(&ours);
    let stranger = theirs.sign_in(&theirs.birch.manager);
    stranger.get(&desk.link()).expect(410);
    stranger.post(&desk.link(), &[("number", &desk.number())]).expect(410);
    desk.enter().expect(422);
    confirm(&ours.sign_in(&ours.birch.manager), &desk);
}

#[test]
fn a_phone_signed_out_meanwhile_signs_nobody_in() {
    let studio = Studio::new();
    let (ana, tom, noor) = (&studio.birch.manager, &studio.birch.member, &studio.northlight.manager);
    // Closed after confirming, signed out after confirming, and closed before.
    let desks = [Desk::at(&studio), Desk::at(&studio), Desk::at(&studio)];
    let phones = [ana, tom, noor].map(|person| studio.sign_in(person));
    confirm(&phones[0], &desks[0]);
    confirm(&phones[1], &desks[1]);
    phones[1].post("/sign-out", &[]).expect(303);
    phones[2].get(&desks[2].link()).expect(200);
    studio.set_up(|tx| {
        let closed = users::table.filter(users::id.eq_any([ana.id, noor.id]));
        Ok(diesel::update(closed).set(users::state.eq("deactivated")).execute(tx.conn())?)
    });
    let sent = phones[2].post(&desks[2].link(), &[("number", &desks[2].number())]);
    assert!(
        sent.status == 303 && sent.location().starts_with("/sign-in") || sent.status == 403,
        "{}",
        sent.status
    );
    for (desk, status) in desks.iter().zip([410, 410, 422]) {
        desk.enter().expect(status);
        assert!(!desk.is_in());
    }
    assert_eq!(audited(&studio, "session.refused").len(), 2);
}

#[test]
fn an_incomplete_sign_in_cannot_confirm() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let whole = studio.sign_in(ana);
    studio.set_up(|tx| {
        let row = studios::table.filter(studios::id.eq(studio.id));
        Ok(diesel::update(row).set(studios::factor_for_clients.eq(true)).execute(tx.conn())?)
    });
    let (half, desk) = (studio.visit(), Desk::at(&studio));
    half.enter(&ana.email, PASSWORD).expect(303);
    assert_eq!(half.get(&desk.link()).expect(303).location(), "/account/factors/enrolment");
    half.get("/account/factors/enrolment").expect(200);
    half.post(&desk.link(), &[("number", &desk.number())]).expect(303);
    desk.enter().expect(422);
    confirm(&whole, &desk); // The session gets only as far as a direct sign-in would: to enrolling a factor.
    assert_eq!(desk.enter().expect(303).location(), "/account/factors/enrolment");
    assert!(!desk.is_in());
}

#[test]
fn the_phones_second_factor_counts_for_the_browser() {
    let scene = factors::Scene::new();
    scene.anas_app();
    let (phone, desk) = (scene.studio.sign_in(scene.ana()), Desk::at(&scene.studio));
    confirm(&phone, &desk);
    assert_eq!(desk.enter().expect(303).location(), "/invoices");
    assert!(desk.is_in());
}

#[test]
fn confirming_requires_fresh_proof() {
    let (clock, studio) = timed();
    let people = [&studio.admin, &studio.staff, &studio.birch.manager, &studio.birch.member];
    let phones = people.map(|person| studio.sign_in(person));
    clock.advance(Duration::minutes(11));
    let desk = Desk::at(&studio);
    for phone in &phones {
        phone.get("/projects").expect(200);
        let asked = phone.get(&desk.link()).expect(303).location();
        assert!(asked.starts_with("/account/proof?next=%2Fsign-in%2Fconfirmations"), "{asked}");
        let asked = phone.post(&desk.link(), &[("number", &desk.number())]).expect(303).location();
        assert!(asked.starts_with("/account/proof"), "{asked}");
    }
    desk.enter().expect(422);
    // After entering her password on a phone whose proof is too old, Ana returns to the question.
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let next = phones[2].follow(&phones[2].get(&desk.link())).expect(200).value_of("next");
    let proven = phones[2].post("/account/proof", &[("password", PASSWORD), ("next", &next)]).expect(303);
    assert_eq!(proven.location(), desk.link());
    confirm(&phones[2], &desk);
    desk.enter().expect(303);
    let desk = Desk::at(&studio);
    confirm(&studio.sign_in(&studio.admin), &desk);
    desk.enter().expect(303);
    desk.browser.get("/people").expect(200);
}

#[test]
fn a_signed_out_phone_signs_in_and_returns_to_the_question() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let (phone, desk) = (studio.visit(), Desk::at(&studio));
    let sign_in = phone.get(&desk.link()).expect(303).location();
    let next = phone.get(&sign_in).expect(200).value_of("next");
    let fields = [("email", ana.email.as_str()), ("password", PASSWORD), ("next", &next)];
    assert_eq!(phone.post("/sign-in", &fields).expect(303).location(), desk.link());
    phone.forget_token();
    confirm(&phone, &desk);
    desk.enter().expect(303);
}
