//! A user's sessions, known and unknown browsers, and fresh proof.

use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use reprint::{
    accounts::rules::{FAILURES_ALLOWED, WORTH_NOTIFYING},
    kernel::{
        secret::Token,
        time::{Clock, FixedClock, SystemClock},
    },
    schema::{audit_entries, mails, sessions, studios, users},
    sessions::MOST,
};

use super::{link_to, sessions_of, with_password};
use crate::{
    live::Stream,
    support::{command::reprint, *},
};

fn timed() -> (Arc<FixedClock>, Studio) {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    (clock, Studio::at(&served))
}

fn session_cookie(client: &Client) -> String {
    let cookies = client.cookies();
    cookies.split("; ").find(|cookie| cookie.starts_with("session=")).expect("signed in").to_owned()
}

/// The subjects of the security notices that an address was sent.
fn notices(studio: &Studio, email: &str) -> Vec<String> {
    studio.set_up(|tx| {
        let theirs = mails::table.filter(mails::kind.eq("security_notice").and(mails::recipient.eq(email)));
        Ok(theirs.order(mails::id).select(mails::subject).load(tx.conn())?)
    })
}

fn ids(page: &Page) -> Vec<String> {
    let ends =
        |action: &str| action.strip_prefix("/account/sessions/")?.strip_suffix("/ending").map(str::to_owned);
    page.attributes("form", "action").iter().filter_map(|action| ends(action)).collect()
}

#[test]
fn users_can_list_and_end_their_sessions() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let (desk, phone) = (studio.sign_in(ana), studio.sign_in(ana));
    let page = desk.get("/account/sessions").expect(200).says("this one");
    let [other] = &ids(&page)[..] else { panic!("expected one other session, not {:?}", ids(&page)) };
    // No other user can end it.
    for stranger in [&studio.birch.member, &studio.northlight.manager, &studio.admin] {
        let stranger = studio.sign_in(stranger);
        stranger.post(&format!("/account/sessions/{other}/ending"), &[]).expect(404);
    }
    phone.get("/projects").expect(200);
    desk.post(&format!("/account/sessions/{other}/ending"), &[]).expect(303);
    phone.get("/projects").expect(303);
    desk.get("/projects").expect(200);
}

#[test]
fn all_other_browsers_are_signed_out_at_once() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let (here, others) = (studio.sign_in(ana), [studio.sign_in(ana), studio.sign_in(ana)]);
    let tom = studio.sign_in(&studio.birch.member);
    here.get("/account/sessions").expect(200);
    here.post("/account/sessions/ending", &[]).expect(303);
    for other in &others {
        other.get("/projects").expect(303);
    }
    here.get("/projects").expect(200);
    tom.get("/projects").expect(200);
}

#[test]
fn an_admin_can_sign_out_one_user_or_everyone() {
    let studio = Studio::new();
    let (vera, ana, tom) = (
        studio.sign_in(&studio.admin),
        studio.sign_in(&studio.birch.manager),
        studio.sign_in(&studio.birch.member),
    );
    let path = format!("/people/{}/sessions/ending", studio.birch.manager.id);
    studio.sign_in(&studio.staff).post(&path, &[]).expect(403);
    ana.get("/projects").expect(200);
    vera.post(&path, &[]).expect(200).says("Sign this person out everywhere?");
    ana.get("/projects").expect(200);
    vera.post(&path, &[("confirmed", "yes")]).expect(303);
    ana.get("/projects").expect(303);
    tom.get("/projects").expect(200);
    vera.post("/people/sessions/ending", &[("confirmed", "yes")]).expect(303);
    tom.get("/projects").expect(303);
    vera.get("/people").expect(200).says("Everyone else has been signed out.");
}

