//! Codes of authenticator apps and recovery codes, in the second step of signing in.

use std::sync::Mutex;

use chrono::Duration;
use diesel::prelude::*;
use reprint::{kernel::time::Clock, schema::recovery_codes, web::Access};
use reqwest::Method;

use super::{Scene, code, is_in, session_cookie};
use crate::{
    access::{late::waiting_for_and, sweep},
    support::*,
};

#[test]
fn an_app_shows_its_key_once_and_is_required_once_set_up() {
    let scene = Scene::new();
    let (here, elsewhere) = (scene.studio.sign_in(scene.ana()), scene.studio.sign_in(scene.ana()));
    elsewhere.get("/projects").expect(200);
    let before = session_cookie(&here);
    let app = scene.set_up(&here);
    assert_ne!(before, session_cookie(&here), "the session must get a new cookie");
    here.get("/account/factors/recovery-codes").expect(200).says("Now create recovery codes");
    elsewhere.get("/projects").expect(303);
    assert_eq!(here.get("/account/factors/app").expect(303).location(), "/account/security");
    assert_eq!(scene.notices(scene.ana()), ["An authenticator app was set up"]);
    assert_eq!(scene.audited("factor.added"), 1);

    let browser = scene.knock(scene.ana());
    let half = session_cookie(&browser);
    let page = code(&browser, &scene.code(&app)).expect(303);
    assert_eq!(page.location(), "/");
    assert!(is_in(&browser));
    assert_ne!(half, session_cookie(&browser));
    let planted = scene.studio.visit();
    planted.add_cookie(&half);
    assert!(!is_in(&planted), "the incomplete session's cookie must not open anything");
}

#[test]
fn the_requested_page_survives_the_second_step() {
    let scene = Scene::new();
    let app = scene.anas_app();
    let browser = scene.studio.visit();
    browser.get("/sign-in?next=/invoices").expect(200);
    let fields = [("email", &*scene.ana().email), ("password", PASSWORD), ("next", "/invoices")];
    let step = browser.post("/sign-in", &fields).expect(303);
    browser.forget_token();
    let page = browser.follow(&step).expect(200);
    assert_eq!(page.value_of("next"), "/invoices");
    let fields = [("code", &*scene.code(&app)), ("next", "/invoices")];
    assert_eq!(browser.post("/sign-in/factor", &fields).expect(303).location(), "/invoices");
    let foreign = scene.knock(scene.ana());
    let fields = [("code", &*scene.code(&app)), ("next", "//evil.example")];
    assert_eq!(foreign.post("/sign-in/factor", &fields).expect(303).location(), "/");
}

#[test]
fn a_code_works_once_even_if_sent_concurrently() {
    let scene = Scene::new();
    let app = scene.anas_app();
    let browsers: Vec<_> = (0..20).map(|_| scene.knock(scene.ana())).collect();
    let now = app.code(scene.clock.now());
    let gate = std::sync::Barrier::new(browsers.len());
    let came_in = std::thread::scope(|scope| {
        let tries: Vec<_> = browsers
            .iter()
            .map(|browser| {
                let (gate, now, token) = (&gate, &now, browser.token());
                let request = browser
                    .request(Method::POST, "/sign-in/factor")
                    .form(&[("_csrf", token.as_str()), ("code", now.as_str())]);
                scope.spawn(move || {
                    gate.wait();
                    let answer = request.send().expect("the portal answers");
                    answer.status() == 303 && answer.headers()["location"] == "/"
                })
            })
            .collect();
        tries.into_iter().filter_map(|one| one.join().ok()).filter(|came_in| *came_in).count()
    });
    assert_eq!(came_in, 1);
    assert_eq!(scene.audited("factor.used"), 1);
}

#[test]
fn of_two_concurrent_uses_of_a_code_the_second_is_refused() {
    let scene = Scene::new();
    let app = scene.anas_app();
    scene.clock.advance(Duration::minutes(5));
    let [first, second, wrong] = [(); 3].map(|()| scene.knock(scene.ana()));
    // A row counts wrong codes; the first correct code deletes it while the second waits for its lock.
    code(&wrong, &app.code(scene.clock.now() + Duration::days(1))).expect(422);
    let row = format!("select from factor_tries where user_id = '{}' for update", scene.ana().id);
    let now = app.code(scene.clock.now());
    let send = |browser: Client| {
        let now = now.clone();
        move || code(&browser, &now).status
    };
    let answered = Mutex::new(Vec::new());
    std::thread::scope(|threads| {
        let (one, other, answered) = (send(first), send(second), &answered);
        let status = waiting_for_and(&scene.studio, &row, one, |waiting| {
            threads.spawn(move || answered.lock().expect("no thread panicked").push(other()));
            eventually("both wait", || (waiting() > 1).then_some(()));
        });
        answered.lock().expect("no thread panicked").push(status);
    });
    let mut answered = answered.into_inner().expect("no thread panicked");
    answered.sort_unstable();
    assert_eq!(answered, [303, 422]);
}

