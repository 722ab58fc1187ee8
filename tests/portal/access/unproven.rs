//! What is typed into a form survives being asked for a password first, also without scripts (issue 11, row S).

use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use reprint::{access::FRESH, kernel::time::FixedClock, schema::kept_forms, web::Proof};

use super::{edits::filled, kept::press, sweep::World};
use crate::support::{client::htmx, *};

/// A studio whose people have passwords, and a clock by which they have shown them too long ago.
fn scene() -> (Arc<FixedClock>, World) {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let world = World::of(Studio::at(&served));
    world.studio.give_password(&world.studio.admin);
    (clock, world)
}

fn kept(studio: &Studio) -> Vec<String> {
    // But for the one that every furnished studio has.
    let theirs = kept_forms::table.filter(kept_forms::path.ne("/projects")).select(kept_forms::path);
    studio.set_up(|tx| Ok(theirs.load(tx.conn())?))
}

/// A path and query out of the query of another address.
fn asked(location: &str, name: &str) -> String {
    let query = location.split_once('?').map_or("", |(_, query)| query);
    let found = url::form_urlencoded::parse(query.as_bytes()).find(|(field, _)| field == name);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// Shows the password that a page was asked for, and goes where it leads.
fn prove(browser: &Client, sent: &Page) -> Page {
    let proof = browser.get(&sent.location()).expect(200);
    let fields = ["next", "from", "sent"].map(|name| (name, proof.value_of(name)));
    let mut fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("password", PASSWORD));
    browser.get(&browser.post("/account/proof", &fields).expect(303).location()).expect(200)
}

