//! What every page must contain for its readers (ASVS 6.2.6, 6.2.7 and 7.4.4).

use std::collections::BTreeSet;

use diesel::prelude::*;
use reprint::{schema::totp_secrets, sessions::Stage, web::Access};
use scraper::{ElementRef, Selector};

use super::sweep::{World, routes};
use crate::support::*;

/// The fields in which secrets are typed, as `path field`, without ids and tokens.
const TYPED: &[&str] = &[
    "/account/factors/app code",
    "/account/password current",
    "/account/password password",
    "/account/proof code",
    "/account/proof password",
    "/invitations password",
    "/password-resets password",
    "/registrations password",
    "/sign-in password",
    "/sign-in/factor code",
];

/// Gives Jonas an authenticator app whose secret no test knows.
fn with_app(world: &World) {
    let studio = &world.studio;
    studio.set_up(|tx| {
        let row = (
            totp_secrets::studio_id.eq(studio.id),
            totp_secrets::user_id.eq(studio.staff.id),
            totp_secrets::sealed.eq(vec![7_u8; 64]),
            totp_secrets::confirmed_at.eq(tx.now),
        );
        Ok(diesel::insert_into(totp_secrets::table).values(row).execute(tx.conn())?)
    });
}

/// Every kind of reader, and whether they are signed out.
fn readers(world: &World) -> Vec<(Client, bool)> {
    let studio = &world.studio;
    let halfway = |person: &Person, stage| {
        let client = studio.visit();
        client.add_cookie(&studio.served.open_session_at(stage, studio.id, person.id, person.role));
        client
    };
    let mut readers = vec![
        (studio.visit(), true),
        (halfway(&studio.staff, Stage::Factor), false),
        (halfway(&studio.birch.member, Stage::Enrolment), false),
    ];
    let whole = [&studio.admin, &studio.staff, &studio.birch.manager, &studio.birch.member];
    readers.extend(whole.map(|person| (studio.sign_in(person), false)));
    // The admin is setting up an app.
    readers[3].0.get("/account/security").expect(200);
    readers[3].0.post("/account/factors/app", &[]).expect(303);
    readers
}

fn is_page(page: &Page) -> bool {
    page.body().contains("<html")
}

/// The form that contains a field.
fn form_of(field: ElementRef<'_>) -> Option<ElementRef<'_>> {
    field.ancestors().filter_map(ElementRef::wrap).find(|element| element.value().name() == "form")
}

/// What is wrong with a field. Returns `None` if it is not for a password or code, or is correct.
fn fault(field: ElementRef<'_>) -> Option<&'static str> {
    let told = |name: &str| field.attr(name).unwrap_or_default();
    let (name, kind, fills) = (told("name"), told("type"), told("autocomplete"));
    let is_password =
        kind == "password" || name == "current" || name.contains("pass") || fills.contains("password");
    let username = Selector::parse("[autocomplete='username']").expect("a selector");
    let expected = match name {
        "current" => "current-password",
        _ if is_password && fills != "current-password" => "new-password",
        _ if is_password => "current-password",
        _ => "one-time-code",
    };
    let hinders =
        |name: &str| name.starts_with("on") || ["readonly", "disabled", "maxlength"].contains(&name);
    if is_password && kind != "password" {
        Some("shows what is typed")
    } else if fills != expected {
        Some("has the wrong autocomplete value")
    } else if is_password && !told("value").is_empty() {
        Some("is sent back")
    } else if field.value().attrs().any(|(name, _)| hinders(name)) {
        Some("obstructs pasting and password managers")
    } else if is_password && form_of(field).is_none_or(|form| form.select(&username).next().is_none()) {
        Some("has no user name beside it")
    } else {
        None
    }
}

#[test]
fn password_and_code_fields_are_hidden_and_work_with_password_managers() {
    let world = World::new();
    with_app(&world);
    let fields = Selector::parse("input:not([type=hidden])").expect("a selector");
    let mut met = BTreeSet::new();
    for (client, signed_out) in readers(&world) {
        for path in world.pages(signed_out) {
            let page = client.get(&path);
            // A client code is not a personal secret.
            if !is_page(&page) || path.starts_with("/registration?") || path == "/registration" {
                continue;
            }
            for field in page.html().select(&fields) {
                let told = |name: &str| field.attr(name).unwrap_or_default();
                let (name, kind) = (told("name"), told("type"));
                let is_secret = ["password", "current", "code"].contains(&name)
                    || kind == "password"
                    || told("autocomplete").contains("password")
                    || told("autocomplete") == "one-time-code";
                if is_secret {
                    assert_eq!(fault(field), None, "{name} on {path}: {}", field.html());
                    let place = path.split('/').filter(|part| part.len() < 32).collect::<Vec<_>>().join("/");
                    met.insert(format!("{place} {name}"));
                }
            }
        }
    }
    assert_eq!(met.iter().map(String::as_str).collect::<Vec<_>>(), TYPED);
}

#[test]
fn every_page_of_a_signed_in_user_offers_to_sign_out() {
    let world = World::new();
    with_app(&world);
    let mut seen = 0;
    for (client, _) in readers(&world).into_iter().skip(1) {
        for route in routes().iter().filter(|route| route.method == "GET" && route.access != Access::Anyone) {
            let page = client.get(&world.path(route));
            if page.status == 200 && is_page(&page) {
                seen += 1;
                assert!(page.has("form[method=post][action='/sign-out'] button"), "{}", route.path);
            }
        }
    }
    assert!(seen > 100, "{seen} pages were seen");
}