#[test]
fn the_command_line_signs_out_one_user_or_a_whole_studio() {
    let (studio, elsewhere) = (Studio::new(), Studio::new());
    let sign_in = |person| studio.sign_in(person);
    let (vera, ana, tom) =
        (sign_in(&studio.admin), sign_in(&studio.birch.manager), sign_in(&studio.birch.member));
    let other = elsewhere.sign_in(&elsewhere.birch.manager);
    let end = |more: &[&str]| reprint(&[&["sessions", "end", "--host", &studio.host], more].concat(), "");
    assert!(end(&["--email", "nobody@ana.example"]).is_err());
    assert!(reprint(&["sessions", "end", "--host", "nowhere.example"], "").is_err());
    ana.get("/projects").expect(200);
    assert_eq!(end(&["--email", &studio.birch.manager.email]).as_deref(), Ok("1"));
    ana.get("/projects").expect(303);
    tom.get("/projects").expect(200);
    vera.get("/audit?kind=session").expect(200).says("command line signed").says("out everywhere");
    let mut open = Stream::open(&tom, "/live", None);
    assert_eq!(end(&[]).as_deref(), Ok("2"));
    assert!(open.ends(std::time::Duration::from_secs(20)));
    tom.get("/projects").expect(303);
    vera.get("/projects").expect(303);
    other.get("/projects").expect(200);
    studio.sign_in(&studio.admin).get("/audit?kind=session").expect(200).says("signed everyone out");
}

#[test]
fn exceeding_the_session_limit_ends_the_least_recently_used_one() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let first = studio.sign_in(ana);
    let second = studio.sign_in(ana);
    let rest: Vec<Client> = (2..MOST).map(|_| studio.sign_in(ana)).collect();
    first.get("/projects").expect(200);
    studio.sign_in(ana).get("/projects").expect(200);
    assert_eq!(sessions_of(&studio, ana.id), MOST);
    first.get("/projects").expect(303);
    second.get("/projects").expect(200);
    rest[0].get("/projects").expect(200);
}

#[test]
fn ending_a_session_closes_its_event_streams_on_every_instance() {
    let key = [("SECRET_KEY", &*Token::random().text())];
    let instance = || -> Served { Served::with(Arc::new(SystemClock), &key) };
    let (one, other) = (instance(), instance());
    let studio = Studio::at(&one);
    studio.furnish(&studio.birch);
    let (ana, desk) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.manager));
    let there = Client::new(other.port, &studio.host);
    there.add_cookie(&session_cookie(&ana));
    let mut streams = [Stream::of_page(&ana, "/messages"), Stream::of_page(&there, "/messages")];
    let mut own = Stream::of_page(&desk, "/messages");
    desk.post("/account/sessions/ending", &[]).expect(303);
    for stream in &mut streams {
        assert!(stream.ends(std::time::Duration::from_secs(4)));
    }
    assert!(!own.ends(std::time::Duration::from_millis(100)));
}

#[test]
fn guesses_by_strangers_do_not_lock_users_out_of_their_known_browsers() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let own = studio.visit();
    own.enter(&ana.email, PASSWORD).expect(303);
    own.post("/sign-out", &[]).expect(303);
    own.forget_token();
    for _ in 0..=FAILURES_ALLOWED {
        studio.visit().enter(&ana.email, "a guess from elsewhere").expect(422);
    }
    studio.visit().enter(&ana.email, PASSWORD).expect(422);
    own.enter(&ana.email, PASSWORD).expect(303);
    assert_eq!(notices(&studio, &ana.email), ["Failed sign-in attempts on your account at Studio Halbton"]);
    // The known browser's cookie, once stolen, cannot be used for more guesses.
    let taken = studio.visit();
    taken.add_cookie(own.cookies().split("; ").find(|cookie| cookie.starts_with("device=")).unwrap());
    for _ in 0..FAILURES_ALLOWED {
        taken.enter(&ana.email, "a guess from here").expect(422);
    }
    taken.enter(&ana.email, PASSWORD).expect(422);
}

