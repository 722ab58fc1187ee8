//! What is typed into a form survives being asked for a password first, also without scripts (issue 11, row S).

use std::sync::Arc;

use chrono::Duration;
use diesel::prelude::*;
use reprint::{access::FRESH, kernel::time::FixedClock, schema::kept_forms};

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
    let back =
        prove(&vera, &sent).says("Your form is still here").says("Lena Brandt").says("lena@studio.example");
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
fn issue_11_row_s_buttons_secrets_and_what_scripts_keep_lead_back_to_their_page() {
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
    // A form whose key is all that it has; and one that is sent by a script, which keeps what was typed itself.
    let sent = vera
        .send(post("/account/factors/recovery-codes", "/account/security", &[("_once", "x")]))
        .expect(303);
    assert_eq!(asked(&sent.location(), "next"), "/account/security");
    let fields = [("name", "Lena"), ("email", "lena@studio.example"), ("_once", "x")];
    let header = post("/people/invitations", "/people/invitations", &[]).header("x-csrf-token", vera.token());
    let sent = vera
        .send(htmx(header.form(&fields)).header("hx-current-url", from("/people/invitations")))
        .expect(401);
    let next = sent.header("hx-redirect").expect("it leads on").to_owned();
    assert_eq!(asked(&next, "next"), "/people/invitations");
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