#[test]
fn old_and_future_codes_are_refused_and_the_previous_step_is_accepted() {
    let scene = Scene::new();
    let app = scene.anas_app();
    scene.clock.advance(Duration::minutes(5));
    let browser = scene.knock(scene.ana());
    for steps in [-2, 1, 2] {
        let then = app.code(scene.clock.now() + Duration::seconds(30 * steps));
        let page = code(&browser, &then).expect(422);
        assert!(page.field_fault("code").is_some(), "{steps}");
        assert!(!page.body().contains(&then), "the typed code must not be shown again");
    }
    let last = app.code(scene.clock.now() - Duration::seconds(30));
    code(&browser, &last).expect(303);
    assert!(is_in(&browser));
}

#[test]
fn five_wrong_codes_lock_codes_across_any_number_of_sign_ins() {
    let scene = Scene::new();
    let app = scene.anas_app();
    scene.clock.advance(Duration::minutes(5));
    let wrong = app.code(scene.clock.now() + Duration::days(1));
    let first = scene.knock(scene.ana());
    for _ in 0..2 {
        code(&first, &wrong).expect(422);
    }
    // The correct password resets the count of wrong passwords, but not the count of wrong codes.
    let second = scene.knock(scene.ana());
    for _ in 0..2 {
        code(&second, &wrong).expect(422);
    }
    assert_eq!(code(&second, &wrong).expect(303).location(), "/sign-in");
    assert_eq!(second.get("/sign-in/factor").expect(303).location(), "/sign-in?next=%2Fsign-in%2Ffactor");
    for browser in [first, scene.knock(scene.ana())] {
        assert_eq!(code(&browser, &app.code(scene.clock.now())).expect(303).location(), "/sign-in");
        assert!(!is_in(&browser), "while codes are locked, a correct one must be refused too");
    }
    assert_eq!(scene.notices(scene.ana()).last().map(String::as_str), Some("Someone knows your password"));
    scene.clock.advance(Duration::minutes(30));
    let later = scene.knock(scene.ana());
    code(&later, &app.code(scene.clock.now())).expect(303);
    assert!(is_in(&later));
}

#[test]
fn malformed_codes_are_reported_but_not_counted() {
    let scene = Scene::new();
    let app = scene.anas_app();
    let browser = scene.knock(scene.ana());
    for slip in ["", "   ", "１２３４５６", "12345", "1234567", "abc", "٠١٢٣٤٥"] {
        assert!(code(&browser, slip).expect(422).field_fault("code").is_some(), "{slip:?}");
    }
    browser.post("/sign-in/factor", &[("code", "123456"), ("user", "x")]).expect(400);
    let spaced = scene.code(&app);
    code(&browser, &format!(" {} {} ", &spaced[..3], &spaced[3..])).expect(303);
    assert!(is_in(&browser));
}

#[test]
fn an_incomplete_sign_in_opens_no_page() {
    let scene = Scene::new();
    scene.anas_app();
    let (half, stranger) = (scene.knock(scene.ana()), scene.studio.visit());
    let cookie = session_cookie(&half);
    stranger.get("/sign-in").expect(200);
    let mut tried = 0;
    for route in sweep::routes() {
        if ["/sign-in/factor", "/sign-out"].contains(&route.path) {
            continue;
        }
        let path = paths::fill(route.path, paths::nobodys);
        let half = scene.studio.visit();
        half.add_cookie(&cookie);
        let page = if route.method == "GET" {
            half.get(&path)
        } else {
            half.get("/sign-in/factor").expect(200);
            half.post(&path, &[])
        };
        let name = format!("{} {}", route.method, route.path);
        if route.access == Access::Anyone {
            let mut page = page;
            while page.status == 303 {
                page = half.follow(&page);
            }
            assert!(page.status == 200 || page.status >= 400, "{name}: {}", page.status);
            assert!(!page.has("form[action='/sign-out'] .button-quiet ~ nav"), "{name}");
        } else {
            assert_eq!((page.status, page.location().as_str()), (303, "/sign-in/factor"), "{name}");
        }
        tried += 1;
    }
    assert!(tried > 80, "{tried}");
    // Control: once the code was entered, the same requests succeed; so it was the cookie that was refused.
    scene.studio.sign_in(scene.ana()).get("/projects").expect(200);
}