#[test]
fn a_reset_by_mail_unlocks_an_account() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let browser = studio.visit();
    for _ in 0..FAILURES_ALLOWED {
        browser.enter(&ana.email, "not it, not it, not it").expect(422);
    }
    browser.enter(&ana.email, PASSWORD).expect(422);
    browser.get("/password-resets").expect(200);
    browser.post("/password-resets", &[("email", &ana.email)]).expect(200);
    let (link, _) = link_to(&studio, "password_reset", &ana.email).expect("a mail with a link was written");
    browser.get(&link).expect(200);
    browser.post(&link, &[("password", "quite another red thread")]).expect(303);
    browser.enter(&ana.email, "quite another red thread").expect(303);
}

#[test]
fn users_are_notified_of_a_new_browser_and_of_wrong_passwords_before_it() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let own = studio.visit();
    own.enter(&ana.email, PASSWORD).expect(303);
    assert!(notices(&studio, &ana.email).is_empty(), "the first browser must not be reported");
    own.post("/sign-out", &[]).expect(303);
    own.forget_token();
    own.enter(&ana.email, PASSWORD).expect(303);
    assert!(notices(&studio, &ana.email).is_empty(), "and must be known from then on");
    let other = studio.visit();
    for _ in 0..WORTH_NOTIFYING {
        other.enter(&ana.email, "is it this one, perhaps").expect(422);
    }
    other.enter(&ana.email, PASSWORD).expect(303);
    assert_eq!(
        notices(&studio, &ana.email),
        ["Failed sign-in attempts at Studio Halbton", "New sign-in to your account at Studio Halbton"]
    );
    let unusual: i64 = studio.set_up(|tx| {
        let entries = audit_entries::table.filter(audit_entries::kind.eq("session.unusual"));
        Ok(entries.count().get_result(tx.conn())?)
    });
    assert_eq!(unusual, 2);
}

#[test]
fn one_cookie_in_two_browsers_is_reported_once() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    let own = studio.sign_in(ana);
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
    own.get("/projects").expect(200);
    assert!(notices(&studio, &ana.email).is_empty());
    let thief = studio.visit();
    thief.add_cookie(&session_cookie(&own));
    for _ in 0..3 {
        let request = thief.request(reqwest::Method::GET, "/projects").header("user-agent", agent);
        thief.send(request).expect(200);
    }
    assert_eq!(notices(&studio, &ana.email), ["Your session at Studio Halbton was used twice"]);
}

#[test]
fn sensitive_actions_require_fresh_proof_and_then_continue() {
    let (clock, studio) = timed();
    let vera = &studio.admin;
    with_password(&studio, vera);
    let (browser, tom) = (studio.visit(), studio.sign_in(&studio.birch.member));
    browser.enter(&vera.email, PASSWORD).expect(303);
    clock.advance(Duration::minutes(11));
    tom.get("/projects").expect(200);
    let waiting = browser.get("/people").expect(200).token().unwrap();
    let asked = browser.post("/people/sessions/ending", &[("confirmed", "yes")]).expect(303).location();
    assert!(asked.starts_with("/account/proof"), "{asked}");
    tom.get("/projects").expect(200);
    let page = browser.get("/account/proof?next=%2Fpeople").expect(200);
    assert_eq!(page.value_of("next"), "/people");
    let page = browser.post("/account/proof", &[("password", "not it"), ("next", "/people")]).expect(422);
    assert!(page.field_fault("password").is_some());
    let before = session_cookie(&browser);
    let on = browser.post("/account/proof", &[("password", PASSWORD), ("next", "/people")]).expect(303);
    assert_eq!(on.location(), "/people");
    // Fresh proof gives the session a new cookie; the old one is worthless.
    let old = studio.visit();
    old.add_cookie(&before);
    old.get("/people").expect(303);
    // A form that was open in another tab is still accepted.
    let form = [("_csrf", waiting.as_str()), ("confirmed", "yes")];
    let request = browser.request(reqwest::Method::POST, "/people/sessions/ending").form(&form);
    browser.send(request).expect(303);
    tom.get("/projects").expect(303);
    // Fresh proof does not extend the session: its beginning and end stay the same.
    let (began, ends): (chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>) = studio.set_up(|tx| {
        let theirs = sessions::table.filter(sessions::user_id.eq(vera.id));
        Ok(theirs.select((sessions::created_at, sessions::expires_at)).first(tx.conn())?)
    });
    assert_eq!(ends - began, Duration::days(7));
}