#[test]
fn issue_11_row_s_what_was_typed_without_scripts_waits_for_the_password() {
    let (clock, world) = scene();
    let studio = &world.studio;
    let vera = studio.sign_in(&studio.admin);
    // A form that creates.
    let page = "/people/invitations";
    let form = vera.get(page).expect(200);
    clock.advance(FRESH + Duration::minutes(1));
    let once = form.value_of("_once");
    let typed =
        [("name", "Lena Brandt"), ("email", "lena@studio.example"), ("place", "staff"), ("_once", &*once)];
    let sent = vera.post(page, &typed).expect(303);
    vera.get(&sent.location()).expect(200).says("What you typed is kept");
    let back = prove(&vera, &sent).says("Your form is still here");
    // By the names of the fields, a choice by its word.
    let read: Vec<_> = back.texts_of("main dt").into_iter().zip(back.texts_of("main dd")).collect();
    let typed_in = [("Name", "Lena Brandt"), ("Email", "lena@studio.example"), ("Role", "Staff")];
    assert_eq!(read, typed_in.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let form = press(&vera, &back).expect(409).says("you were asked for your password first");
    assert_eq!(
        (form.value_of("name"), form.value_of("email")),
        ("Lena Brandt".into(), "lena@studio.example".into())
    );
    assert!(form.field_fault("email").is_none(), "no field is at fault");
    let once = form.value_of("_once");
    let typed =
        [("name", "Lena Brandt"), ("email", "lena@studio.example"), ("place", "staff"), ("_once", &*once)];
    vera.post(page, &typed).expect(303);
    vera.get("/people").expect(200).says("Lena Brandt");

    // A form that changes a row, and one whose handler asks because of what was typed.
    let birch = format!("/clients/{}", studio.birch.id);
    for (page, action, field) in
        [("/studio".to_owned(), "/studio".to_owned(), "name"), (format!("{birch}/edit"), birch, "email")]
    {
        let form = vera.get(&page).expect(200);
        let before = form.value_of(field);
        let mut fields = filled(&form, &action);
        fields
            .iter_mut()
            .filter(|(name, _)| name == field)
            .for_each(|(_, value)| *value = "new@studio.example".into());
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        clock.advance(FRESH + Duration::minutes(1));
        let sent = vera.post(&action, &fields).expect(303);
        let back = prove(&vera, &sent).says("Your form is still here");
        assert_eq!(
            vera.get(&page).expect(200).value_of(field),
            before,
            "{action}: nothing is changed unasked"
        );
        let form = press(&vera, &back).expect(409).says("you were asked for your password first");
        assert_eq!(form.value_of(field), "new@studio.example", "{action}");
    }
}

#[test]
fn issue_11_row_s_buttons_and_secrets_lead_back_to_their_page() {
    let (clock, world) = scene();
    let studio = &world.studio;
    let vera = studio.sign_in(&studio.admin);
    vera.get("/people").expect(200);
    clock.advance(FRESH + Duration::minutes(1));
    let from = |path: &str| format!("{}{path}", vera.address());
    let post = |path: &str, page: &str, fields: &[(&str, &str)]| {
        let token = vera.token();
        let fields = [&[("_csrf", token.as_str())][..], fields].concat();
        vera.request(reqwest::Method::POST, path).form(&fields).header("referer", from(page))
    };
    // A button: nothing was done, it says so, and leads back to where it is.
    let sent =
        vera.send(post("/people/sessions/ending", "/people", &[("confirmed", "yes")])).expect(303).location();
    assert_eq!((asked(&sent, "next"), asked(&sent, "sent")), ("/people".into(), "button".into()));
    let proof = vera.get(&sent).expect(200).says("Nothing has been done yet");
    assert_eq!(proof.attributes("main .button-quiet", "href"), ["/people"]);
    // Whoever has shown their password is told on that page that nothing was done, and is asked for it by no other.
    prove(&vera, &vera.send(post("/people/sessions/ending", "/people", &[("confirmed", "yes")])))
        .says("Nothing has been done yet");
    vera.get("/people").expect(200).lacks("Nothing has been done yet");
    clock.advance(FRESH + Duration::minutes(1));
    // A form whose key is all that it has.
    let sent = vera
        .send(post("/account/factors/recovery-codes", "/account/security", &[("_once", "x")]))
        .expect(303);
    assert_eq!(asked(&sent.location(), "next"), "/account/security");
    let fields = [("name", "Lena"), ("email", "lena@studio.example"), ("_once", "x")];
    assert_eq!(kept(studio), Vec::<String>::new());
    // A link leads to its page, and whoever does not want to prove anything goes back to where it was.
    let link = vera.request(reqwest::Method::GET, "/studio").header("referer", from("/projects"));
    let sent = vera.send(link).expect(303).location();
    assert_eq!(vera.get(&sent).expect(200).attributes("main .button-quiet", "href"), ["/projects"]);
    // The control; nobody else is shown it.
    let sent = vera.send(post("/people/invitations", "/people/invitations", &fields)).expect(303).location();
    assert_eq!(kept(studio), ["/people/invitations"]);
    let form = asked(&sent, "next");
    studio.sign_in(&studio.staff).get(&form).expect(404);
    vera.get(&form).expect(200).says("lena@studio.example");
}

#[test]
fn issue_11_whatever_form_asks_for_a_password_keeps_what_was_typed_with_scripts_and_without() {
    let (clock, world) = scene();
    let studio = &world.studio;
    studio.give_password(&studio.admin);
    let vera = studio.sign_in(&studio.admin);
    let birch = format!("/clients/{}", studio.birch.id);
    // Where the route asks, and where its handler does, because of what was typed.
    for (page, action, field) in [
        ("/studio".to_owned(), "/studio".to_owned(), "name"),
        ("/studio/addresses".to_owned(), "/studio/addresses".to_owned(), "addresses"),
        ("/studio/retention".to_owned(), "/studio/retention".to_owned(), "feed"),
        ("/account/email".to_owned(), "/account/email".to_owned(), "email"),
        ("/people/invitations".to_owned(), "/people/invitations".to_owned(), "email"),
        (format!("{birch}/invitations"), format!("{birch}/invitations"), "email"),
        (format!("{birch}/edit"), birch.clone(), "email"),
    ] {
        for scripts in [true, false] {
            let form = vera.get(&page).expect(200);
            let before = form.value_of(field);
            let mut fields = filled(&form, &action);
            // A place is chosen out of several.
            fields.retain(|(name, _)| name != field && name != "place");
            fields.push((field.to_owned(), "new@studio.example".to_owned()));
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            clock.advance(FRESH + Duration::minutes(1));
            let proof = if scripts {
                let request =
                    vera.request(reqwest::Method::POST, &action).header("x-csrf-token", vera.token());
                let sent =
                    htmx(request.form(&fields)).header("hx-current-url", format!("{}{page}", vera.address()));
                vera.send(sent).expect(401).header("hx-redirect").expect("it leads on").to_owned()
            } else {
                vera.post(&action, &fields).expect(303).location()
            };
            assert_eq!(asked(&proof, "sent"), "form", "{action}, scripts: {scripts}");
            let next = asked(&proof, "next");
            vera.get(&proof).expect(200).says("What you typed is kept");
            vera.post("/account/proof", &[("password", PASSWORD), ("next", &next), ("sent", "form")])
                .expect(303);
            let back = vera.get(&next).expect(200).says("Your form is still here").says("new@studio.example");
            let form = press(&vera, &back);
            assert!([409, 422].contains(&form.status), "{action}: {}", form.status);
            let form = form.says("you were asked for your password first");
            assert_eq!(form.value_of(field), "new@studio.example", "{action}, scripts: {scripts}");
            assert_eq!(
                vera.get(&page).expect(200).value_of(field),
                before,
                "{action}: nothing is saved unasked"
            );
        }
    }
}

#[test]
fn issue_11_whoever_shows_no_password_is_out_at_the_first_press() {
    let (clock, world) = scene();
    let studio = &world.studio;
    let vera = studio.sign_in(&studio.admin);
    vera.get("/people").expect(200);
    clock.advance(FRESH + Duration::minutes(1));
    let pages =
        super::sweep::routes().into_iter().filter(|route| route.method == actix_web::http::Method::GET);
    let mut seen = 0;
    for path in pages.filter(|route| route.proof == Proof::Fresh).map(|route| world.path(&route)) {
        // From a page that asks itself: reloaded, or a form of it was sent; and by a bookmark.
        for referer in [Some(format!("{}{path}", vera.address())), None] {
            let mut request = vera.request(reqwest::Method::GET, &path);
            if let Some(referer) = &referer {
                request = request.header("referer", referer);
            }
            let sent = vera.send(request);
            if sent.status != 303 || !sent.location().starts_with("/account/proof") {
                continue;
            }
            seen += 1;
            let cancel = vera.get(&sent.location()).expect(200).attributes("main .button-quiet", "href");
            let [out] = &cancel[..] else { panic!("{path}: {cancel:?}") };
            let page = vera.get(out);
            let asks = page.status == 303 && page.location().starts_with("/account/proof");
            assert!(!asks && page.status < 400, "{path}: Cancel leads to {out}, {}", page.status);
        }
    }
    assert!(seen > 20, "{seen} questions");
    // A form that is kept: out of the page it is on. A code that is wrong changes nothing of that.
    let sent = vera.post("/studio", &[("name", "Halbton")]).expect(303).location();
    let cancel = vera.get(&sent).expect(200).attributes("main .button-quiet", "href");
    assert_eq!(cancel, ["/"]);
    let sent = [("code", "123456"), ("next", "/studio"), ("from", "/people?of=clients"), ("sent", "button")];
    let refused = vera.post("/account/proof/code", &sent).expect(422).says("Nothing has been done yet");
    assert_eq!(refused.attributes("main .button-quiet", "href"), ["/people?of=clients"]);
}
