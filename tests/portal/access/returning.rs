//! Which forms are kept for a user who was signed out, how much of them, and that a restored form is not carried out (issue 8, F1, F8,
//! B2-B5).

use std::sync::Arc;

use actix_web::http::Method;
use diesel::prelude::*;
use reprint::{kernel::time::SystemClock, schema::kept_forms, web::Route};

use super::{
    doubles::creating,
    edits::{editing, filled, typed},
    kept::{back, end, kept, press, send, way_back},
    sweep::{World, routes},
};
use crate::support::{slow::Slow, *};

/// Routes whose forms contain typed text and are not kept, with the reason.
const NOT_KEPT: &[(&str, &str)] = &[
    ("/account/factors/app/confirmation", "a code"),
    ("/account/passkeys", "the name belongs to a passkey that must be created again"),
    ("/account/password", "passwords"),
    ("/account/proof", "a password"),
    ("/account/proof/code", "a code"),
    ("/account/proof/passkey", "a passkey"),
    ("/clients/{id}/erasure", "a confirmation by name"),
    ("/people/{id}/erasure", "a confirmation by name"),
    ("/sign-in/confirmations/{token}", "a number that is only valid for a minute"),
    ("/sign-in/factor", "a code"),
];

/// Fields that are not typed: values of buttons and choices.
const CHOICES: &[&str] = &[
    "amount",
    "answer",
    "anyway",
    "confirmed",
    "files",
    "file_names",
    "invoices",
    "lasts",
    "messages",
    "milestones",
    "next",
    "place",
    "revision",
    "shown",
    "status",
    "through",
    "to",
];

fn is_kept() -> Vec<Route> {
    routes().into_iter().filter(|route| route.kept.is_some()).collect()
}

/// Fields of kept forms that are not displayed: a page fills them in, or they are chosen by id.
const UNNAMED: &[&str] = &["client", "client_key", "draft", "key", "kind", "project", "revision", "was"];

#[test]
fn issue_11_the_input_of_every_kept_form_is_displayed_with_field_names() {
    use reprint::{kernel::locale::Locale, web::labels::read_out, words::Words};
    let table = super::fields::table();
    for route in is_kept() {
        let labels = route.kept.expect("the form is kept");
        for field in table[route.path].iter().filter(|field| !UNNAMED.contains(field)) {
            for locale in Locale::ALL {
                let typed = [((*field).to_owned(), "Seven".to_owned())];
                let read = read_out(labels, &typed, Words::of(locale), locale);
                let [(name, text)] = &read[..] else { panic!("{}: {field} has no name", route.path) };
                let is_key = name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
                assert!(!is_key && !text.is_empty(), "{}: {name}", route.path);
            }
        }
    }
}

fn posts() -> impl Iterator<Item = Route> {
    routes().into_iter().filter(|route| route.method == Method::POST)
}

#[test]
fn issue_8_f1_every_form_with_typed_input_is_kept_or_excused() {
    let table = super::fields::table();
    for route in posts() {
        let fields = &table[route.path];
        let is_typed = !fields.iter().all(|field| CHOICES.contains(field) || *field == "file");
        // Nobody is signed in on such routes, so no session can end.
        let is_somebodys = route.access != reprint::web::Access::Anyone;
        let said = NOT_KEPT.iter().any(|(path, _)| *path == route.path);
        let has_text = is_somebodys && is_typed;
        assert_eq!(
            route.kept.is_some(),
            has_text && !said,
            "{}: needs `.kept()`, or an entry here",
            route.path
        );
        assert!(has_text || !said, "{}: an entry without such a form", route.path);
        let ids = route.path.split('/').filter(|part| part.starts_with('{'));
        assert!(
            route.kept.is_none() || ids.into_iter().all(|part| part == "{id}"),
            "{}: has parameters other than ids",
            route.path
        );
    }
}

