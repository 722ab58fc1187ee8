//! What a session has started belongs to that session, and requests of an incomplete sign-in take nothing away from the
//! account's owner (attack of 30 November, A8 to A10).

use diesel::prelude::*;
use reprint::schema::{mails, passkey_ceremonies, sessions};
use reqwest::Method;

use super::{App, Scene, code, is_in};
use crate::support::{slow::Slow, *};

/// The key that a browser is shown.
fn key(browser: &Client) -> String {
    browser.get("/account/factors/app").expect(200).text_of("code.key")
}

#[test]
fn issue_8_only_the_session_that_started_an_app_can_see_and_confirm_its_key() {
    let scene = Scene::new();
    let ana = scene.ana();
    scene.ask_of(true, true);
    let [owner, thief] = [(); 2].map(|()| {
        let browser = scene.studio.visit();
        browser.enter(&ana.email, PASSWORD).expect(303);
        browser.get("/account/factors/enrolment").expect(200);
        browser
    });
    owner.post("/account/factors/app", &[]).expect(303);
    let hers = key(&owner);
    assert_eq!(thief.get("/account/factors/app").expect(303).location(), "/account/factors/enrolment");
    // A thief who starts another app in a sign-in of their own leaves hers alone, and can confirm theirs only with its
    // own code.
    thief.post("/account/factors/app", &[]).expect(303);
    let theirs = key(&thief);
    assert_ne!(hers, theirs);
    assert_eq!(key(&owner), hers);
    let (hers, theirs) = (App::typed(&hers), App::typed(&theirs));
    let confirm =
        |browser: &Client, code: &str| browser.post("/account/factors/app/confirmation", &[("code", code)]);
    confirm(&thief, &scene.code(&hers)).expect(422);
    confirm(&owner, &scene.code(&theirs)).expect(422);
    confirm(&owner, &scene.code(&hers)).expect(303);
    owner.forget_token();
    assert!(is_in(&owner));
    // What the other sign-ins had started is gone with them.
    thief.forget_token();
    thief.get("/account/factors/app").expect(303);
    let again = scene.knock(ana);
    code(&again, &scene.code(&theirs)).expect(422);
    code(&again, &scene.code(&hers)).expect(303);
}

#[test]
fn issue_8_a_passkey_registration_is_bound_to_its_session() {
    let scene = Scene::new();
    let ana = scene.studio.sign_in(scene.ana());
    ana.get("/account/security").expect(200);
    ana.post("/account/passkeys/question", &[]).expect(200);
    let (asked, session): (Option<uuid::Uuid>, uuid::Uuid) = scene.studio.set_up(|tx| {
        let asked = passkey_ceremonies::table.select(passkey_ceremonies::session_id).first(tx.conn())?;
        let theirs = sessions::table.filter(sessions::user_id.eq(scene.ana().id));
        Ok((asked, theirs.select(sessions::id).first(tx.conn())?))
    });
    assert_eq!(asked, Some(session));
}

/// The status of a request from the given address.
fn from(browser: &Client, address: &str, method: Method, path: &str) -> u16 {
    browser.send(browser.request(method, path).header("x-forwarded-for", address)).status
}

#[test]
fn issue_8_an_incomplete_sign_in_does_not_use_up_the_owners_rate_limit() {
    let scene = Scene::with(&[("THROTTLE_SENT", "12"), ("THROTTLE_READ", "40"), ("TRUSTED_HOPS", "1")]);
    scene.anas_app();
    scene.clock.advance(chrono::Duration::minutes(16));
    let owner = scene.studio.sign_in(scene.ana());
    owner.get("/account").expect(200);
    let thief = scene.knock(scene.ana());
    let elsewhere = "203.0.113.7";
    for _ in 0..14 {
        assert_eq!(from(&thief, elsewhere, Method::POST, "/account"), 403);
    }
    for _ in 0..40 {
        from(&thief, elsewhere, Method::GET, "/sign-in/factor");
    }
    assert_eq!(
        from(&thief, elsewhere, Method::GET, "/sign-in/factor"),
        429,
        "requests of an incomplete sign-in are counted by address"
    );
    owner.get("/projects").expect(200);
    owner.post("/account/factors/recovery-codes", &[]).expect(303);
    // Control: her own requests are counted against her, from any address.
    let sent: Vec<u16> =
        (0..12).map(|n| from(&owner, &format!("198.51.100.{n}"), Method::POST, "/account")).collect();
    assert_eq!(sent.last(), Some(&429), "{sent:?}");
    assert_eq!(sent[0], 403, "{sent:?}");
}

#[test]
fn issue_8_slow_requests_of_an_incomplete_sign_in_take_none_of_the_owners_lanes() {
    let scene = Scene::with(&[("BODIES_PER_ADDRESS", "16"), ("TRUSTED_HOPS", "1")]);
    scene.anas_app();
    let owner = scene.studio.sign_in(scene.ana());
    owner.get("/account").expect(200);
    let thief = scene.knock(scene.ana());
    let slowly = |client: &Client, address: &str, path: &str| {
        let head = format!(
            "X-Forwarded-For: {address}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 400\r\n"
        );
        Slow::post(client, path, &head)
    };
    let lanes = &scene.studio.served.portal.held.bodies;
    let begun = |client: &Client, address: &str, path: &str| {
        let before = lanes.taken_in_all();
        let mut lines: Vec<Slow> = (0..8).map(|_| slowly(client, address, path)).collect();
        lines.iter_mut().for_each(|line| assert!(line.more(b"code=12")));
        eventually("all requests have taken a lane", || (lanes.taken_in_all() == before + 8).then_some(()));
        lines
    };
    let theirs = begun(&thief, "203.0.113.7", "/sign-in/factor");
    let hers = begun(&owner, "198.51.100.1", "/account");
    // Control: eight lanes are all that she gets herself. The request is refused on its headers alone, so none of its
    // body is in transit when the connection closes.
    assert_eq!(slowly(&owner, "198.51.100.2", "/account").status(), 429);
    drop((theirs, hers));
}

#[test]
fn issue_8_an_incomplete_sign_in_in_two_browsers_is_reported_once_a_day() {
    let scene = Scene::new();
    let ana = scene.ana();
    scene.anas_app();
    let told = || -> i64 {
        scene.studio.set_up(|tx| {
            let told = mails::table.filter(mails::recipient.eq(&ana.email));
            let told = told.filter(mails::subject.eq("Your session at Studio Halbton was used twice"));
            Ok(told.count().get_result(tx.conn())?)
        })
    };
    let elsewhere = |browser: &Client, path: &str| {
        let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        browser.send(browser.request(Method::GET, path).header("user-agent", agent)).status
    };
    for _ in 0..3 {
        assert_eq!(elsewhere(&scene.knock(ana), "/sign-in/factor"), 200);
    }
    assert_eq!(told(), 1);
    scene.clock.advance(chrono::Duration::hours(25));
    elsewhere(&scene.knock(ana), "/sign-in/factor");
    assert_eq!(told(), 2, "a second mail is sent a day later");
    // Control: for complete sessions she is notified each time.
    for _ in 0..2 {
        assert_eq!(elsewhere(&scene.studio.sign_in(ana), "/projects"), 200);
    }
    assert_eq!(told(), 4);
}
