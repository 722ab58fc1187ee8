//! The input of a form survives the end of the session (issue 11, row S).

use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use reprint::{
    kernel::time::FixedClock,
    schema::{kept_forms, sessions},
};
use reqwest::blocking::RequestBuilder;

use super::{
    doubles::{Creates, creating},
    edits::{editing, filled, typed},
    sweep::World,
};
use crate::support::*;

/// Ends a person's sessions, as an admin or a password change does.
pub fn end(studio: &Studio, person: &Person) {
    studio.set_up(|tx| {
        diesel::delete(sessions::table.filter(sessions::user_id.eq(person.id))).execute(tx.conn())?;
        Ok(())
    });
}

pub fn kept(studio: &Studio, person: &Person) -> Vec<(String, Vec<u8>)> {
    studio.set_up(|tx| {
        let rows = kept_forms::table
            .filter(kept_forms::user_id.eq(person.id))
            .select((kept_forms::path, kept_forms::sealed));
        Ok(rows.load(tx.conn())?)
    })
}

/// A form as a browser sends it from a page of the portal, with its token.
fn request(browser: &Client, path: &str, fields: &[(&str, &str)]) -> RequestBuilder {
    let token = browser.token();
    let fields = [&[("_csrf", token.as_str())][..], fields].concat();
    let request = browser.request(reqwest::Method::POST, path).form(&fields);
    request.header("origin", browser.address()).header("referer", format!("{}/projects", browser.address()))
}

pub fn send(browser: &Client, path: &str, fields: &[(&str, &str)]) -> Page {
    browser.send(request(browser, path, fields))
}

/// Signs a person in again in the same browser, and opens the page that the sign-in page leads to.
pub fn back(studio: &Studio, browser: &Client, person: &Person, sent: &Page) -> Page {
    let form = way_back(sent);
    browser.add_cookie(&studio.served.open_session(studio.id, person.id, person.role));
    browser.forget_token();
    browser.get(&form).expect(200).says("You were signed out")
}

#[track_caller]
pub fn way_back(sent: &Page) -> String {
    let location = sent.location();
    let next = location.strip_prefix("/sign-in?next=").expect("a redirect to the sign-in page");
    let form = next.replace("%2F", "/");
    assert!(form.starts_with("/forms/"), "{form}");
    form
}

/// Presses the page's only button, without scripts.
pub fn press(browser: &Client, page: &Page) -> Page {
    let html = page.html();
    let fields = scraper::Selector::parse("main form textarea").expect("a selector");
    let fields: Vec<(String, String)> = html
        .select(&fields)
        .map(|field| {
            let text: String = field.text().collect();
            (field.attr("name").expect("a name").to_owned(), text.trim_start_matches('\n').to_owned())
        })
        .collect();
    let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    browser.post(&page.attributes("main form", "action")[0], &fields)
}

#[test]
fn issue_11_row_s_a_creation_form_is_restored_with_its_input() {
    let world = World::new();
    let (studio, jonas) = (&world.studio, &world.studio.staff);
    for Creates { form, path, mut typed, says_at, count } in creating(&world) {
        let before = count(studio);
        let browser = studio.sign_in(jonas);
        typed.push(("_once", browser.get(&form).expect(200).value_of("_once")));
        end(studio, jonas);
        let fields: Vec<(&str, &str)> = typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let sent = send(&browser, &path, &fields).expect(303);
        let page = back(studio, &browser, jonas, &sent);
        assert_eq!(count(studio), before, "{path}: nothing is created without a request");
        let form = press(&browser, &page).expect(409);
        let form = form.says("You were signed out before this could be saved");
        assert_eq!(form.field_fault(says_at).unwrap_or_default(), "", "{path}: no field has a fault");
        for (name, value) in typed.iter().filter(|(name, _)| *name != "_once") {
            let here = format!("form[action='{path}'] input[name='{name}']");
            let shown = form.attributes(&here, "value").into_iter().next();
            let shown = shown.unwrap_or_else(|| form.value_of(name));
            assert_eq!(shown.replace("\r\n", "\n"), *value, "{path}: {name}");
        }
        assert_eq!(count(studio), before, "{path}");
        let key = form.value_of("_once");
        let again: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, if *name == "_once" { &key } else { *value }))
            .collect();
        browser.post(&path, &again).expect(303);
        assert_eq!(count(studio), before + 1, "{path}");
    }
}

