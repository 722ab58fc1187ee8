//! The input of a form survives a request for a password, also without scripts (issue 11, row S).

use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use reprint::{access::FRESH, kernel::time::FixedClock, schema::kept_forms, web::Proof};

use super::{edits::filled, kept::press, sweep::World};
use crate::support::{client::htmx, *};

/// A studio whose users have passwords, and a clock with which a proof can be made too old.
fn scene() -> (Arc<FixedClock>, World) {
    let clock = Arc::new(FixedClock::at("2026-11-21T09:00:00Z".parse().unwrap()));
    let served = Served::with(clock.clone(), &[]);
    let world = World::of(Studio::at(&served));
    world.studio.give_password(&world.studio.admin);
    (clock, world)
}

fn kept(studio: &Studio) -> Vec<String> {
    // Without the one of the fixture.
    let theirs = kept_forms::table.filter(kept_forms::path.ne("/projects")).select(kept_forms::path);
    studio.set_up(|tx| Ok(theirs.load(tx.conn())?))
}

/// A parameter in the query of an address.
fn asked(location: &str, name: &str) -> String {
    let query = location.split_once('?').map_or("", |(_, query)| query);
    let found = url::form_urlencoded::parse(query.as_bytes()).find(|(field, _)| field == name);
    found.map(|(_, value)| value.into_owned()).unwrap_or_default()
}

/// Enters the password that a page asked for, and follows the redirect.
fn prove(browser: &Client, sent: &Page) -> Page {
    let proof = browser.get(&sent.location()).expect(200);
    let fields = ["next", "from", "sent"].map(|name| (name, proof.value_of(name)));
    let mut fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    fields.push(("password", PASSWORD));
    browser.get(&browser.post("/account/proof", &fields).expect(303).location()).expect(200)
}

#[test]
fn issue_11_row_s_without_scripts_the_input_survives_a_request_for_a_password() {
    let (clock, world) = scene();
    let studio = &world.studio;
    let vera = studio.sign_in(&studio.admin);
    // A form that creates something.
    let page = "/people/invitations";
    let form = vera.get(page).expect(200);
    clock.advance(FRESH + Duration::minutes(1));
    let once = form.value_of("_once");
    let typed =
        [("name", "Lena Brandt"), ("email", "lena@studio.example"), ("place", "staff"), ("_once", &*once)];
    let sent = vera.post(page, &typed).expect(303);
    vera.get(&sent.location()).expect(200).says("What you typed is kept");
    let back = prove(&vera, &sent).says("Your form is still here");
    // Displayed with field names, and a choice with its label.
    let read: Vec<_> = back.texts_of("main dt").into_iter().zip(back.texts_of("main dd")).collect();
    let typed_in = [("Name", "Lena Brandt"), ("Email", "lena@studio.example"), ("Role", "Staff")];
    assert_eq!(read, typed_in.map(|(name, text)| (name.to_owned(), text.to_owned())));
    let form = press(&vera, &back).expect(409).says("you were asked for your password first");
    assert_eq!(
        (form.value_of("name"), form.value_of("email")),
        ("Lena Brandt".into(), "lena@studio.example".into())
    );
    assert!(form.field_fault("email").is_none(), "no field has a fault");
    let once = form.value_of("_once");
    let typed =
        [("name", "Lena Brandt"), ("email", "lena@studio.example"), ("place", "staff"), ("_once", &*once)];
    vera.post(page, &typed).expect(303);
    vera.get("/people").expect(200).says("Lena Brandt");

    // A form that changes a row, and one whose handler requires proof depending on the input.
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
            "{action}: nothing is changed without a request"
        );
        let form = press(&vera, &back).expect(409).says("you were asked for your password first");
        assert_eq!(form.value_of(field), "new@studio.example", "{action}");
    }
}