#[test]
fn guessing_in_a_stolen_session_locks_the_account() {
    let studio = Studio::new();
    let ana = &studio.birch.manager;
    with_password(&studio, ana);
    let borrowed = studio.sign_in(ana);
    borrowed.get("/account/proof").expect(200);
    for _ in 0..FAILURES_ALLOWED {
        borrowed.post("/account/proof", &[("password", "is it this one?"), ("next", "/")]).expect(422);
    }
    borrowed.post("/account/proof", &[("password", PASSWORD), ("next", "/")]).expect(422);
}

#[test]
fn a_role_change_closes_open_event_streams() {
    let studio = Studio::new();
    let tom = &studio.birch.member;
    let mut stream = Stream::of_page(&studio.sign_in(tom), "/messages");
    studio.set_up(|tx| {
        let row = users::table.filter(users::id.eq(tom.id));
        Ok(diesel::update(row).set(users::state.eq("deactivated")).execute(tx.conn())?)
    });
    assert!(stream.ends(std::time::Duration::from_secs(4)));
}

#[test]
fn issue_8_automatic_and_refused_requests_do_not_keep_a_session_alive() {
    let (clock, studio) = timed();
    let (ana, jonas) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.staff));
    let things = studio.furnish(&studio.birch);
    let conversation = things.conversation;
    let seen = |person: &Person| -> chrono::DateTime<chrono::Utc> {
        studio.set_up(|tx| {
            let theirs = sessions::table
                .filter(sessions::user_id.eq(person.id))
                .filter(sessions::id.ne(things.session));
            Ok(theirs.select(sessions::last_seen_at).first(tx.conn())?)
        })
    };
    ana.get("/messages").expect(200);
    jonas.get("/projects").expect(200);
    let before = seen(&studio.birch.manager);
    clock.advance(Duration::hours(11));
    let by_itself = |method: reqwest::Method, path: &str| {
        ana.send(ana.request(method, path).header("x-by-itself", "1").header("hx-request", "true"))
    };
    by_itself(reqwest::Method::GET, "/messages/unread").expect(200);
    ana.get("/messages/unread").expect(200);
    by_itself(reqwest::Method::GET, "/messages").expect(200);
    by_itself(reqwest::Method::POST, &format!("/conversations/{conversation}/read"));
    ana.get(&format!("/avatars/{}", uuid::Uuid::now_v7())).expect(404);
    ana.send(ana.request(reqwest::Method::POST, "/account")).expect(403);
    assert_eq!(seen(&studio.birch.manager), before, "automatic requests must not count as use");
    studio.set_up(|tx| {
        let elsewhere = studios::allowed_addresses.eq("203.0.113.0/24");
        Ok(diesel::update(studios::table).set(elsewhere).execute(tx.conn())?)
    });
    studio.served.portal.studios.forget();
    let of_jonas = seen(&studio.staff);
    jonas.get("/projects").expect(403);
    assert_eq!(seen(&studio.staff), of_jonas, "refused requests must not count as use");
    // Control: a page that the user requests does count.
    ana.get("/messages").expect(200);
    assert_eq!(seen(&studio.birch.manager), clock.now());
}

#[test]
fn issue_8_pages_mark_their_automatic_requests() {
    for (what, source) in [
        ("hx-trigger=\"load", include_str!("../../../templates/messages/recount.html")),
        ("fetch(", include_str!("../../../assets/js/elements/read-mark.js")),
        ("htmx.ajax(", include_str!("../../../assets/js/live-stream.js")),
    ] {
        let lines: Vec<&str> = source.lines().filter(|line| line.contains(what)).collect();
        assert!(!lines.is_empty(), "{what}");
        for line in lines {
            assert!(line.contains("\"X-By-Itself\": \"1\""), "{line}");
        }
    }
}