#[test]
fn issue_8_f1_other_routes_keep_nothing_whatever_the_body_contains() {
    let world = World::new();
    let (studio, vera) = (&world.studio, &world.studio.admin);
    let browser = studio.sign_in(vera);
    browser.get("/people").expect(200);
    end(studio, vera);
    let planted = [
        ("_once", "0190aaaa-0000-7000-8000-000000000000"),
        ("revision", "1"),
        ("key", "x"),
        ("client_key", "x"),
        ("place", "admin"),
        ("name", "Eve"),
        ("email", "eve@evil.example"),
    ];
    for route in posts().filter(|route| route.kept.is_none()) {
        let sent = send(&browser, &world.path(&route), &planted).expect(303);
        assert_eq!(sent.location(), "/sign-in?next=%2Fprojects", "{}", route.path);
    }
    for written in [
        "/people/invitations%3Fx",
        "/people/invitations%23",
        "/people/invitations/",
        "/nowhere",
        "/projects/x",
    ] {
        let sent = send(&browser, written, &planted).expect(303);
        assert_eq!(sent.location(), "/sign-in?next=%2Fprojects", "{written}");
    }
    assert!(kept(studio, vera).is_empty());
    // The control: each such form is kept with its own path.
    for route in is_kept() {
        let path = world.path(&route);
        way_back(&send(&browser, &path, &planted).expect(303));
        assert_eq!(kept(studio, vera).pop().expect("the form is kept").0, path);
    }
    // A form that the previous release kept for another path is not shown.
    let sent = send(&browser, "/people/invitations", &planted).expect(303);
    let page = back(studio, &browser, vera, &sent).says("eve@evil.example");
    assert_eq!(page.attributes("main form", "action"), ["/people/invitations?kept=yes"]);
    studio.set_up(|tx| {
        let elsewhere = kept_forms::path.eq(format!("/people/{}/role", studio.staff.id));
        Ok(diesel::update(kept_forms::table).set(elsewhere).execute(tx.conn())?)
    });
    browser.get(&way_back(&sent)).expect(404);
}

/// Adds up a draft as typed, and changes nothing.
const SUMS: &str = "/invoices/sums";

/// Every kept form, filled in so that sending it would have an effect.
fn whole(world: &World) -> Vec<(String, Vec<(String, String)>)> {
    let (studio, things) = (&world.studio, &world.birch);
    let vera = studio.sign_in(&studio.admin);
    let key = || uuid::Uuid::now_v7().to_string();
    let owned = |fields: &[(&str, &str)]| -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    let mut forms = Vec::new();
    for (place, action, field, value) in editing(world) {
        let form = filled(&vera.get(&place).expect(200), &action);
        forms.push((action, owned(&typed(&form, field, value))));
    }
    for creates in creating(world) {
        let mut fields: Vec<_> =
            creates.typed.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        fields.push(("_once".into(), key()));
        forms.push((creates.path, fields));
    }
    let invitation =
        [("name", "Lena Brandt"), ("email", "lena@birch.example"), ("place", "member"), ("_once", &*key())];
    forms.push((format!("/clients/{}/invitations", studio.birch.id), owned(&invitation)));
    let invitation =
        [("name", "Lena Brandt"), ("email", "lena@studio.example"), ("place", "staff"), ("_once", &*key())];
    forms.push(("/people/invitations".into(), owned(&invitation)));
    forms.push(("/account/email".into(), owned(&[("email", "vera@elsewhere.example"), ("_once", &*key())])));
    let profile = [("name", "Vera Adler"), ("locale", "en"), ("zone", ""), ("theme", "")];
    forms.push(("/account".into(), owned(&profile)));
    let was = format!("notes {}.txt", things.canary);
    forms
        .push((format!("/files/{}/name", things.file), owned(&[("name", "Proof sheet.txt"), ("was", &was)])));
    for messages in [format!("/projects/{}", things.project), format!("/clients/{}", studio.birch.id)] {
        let said = [("body", "The proof is fine."), ("client_key", &*key())];
        forms.push((format!("{messages}/messages"), owned(&said)));
    }
    let paid = [
        ("amount", "1.00"),
        ("received_on", "2026-11-12"),
        ("method", "cash"),
        ("reference", "Statement 7"),
        ("key", &*key()),
    ];
    forms.push((format!("/invoices/{}/payments", things.invoice), owned(&paid)));
    forms.push((format!("/payments/{}/reversal", things.payment), owned(&[("reason", "Entered twice")])));
    let edit = vera.get(&format!("/invoices/{}/edit", things.draft)).expect(200);
    forms.push((SUMS.into(), filled(&edit, &format!("/invoices/{}", things.draft))));
    forms
}