#[test]
fn each_recovery_code_works_once_and_a_new_set_voids_the_old() {
    let scene = Scene::new();
    let browser = scene.studio.sign_in(scene.ana());
    scene.set_up(&browser);
    let old = scene.recovery_codes(&browser);
    let codes = scene.recovery_codes(&browser);
    assert_eq!((old.len(), codes.len()), (10, 10));
    browser.get("/account/factors/recovery-codes").expect(200).says("10 codes are left").lacks(&codes[0]);
    let kept: Vec<Vec<u8>> = scene
        .studio
        .set_up(|tx| Ok(recovery_codes::table.select(recovery_codes::code_hash).load(tx.conn())?));
    assert!(kept.iter().all(|hash| hash.len() == 32) && kept.len() == 10);

    let lost = scene.knock(scene.ana());
    code(&lost, &old[0]).expect(422);
    code(&lost, &codes[0].to_lowercase()).expect(303);
    assert!(is_in(&lost));
    let again = scene.knock(scene.ana());
    code(&again, &codes[0]).expect(422);
    assert!(!is_in(&again));
    assert!(scene.notices(scene.ana()).contains(&"A recovery code was used".to_owned()));

    let browsers: Vec<_> = (0..10).map(|_| scene.knock(scene.ana())).collect();
    let came_in = std::thread::scope(|scope| {
        let tries: Vec<_> = browsers
            .iter()
            .map(|browser| {
                let token = browser.token();
                let fields = [("_csrf", token.as_str()), ("code", codes[1].as_str())];
                let request = browser.request(Method::POST, "/sign-in/factor").form(&fields);
                scope.spawn(move || request.send().expect("the portal answers").headers()["location"] == "/")
            })
            .collect();
        tries.into_iter().filter_map(|one| one.join().ok()).filter(|came_in| *came_in).count()
    });
    assert!(came_in <= 1, "one code admitted {came_in} sign-ins");
    scene.clock.advance(Duration::minutes(31));
    for used in &codes[2..7] {
        code(&scene.knock(scene.ana()), used).expect(303);
    }
    let few = "A recovery code was used, and few are left".to_owned();
    assert!(scene.notices(scene.ana()).contains(&few));
    scene.studio.sign_in(scene.ana()).get("/account/security").expect(200).says("Create new ones soon.");
}

#[test]
fn issue_11_row_k_a39_recovery_codes_are_shown_once_and_a_reload_creates_no_others() {
    let scene = Scene::new();
    let browser = scene.studio.sign_in(scene.ana());
    scene.set_up(&browser);
    let place = "/account/factors/recovery-codes";
    let kept = || -> Vec<Vec<u8>> {
        scene.studio.set_up(|tx| {
            let hashes =
                recovery_codes::table.order(recovery_codes::code_hash).select(recovery_codes::code_hash);
            Ok(hashes.load(tx.conn())?)
        })
    };
    let key = browser.get(place).expect(200).says("Create codes").value_of("_once");
    let made = browser.post(place, &[("_once", &key)]).expect(303);
    let first = kept();
    // A double click, before the first response was seen, leads to the same ten codes.
    browser.post(place, &[("_once", &key)]).expect(303);
    assert_eq!(kept(), first);
    let shown = browser.follow(&made).expect(200).says("shown only once");
    let codes = shown.texts_of(".recovery-codes code");
    assert_eq!(codes.len(), 10);
    let again = browser.follow(&made).expect(200).says("shown only then").says("10 codes are left");
    assert!(again.texts_of(".recovery-codes code").is_empty());
    assert_eq!(kept(), first, "reloading must not create new codes");
    code(&scene.knock(scene.ana()), &codes[3]).expect(303);

    // Neither another of her browsers nor another user with the same cookie is shown the codes.
    let seed = browser.post(place, &[("_once", &key)]).expect(303);
    let set = seed.headers.get_all("set-cookie").iter().filter_map(|cookie| cookie.to_str().ok());
    let cookie =
        set.into_iter().find(|cookie| cookie.starts_with("codes=")).expect("the response sets a cookie");
    let cookie = cookie.split(';').next().unwrap_or_default();
    let (elsewhere, noor) =
        (scene.studio.sign_in(scene.ana()), scene.studio.sign_in(&scene.studio.northlight.manager));
    scene.set_up(&noor);
    noor.add_cookie(cookie);
    for other in [&elsewhere, &noor] {
        assert!(other.get(place).expect(200).texts_of(".recovery-codes code").is_empty());
    }
    // Once one code has been used, or after two minutes, the codes are not shown any more.
    let fresh = browser.get(place).expect(200).value_of("_once");
    let made = browser.post(place, &[("_once", &fresh)]).expect(303);
    scene.clock.advance(Duration::minutes(3));
    assert!(browser.follow(&made).expect(200).texts_of(".recovery-codes code").is_empty());
}