#[test]
fn issue_11_row_s_an_edit_form_is_restored_and_changes_nothing_unasked() {
    let world = World::new();
    let (studio, vera) = (&world.studio, &world.studio.admin);
    for (place, action, field, value) in editing(&world) {
        let browser = studio.sign_in(vera);
        let before = browser.get(&place).expect(200);
        let form = filled(&before, &action);
        end(studio, vera);
        let sent = send(&browser, &action, &typed(&form, field, value)).expect(303);
        let page = back(studio, &browser, vera, &sent);
        let form = press(&browser, &page).expect(409).says("You were signed out before this could be saved");
        assert_eq!(form.value_of(field), value, "{action}");
        let now = browser.get(&place).expect(200);
        assert_eq!(
            now.value_of(field),
            before.value_of(field),
            "{action}: nothing was changed without a request"
        );
        browser.post(&action, &typed(&filled(&form, &action), field, value)).expect(303);
        assert_eq!(browser.get(&place).expect(200).value_of(field), value, "{action}");
    }
}

#[test]
fn issue_11_row_s_a_message_and_a_payment_are_restored_on_their_pages() {
    let world = World::new();
    let studio = &world.studio;
    let cases = [
        (
            &studio.birch.manager,
            format!("/projects/{}/messages", world.birch.project),
            vec![
                ("body", "The proof is fine.\nPrint it."),
                ("client_key", "0190aaaa-0000-7000-8000-000000000000"),
            ],
        ),
        (
            &studio.admin,
            format!("/invoices/{}/payments", world.birch.invoice),
            vec![
                ("reference", "Statement 7"),
                ("amount", "12.34"),
                ("key", "0190aaaa-0000-7000-8000-000000000000"),
            ],
        ),
    ];
    for (person, path, fields) in cases {
        let browser = studio.sign_in(person);
        browser.get("/projects").expect(200);
        end(studio, person);
        let sent = send(&browser, &path, &fields).expect(303);
        let page = back(studio, &browser, person, &sent);
        let form = press(&browser, &page).expect(422).says("What you typed is still here");
        let (name, value) = fields[0];
        assert_eq!(form.value_of(name).replace("\r\n", "\n"), value, "{path}");
    }
}

#[test]
fn issue_11_row_s_a_kept_form_is_sealed_short_lived_and_only_for_its_author() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let (studio, elsewhere) = (Studio::at(&served), Studio::at(&served));
    let jonas = &studio.staff;
    let browser = studio.sign_in(jonas);
    browser.get("/clients/new").expect(200);
    // A session that has been idle too long counts as ended, like one that was deleted.
    clock.advance(Duration::days(8));
    let fields =
        [("name", "Kröger Konfiserie"), ("address", "Deichstraße 4"), ("_once", "x"), ("password", "hush")];
    let sent = send(&browser, "/clients", &fields).expect(303);
    let rows = kept(&studio, jonas);
    assert_eq!((rows.len(), rows[0].0.as_str()), (1, "/clients"));
    assert!(!String::from_utf8_lossy(&rows[0].1).contains("Deich"), "the content is sealed");
    let form = way_back(&sent);
    for other in [&studio.admin, &studio.birch.manager] {
        studio.sign_in(other).get(&form).expect(404);
    }
    elsewhere.sign_in(&elsewhere.staff).get(&form).expect(404);
    assert!(studio.visit().get(&form).expect(303).location().starts_with("/sign-in"));
    back(&studio, &browser, jonas, &sent).says("Deichstraße 4").lacks("hush");
    clock.advance(Duration::minutes(31));
    studio.sign_in(jonas).get(&form).expect(404);
    studio.set_up(|tx| reprint::kept_forms::sweep(tx).map(drop));
    assert!(kept(&studio, jonas).is_empty());
}