/// Tables that change by themselves, or because of the requests.
const BESIDES: &[&str] = &["sessions", "kept_forms"];

#[test]
fn issue_8_f1_a_restored_form_is_not_carried_out() {
    let world = World::new();
    let studio = &world.studio;
    let forms = whole(&world);
    let vera = studio.sign_in(&studio.admin);
    vera.get("/account").expect(200);
    let routes: Vec<_> = is_kept().iter().map(|route| world.path(route)).collect();
    // The route is used for two kinds of invoices; the form sent here is a draft's.
    let (draft, sent) = [world.birch.draft, world.birch.invoice].map(|id| format!("/invoices/{id}")).into();
    let before = world.fingerprint(BESIDES);
    for (path, fields) in &forms {
        let is_a_route = path == &draft || routes.contains(path);
        assert!(is_a_route, "{path} is not kept");
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        // Whatever the form contains, including its key and revision.
        let shown = vera.post(&format!("{path}?kept=yes"), &fields);
        assert!([409, 422].contains(&shown.status), "{path}: {}", shown.status);
        assert_eq!(world.fingerprint(BESIDES), before, "{path}");
    }
    let tried: Vec<_> = forms.iter().map(|(path, _)| path.clone()).collect();
    let forgotten: Vec<_> = routes.iter().filter(|path| **path != sent && !tried.contains(path)).collect();
    assert!(forgotten.is_empty(), "{forgotten:?}");
    // No other route accepts a restored form.
    for route in posts().filter(|route| route.kept.is_none() && !route.path.starts_with("/sign-")) {
        vera.post(&format!("{}?kept=yes", world.path(&route)), &[("confirmed", "yes")]).expect(400);
    }
    assert_eq!(world.fingerprint(BESIDES), before);
    // The control: without the marker, each form has its effect.
    for (path, fields) in forms.iter().rev() {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        vera.post(path, &fields).expect(if path == SUMS { 200 } else { 303 });
    }
    assert_ne!(world.fingerprint(BESIDES), before);
}

#[test]
fn issue_8_b4_a_name_a_reason_and_a_file_name_are_restored() {
    let world = World::new();
    let studio = &world.studio;
    let (vera, was) = (&studio.admin, format!("notes {}.txt", world.birch.canary));
    for (path, field, fields) in [
        ("/account".to_owned(), "name", vec![("locale", "en"), ("zone", ""), ("theme", "")]),
        (format!("/payments/{}/reversal", world.birch.payment), "reason", vec![]),
        (format!("/files/{}/name", world.birch.file), "name", vec![("was", was.as_str())]),
    ] {
        let browser = studio.sign_in(vera);
        browser.get("/projects").expect(200);
        end(studio, vera);
        let before = world.fingerprint(BESIDES);
        let typed = [&[(field, "Typed with care")][..], &fields].concat();
        let sent = send(&browser, &path, &typed).expect(303);
        let page = back(studio, &browser, vera, &sent).says("Typed with care");
        let form = press(&browser, &page).expect(409).says("You were signed out before this could be saved");
        assert_eq!(form.value_of(field), "Typed with care", "{path}");
        assert_eq!(world.fingerprint(BESIDES), before, "{path}: nothing is changed without a request");
        browser.post(&path, &typed).expect(303);
        assert_ne!(world.fingerprint(BESIDES), before, "{path}");
    }
}

/// Sends a form with this body, which need not be one that a browser would send.
fn raw(browser: &Client, token: &str, path: &str, fields: &[u8]) -> Page {
    let body = [b"_csrf=", token.as_bytes(), b"&", fields].concat();
    let request = browser.request(reqwest::Method::POST, path).body(body);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    browser.send(request.header("origin", browser.address()))
}