#[test]
fn issue_11_row_s_buttons_and_secrets_return_to_their_page() {
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
    // A button: nothing was done, the page says so, and leads back to the button's page.
    let sent =
        vera.send(post("/people/sessions/ending", "/people", &[("confirmed", "yes")])).expect(303).location();
    assert_eq!((asked(&sent, "next"), asked(&sent, "sent")), ("/people".into(), "button".into()));
    let proof = vera.get(&sent).expect(200).says("Nothing has been done yet");
    assert_eq!(proof.attributes("main .button-quiet", "href"), ["/people"]);
    // After entering the password, only the button's page says that nothing was done.
    prove(&vera, &vera.send(post("/people/sessions/ending", "/people", &[("confirmed", "yes")])))
        .says("Nothing has been done yet");
    vera.get("/people").expect(200).lacks("Nothing has been done yet");
    clock.advance(FRESH + Duration::minutes(1));
    // A form with no field but its key.
    let sent = vera
        .send(post("/account/factors/recovery-codes", "/account/security", &[("_once", "x")]))
        .expect(303);
    assert_eq!(asked(&sent.location(), "next"), "/account/security");
    let fields = [("name", "Lena"), ("email", "lena@studio.example"), ("_once", "x")];
    assert_eq!(kept(studio), Vec::<String>::new());
    // A link leads to its page, and cancelling returns to the page with the link.
    let link = vera.request(reqwest::Method::GET, "/studio").header("referer", from("/projects"));
    let sent = vera.send(link).expect(303).location();
    assert_eq!(vera.get(&sent).expect(200).attributes("main .button-quiet", "href"), ["/projects"]);
    // The control; no other user can see the form.
    let sent = vera.send(post("/people/invitations", "/people/invitations", &fields)).expect(303).location();
    assert_eq!(kept(studio), ["/people/invitations"]);
    let form = asked(&sent, "next");
    studio.sign_in(&studio.staff).get(&form).expect(404);
    vera.get(&form).expect(200).says("lena@studio.example");
}

#[test]
fn issue_11_every_form_that_requires_a_password_keeps_its_input_with_and_without_scripts() {
    let (clock, world) = scene();
    let studio = &world.studio;
    studio.give_password(&studio.admin);
    let vera = studio.sign_in(&studio.admin);
    let birch = format!("/clients/{}", studio.birch.id);
    // Forms whose route requires proof, and one whose handler does, depending on the input.
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
            // The role is a choice among several.
            fields.retain(|(name, _)| name != field && name != "place");
            fields.push((field.to_owned(), "new@studio.example".to_owned()));
            let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            clock.advance(FRESH + Duration::minutes(1));
            let proof = if scripts {
                let request =
                    vera.request(reqwest::Method::POST, &action).header("x-csrf-token", vera.token());
                let sent =
                    htmx(request.form(&fields)).header("hx-current-url", format!("{}{page}", vera.address()));
                vera.send(sent).expect(401).header("hx-redirect").expect("a redirect").to_owned()
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
                "{action}: nothing is saved without a request"
            );
        }
    }
}

#[test]
fn issue_11_a_request_for_a_password_can_be_cancelled_with_one_press() {
    let (clock, world) = scene();
    let studio = &world.studio;
    let vera = studio.sign_in(&studio.admin);
    vera.get("/people").expect(200);
    clock.advance(FRESH + Duration::minutes(1));
    let pages =
        super::sweep::routes().into_iter().filter(|route| route.method == actix_web::http::Method::GET);
    let mut seen = 0;
    for path in pages.filter(|route| route.proof == Proof::Fresh).map(|route| world.path(&route)) {
        // Coming from the page itself, after a reload or sending its form, and from a bookmark.
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
    // A kept form: cancelling leaves its page. A wrong code does not change where cancelling leads.
    let sent = vera.post("/studio", &[("name", "Halbton")]).expect(303).location();
    let cancel = vera.get(&sent).expect(200).attributes("main .button-quiet", "href");
    assert_eq!(cancel, ["/"]);
    let sent = [("code", "123456"), ("next", "/studio"), ("from", "/people?of=clients"), ("sent", "button")];
    let refused = vera.post("/account/proof/code", &sent).expect(422).says("Nothing has been done yet");
    assert_eq!(refused.attributes("main .button-quiet", "href"), ["/people?of=clients"]);
}