#[test]
fn issue_11_row_s_only_forms_from_a_page_of_the_ended_session_are_kept() {
    let world = World::new();
    let (studio, jonas) = (&world.studio, &world.studio.staff);
    let fields = [("name", "Kröger Konfiserie"), ("_once", "x")];
    let browser = studio.sign_in(jonas);
    browser.get("/clients/new").expect(200);
    let own = browser.token();
    // While the session is valid, its token without its cookie proves nothing.
    let stranger = studio.visit();
    stranger.get("/sign-in").expect(200);
    let dressed = |client: &Client, token: &str| {
        let fields = [("_csrf", token), fields[0], fields[1]];
        client.request(reqwest::Method::POST, "/clients").form(&fields)
    };
    stranger.send(dressed(&stranger, &own).header("origin", stranger.address())).expect(403);
    end(studio, jonas);
    // Requests from another site's page, without an origin, or with invalid tokens.
    let refused: Vec<RequestBuilder> = vec![
        dressed(&browser, &own),
        dressed(&browser, &own).header("origin", "https://evil.example"),
        dressed(&browser, &own).header("sec-fetch-site", "cross-site"),
        dressed(&browser, &own).header("sec-fetch-site", "same-site"),
        dressed(&browser, &own[..own.len() - 1]).header("origin", browser.address()),
        dressed(&browser, "").header("origin", browser.address()),
        dressed(&browser, &stranger.token()).header("origin", browser.address()),
    ];
    for request in refused {
        browser.send(request).expect(403);
    }
    // Another user is now signed in in this browser.
    let ana = studio.sign_in(&studio.birch.manager);
    ana.send(dressed(&ana, &own).header("origin", ana.address())).expect(403);
    assert!(kept(studio, jonas).is_empty());
    // The control. The author, signed in again in another tab, is redirected to the kept form.
    browser.send(dressed(&browser, &own).header("origin", browser.address())).expect(303);
    browser.send(dressed(&browser, &own).header("sec-fetch-site", "same-origin")).expect(303);
    let again = studio.sign_in(jonas);
    let sent = again.send(dressed(&again, &own).header("origin", again.address())).expect(303);
    again.get(&way_back(&sent)).expect(200).says("You were signed out");
    assert_eq!(again.follow(&sent).expect(303).location(), way_back(&sent));
    // At most three forms are kept.
    for _ in 0..3 {
        again.send(dressed(&again, &own).header("origin", again.address())).expect(303);
    }
    assert_eq!(kept(studio, jonas).len(), 3);
    again.get(&way_back(&sent)).expect(404);
}

#[test]
fn issue_11_row_s_passwords_buttons_and_files_are_not_kept() {
    let world = World::new();
    let (studio, tom) = (&world.studio, &world.studio.birch.member);
    let browser = studio.sign_in(tom);
    browser.get("/account/password").expect(200);
    end(studio, tom);
    let passwords = [("current", PASSWORD), ("password", "another thread, a blue one")];
    for (path, fields) in
        [("/account/password", &passwords[..]), ("/account/proof", &passwords[1..]), ("/account/data", &[])]
    {
        let location = send(&browser, path, fields).expect(303).location();
        assert_eq!(location, "/sign-in?next=%2Fprojects", "{path}");
    }
    let files = format!("/projects/{}/files", world.birch.project);
    let part = reqwest::blocking::multipart::Part::bytes(b"One sheet.".to_vec()).file_name("sheet.txt");
    let form = reqwest::blocking::multipart::Form::new().text("_csrf", browser.token()).part("file", part);
    let upload = browser.request(reqwest::Method::POST, &files).multipart(form);
    let upload = browser.send(upload.header("origin", browser.address()));
    assert!(upload.expect(303).location().starts_with("/sign-in"));
    assert!(kept(studio, tom).is_empty());
    // htmx requests navigate the whole page.
    let fields = [("name", "Plates made"), ("_once", "x")];
    let htmx = client::htmx(request(&browser, "/projects", &fields));
    let answer = browser.send(htmx).expect(401);
    assert!(answer.header("hx-redirect").is_some_and(|to| to.starts_with("/sign-in?next=%2Fforms%2F")));
}

#[test]
fn issue_8_a_token_of_an_ended_session_expires() {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let studio = Studio::at(&served);
    let jonas = &studio.staff;
    let browser = studio.sign_in(jonas);
    browser.get("/clients/new").expect(200);
    end(&studio, jonas);
    let long = "Deichstraße 4. ".repeat(6_000);
    let forms = [[("name", "Kröger Konfiserie"), ("_once", "x")], [("name", long.as_str()), ("_once", "x")]];
    // The maximum lifetime of a session, counted from when the page was made.
    clock.advance(Duration::days(30));
    send(&browser, "/clients", &forms[0]).expect(303);
    send(&browser, "/clients", &forms[1]).expect(303);
    assert_eq!(kept(&studio, jonas).len(), 2);
    clock.advance(Duration::minutes(31));
    studio.set_up(|tx| reprint::kept_forms::sweep(tx).map(drop));
    send(&browser, "/clients", &forms[0]).expect(403);
    send(&browser, "/clients", &forms[1]).expect(413);
    assert!(kept(&studio, jonas).is_empty());
}