#[test]
fn issue_8_f8_oversized_forms_are_refused_or_not_kept() {
    let world = World::new();
    let (studio, tom) = (&world.studio, &world.studio.birch.member);
    let browser = studio.sign_in(tom);
    browser.get("/account").expect(200);
    let token = browser.token();
    end(studio, tom);
    let again = studio.sign_in(tom);
    again.get("/account").expect(200);
    let messages = format!("/projects/{}/messages", world.birch.project);
    let many = "&a=b".repeat(2_000);
    for client in [&browser, &again] {
        raw(client, &token, "/account", format!("_once=1{many}").as_bytes()).expect(400);
        let bytes = [b"name=".as_slice(), &[0xff; 60_000]].concat();
        assert!(!raw(client, &token, "/account", &bytes).expect(303).location().contains("forms"));
        let long = format!("client_key=0&body={}", "!".repeat(200_000));
        assert!(!raw(client, &token, &messages, long.as_bytes()).expect(303).location().contains("forms"));
        let long = format!("client_key=0&body={}", "\u{fc}".repeat(100_000));
        assert!(!raw(client, &token, &messages, long.as_bytes()).expect(303).location().contains("forms"));
    }
    assert!(kept(studio, tom).is_empty());
    // The control: the maximum number of fields, and a form of the maximum length.
    let fields = format!("name=Ana{}", "&a=b".repeat(1_390));
    assert!(raw(&browser, &token, "/account", fields.as_bytes()).expect(303).location().contains("forms"));
    let long = format!("client_key=0&body={}", "a".repeat(500_000));
    assert!(raw(&browser, &token, &messages, long.as_bytes()).expect(303).location().contains("forms"));
    raw(&browser, &token, &messages, "a".repeat(600_000).as_bytes()).expect(413);
}

#[test]
fn issue_8_b3_a_message_in_any_script_is_kept_completely() {
    let world = World::new();
    let (studio, ana) = (&world.studio, &world.studio.birch.manager);
    let path = format!("/projects/{}/messages", world.birch.project);
    let body = "\u{92e}\u{941}\u{926}\u{94d}\u{930}\u{923} ".repeat(1_428);
    let body = body.trim_end();
    let browser = studio.sign_in(ana);
    browser.get(&path).expect(200);
    end(studio, ana);
    let fields = [("body", body), ("client_key", "0190aaaa-0000-7000-8000-000000000000")];
    let sent = send(&browser, &path, &fields).expect(303);
    let page = back(studio, &browser, ana, &sent);
    let form = press(&browser, &page).expect(422);
    assert_eq!(form.value_of("body"), body);
    let key = form.value_of("client_key");
    browser.post(&path, &[("body", body), ("client_key", &key)]).expect(303);
    browser.get(&path).expect(200).says(&body[..60]);
    // A visitor cannot send a form of this length, with or without a token.
    let stranger = studio.visit();
    stranger.get("/sign-in").expect(200);
    for token in [&*stranger.token(), "x", &browser.token()[1..]] {
        raw(&stranger, token, &path, &vec![b'a'; 90_000]).expect(413);
    }
}

#[test]
fn issue_8_b3_long_forms_from_ended_sessions_are_limited() {
    let served = Served::with(Arc::new(SystemClock), &[]);
    let world = World::of(Studio::at(&served));
    let (studio, ana, held) = (&world.studio, &world.studio.birch.manager, &served.portal.held);
    let path = format!("/projects/{}/messages", world.birch.project);
    let browser = studio.sign_in(ana);
    browser.get(&path).expect(200);
    let token = browser.token();
    end(studio, ana);
    let form = format!(
        "Origin: {}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 400000\r\n",
        browser.address()
    );
    let mut lines = Vec::new();
    for count in 1..=2 {
        let mut line = Slow::post(&browser, &path, &form);
        line.more("a".repeat(70_000).as_bytes());
        eventually("the request has a lane", || (held.forms_of_ended.taken_in_all() == count).then_some(()));
        lines.push(line);
    }
    let long = format!("client_key=0&body={}", "a".repeat(90_000));
    raw(&browser, &token, &path, long.as_bytes()).expect(413);
    // Short forms need no lane.
    raw(&browser, &token, &path, b"client_key=0&body=a").expect(303);
    drop(lines);
    eventually("the lanes are free again", || (held.forms_of_ended.taken_in_all() == 0).then_some(()));
    raw(&browser, &token, &path, long.as_bytes()).expect(303);
    eventually("the lane is free after the response", || {
        (held.forms_of_ended.taken_in_all() == 0).then_some(())
    });
}
