//! Forms that change an existing row (security.md, K62): none silently overwrites what another user has changed since it was filled.

use std::thread;

use super::{fields, sweep::World, twice::CREATES};
use crate::support::*;

/// The forms that carry a revision: page, address, and a field with a new value.
pub fn editing(world: &World) -> Vec<(String, String, &'static str, &'static str)> {
    let client = format!("/clients/{}", world.studio.birch.id);
    let project = format!("/projects/{}", world.birch.project);
    let milestone = format!("/milestones/{}", world.birch.milestone);
    let draft = format!("/invoices/{}", world.birch.draft);
    let at = |path: &str| path.to_owned();
    vec![
        (format!("{client}/edit"), client, "address", "Kiln Lane 1"),
        (format!("{project}/edit"), project, "description", "Three bags and a sleeve."),
        (format!("{milestone}/edit"), milestone, "weight", "7"),
        (format!("{draft}/edit"), draft, "note", "Delivered to the gate."),
        (at("/studio"), at("/studio"), "bank", "IBAN DE89 3704 0044 0532 0130 00"),
        (at("/studio/addresses"), at("/studio/addresses"), "addresses", "127.0.0.0/8"),
        (at("/studio/retention"), at("/studio/retention"), "mail", "91"),
    ]
}

/// What a browser sends of a form as its page filled it.
pub fn filled(page: &Page, action: &str) -> Vec<(String, String)> {
    let names = page.attributes(&format!("form[action='{action}'] [name]"), "name");
    let chosen = |name: &String| {
        let box_of = format!("input[type=checkbox][name='{name}']");
        !page.has(&box_of) || page.has(&format!("{box_of}[checked]"))
    };
    let names = names.into_iter().filter(|name| name != "_csrf").filter(chosen);
    names.map(|name| (name.clone(), page.value_of(&name))).collect()
}

/// The same with one field changed.
pub fn typed<'a>(form: &'a [(String, String)], field: &'a str, value: &'a str) -> Vec<(&'a str, &'a str)> {
    let others = form.iter().filter(|(name, _)| name != field);
    others.map(|(name, value)| (name.as_str(), value.as_str())).chain([(field, value)]).collect()
}

#[test]
fn of_eight_concurrent_edits_one_is_saved_and_the_others_conflict() {
    let world = World::new();
    for (place, action, field, value) in editing(&world) {
        let open = |_| {
            let browser = world.studio.sign_in(&world.studio.admin);
            let form = filled(&browser.get(&place).expect(200), &action);
            (browser, form)
        };
        let tabs: Vec<_> = (0..8).map(open).collect();
        let answers: Vec<u16> = thread::scope(|scope| {
            let send = |(browser, form): (Client, Vec<(String, String)>)| {
                let action = &action;
                scope.spawn(move || browser.post(action, &typed(&form, field, value)).status)
            };
            let sent: Vec<_> = tabs.into_iter().map(send).collect();
            sent.into_iter().map(|one| one.join().expect("the thread ends")).collect()
        });
        let count = |status| answers.iter().filter(|answer| **answer == status).count();
        assert_eq!((count(303), count(409)), (1, 7), "{action}: {answers:?}");
        assert_eq!(open(0).0.get(&place).expect(200).value_of(field), value, "{action}");
    }
}

#[test]
fn a_stale_form_keeps_the_input_and_shows_the_saved_values() {
    let world = World::new();
    let (early, late) =
        (world.studio.sign_in(&world.studio.admin), world.studio.sign_in(&world.studio.admin));
    let other_of = |field: &str| match field {
        "weight" => "8",
        "addresses" => "127.0.0.0/16",
        "mail" => "92",
        _ => "Typed in the other tab",
    };
    for (place, action, field, value) in editing(&world) {
        let stale = filled(&early.get(&place).expect(200), &action);
        let newer = filled(&late.get(&place).expect(200), &action);
        late.post(&action, &typed(&newer, field, value)).expect(303);

        let told = early.post(&action, &typed(&stale, field, other_of(field))).expect(409);
        assert_eq!(told.value_of(field), other_of(field), "{action}: the input is kept");
        assert!(told.text_of(".facts dd").contains(value), "{action}: {}", told.text());
        assert_eq!(late.get(&place).expect(200).value_of(field), value, "{action}: nothing was overwritten");
        // A form without a revision, or with an invalid one, is stale.
        for revision in ["", "0x1", "-1", "99999999999"] {
            early.post(&action, &typed(&stale, "revision", revision)).expect(409);
        }
        // A user who has seen both versions can decide.
        early.post(&action, &typed(&filled(&told, &action), field, other_of(field))).expect(303);
        assert_eq!(late.get(&place).expect(200).value_of(field), other_of(field), "{action}");
    }
}

/// Forms without a revision, where the last sender wins, and why nothing is lost by that.
const LAST_WINS: &[(&str, &str)] = &[
    ("/account", "the user's own data"),
    ("/account/notifications", "the user's own data"),
    ("/people/{id}/role", "one choice, audited with old and new value; the person must sign in again"),
    ("/team/{id}/standing", "one choice, audited with old and new value; the person must sign in again"),
    ("/projects/{id}/status", "must be a valid step from the current status"),
    ("/milestones/{id}/position", "a step up or down from the current position"),
    ("/conversations/{id}/read", "only moves forward"),
    ("/files/{id}/name", "carries the name it was filled from, and conflicts if that has changed"),
];

/// Forms that prove, confirm or reply: they overwrite nothing. Neither do the forms that `twice.rs` lists in `CREATES`.
const REPLACES_NOTHING: &[&str] = &[
    "/account/avatar",
    "/account/factors/app/confirmation",
    "/account/password",
    "/account/proof",
    "/account/proof/code",
    "/account/proof/passkey",
    "/clients/{id}/erasure",
    "/email-changes/{token}",
    "/invitations/{token}",
    "/password-resets",
    "/password-resets/{token}",
    "/payments/{id}/reversal",
    "/people/{id}/erasure",
    "/registration",
    "/registrations/{token}",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/code/{id}/entrance",
    "/sign-in/confirmations/{token}",
    "/sign-in/factor",
    "/sign-in/passkey",
];

#[test]
fn every_form_that_changes_a_row_carries_a_revision() {
    let last_wins: Vec<_> = LAST_WINS.iter().map(|(path, _)| *path).collect();
    for (path, fields) in fields::table() {
        let creates = CREATES.iter().any(|(created, _)| *created == path);
        let carries = fields.iter().any(|field| *field != "confirmed") && !fields.contains("revision");
        let listed = last_wins.contains(&path) || REPLACES_NOTHING.contains(&path);
        assert_eq!(
            carries && !creates,
            listed,
            "{path}: a form that changes a row carries its revision, or has a line in LAST_WINS that says why not; one that replaces \
                nothing has a line in REPLACES_NOTHING; one that creates has a form key and needs neither (tests/portal/access/edits.rs)"
        );
    }
    let known: Vec<_> = fields::table().into_keys().collect();
    assert!(last_wins.iter().chain(REPLACES_NOTHING).all(|path| known.contains(path)), "a line for no form");
}
