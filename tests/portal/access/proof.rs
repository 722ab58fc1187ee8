//! Sensitive routes, and that an old session needs fresh proof for them (security.md, V7.5.1).

use std::{collections::BTreeSet, sync::Arc};

use chrono::{Duration, Utc};
use reprint::{
    access::FRESH,
    kernel::time::FixedClock,
    web::{Access, Proof},
};

use super::{
    matrix::{fresh_in_the_table, name, table},
    sweep::{World, call, routes},
};
use crate::support::*;

/// What a stale session must not do, and every route that does it. A new route that does belongs in one of these lists, or in
/// [`NOT_SENSITIVE`] with a reason.
const SENSITIVE: &[(&str, &[&str])] = &[
    (
        "a role, or a way to one",
        &[
            "GET /admin/mail/{id}", // Without a mail server it shows the links of mails.
            "POST /clients/{id}/code",
            "GET /clients/{id}/invitations",
            "POST /clients/{id}/invitations",
            "GET /people/invitations",
            "POST /people/invitations",
            "POST /people/{id}/invitation",
            "POST /people/{id}/opening",
            "GET /people/{id}/role",
            "POST /people/{id}/role",
            "GET /team/{id}/standing",
            "POST /team/{id}/standing",
        ],
    ),
    (
        "another browser of the same user",
        &["GET /sign-in/confirmations/{token}", "POST /sign-in/confirmations/{token}"],
    ),
    (
        "a second factor",
        &[
            "GET /account/factors/app",
            "POST /account/factors/app",
            "POST /account/factors/app/confirmation",
            "GET /account/factors/app/removal",
            "POST /account/factors/app/removal",
            "GET /account/factors/recovery-codes",
            "POST /account/factors/recovery-codes",
            "POST /account/passkeys",
            "POST /account/passkeys/question",
            "GET /account/passkeys/{id}/removal",
            "POST /account/passkeys/{id}/removal",
            "GET /people/{id}/factors/removal",
            "POST /people/{id}/factors/removal",
        ],
    ),
    ("an address to sign in with", &["GET /account/email", "POST /account/email"]),
    ("the bank details, and who needs a second factor", &["GET /studio", "POST /studio"]),
    ("the networks from which users can sign in", &["GET /studio/addresses", "POST /studio/addresses"]),
    (
        "an export",
        &[
            "GET /account/data",
            "POST /account/data",
            "GET /audit/export",
            "GET /clients/{id}/data",
            "POST /clients/{id}/data",
            "GET /exports/{id}",
            "GET /people/{id}/data",
            "POST /people/{id}/data",
        ],
    ),
    (
        "an irreversible change",
        &[
            "POST /clients/{id}/erasure",
            "POST /invoices/{id}/voiding",
            "GET /payments/{id}/reversal",
            "POST /payments/{id}/reversal",
            "POST /people/{id}/erasure",
            "POST /people/sessions/ending",
            "GET /studio/retention",
            "POST /studio/retention",
        ],
    ),
];

/// Path segments that mark a route as probably sensitive.
const TELLING: &[&str] = &[
    "addresses",
    "code",
    "data",
    "email",
    "erasure",
    "export",
    "exports",
    "factors",
    "invitation",
    "invitations",
    "mail",
    "opening",
    "passkeys",
    "password",
    "people",
    "retention",
    "role",
    "standing",
    "studio",
    "team",
    "voiding",
];

/// Routes for signed-in users with such a segment that do not require fresh proof, with the reason.
const NOT_SENSITIVE: &[(&str, &str)] = &[
    ("GET /account/factors/enrolment", "it shows how to set up a factor"),
    ("GET /account/password", "the form asks for the old password"),
    ("POST /account/password", "it requires the old password"),
    ("POST /account/email/withdrawal", "it withdraws an unconfirmed request"),
    ("POST /account/proof/code", "it is the proof"),
    ("GET /admin/mail", "a list"),
    ("POST /admin/mail/{id}/delivery", "the mail goes to its original address"),
    ("GET /invoices/{id}/voiding", "it only asks"),
    ("GET /people", "a list"),
    ("GET /people/{id}", "a page"),
    ("GET /people/{id}/closing", "it only removes access"),
    ("POST /people/{id}/closing", "it only removes access"),
    ("POST /people/{id}/sessions/ending", "it only ends sessions"),
    ("POST /clients/{id}/code/revocation", "it only removes access"),
    ("GET /team", "a list"),
    ("GET /team/{id}/closing", "it only removes access"),
    ("POST /team/{id}/closing", "it only removes access"),
];

fn sensitive() -> BTreeSet<String> {
    SENSITIVE.iter().flat_map(|(_, routes)| routes.iter().map(ToString::to_string)).collect()
}

#[test]
fn sensitive_routes_require_fresh_proof() {
    let fresh: BTreeSet<String> =
        routes().iter().filter(|route| route.proof == Proof::Fresh).map(name).collect();
    for (what, routes) in SENSITIVE {
        for route in *routes {
            assert!(fresh.contains(*route), "{route} gives {what}, and src/…/mod.rs does not say .fresh()");
        }
    }
    assert_eq!(fresh, sensitive(), "every fresh route is in a list above");
    assert_eq!(fresh, fresh_in_the_table(), "different from table.txt");
    let spared: BTreeSet<String> = NOT_SENSITIVE.iter().map(|(route, _)| (*route).to_owned()).collect();
    let undecided: Vec<String> = routes()
        .iter()
        .filter(|route| route.access != Access::Anyone && route.proof == Proof::None)
        .filter(|route| route.path.split('/').any(|part| TELLING.contains(&part)))
        .map(name)
        .filter(|name| !spared.contains(name))
        .collect();
    assert!(undecided.is_empty(), "sensitive or not? {undecided:#?}");
    let known: BTreeSet<String> = routes().iter().map(name).collect();
    assert!(spared.is_subset(&known), "not routes: {:?}", spared.difference(&known).collect::<Vec<_>>());
    // A user who is not signed in cannot prove anything.
    assert!(routes().iter().all(|route| route.proof == Proof::None || route.access != Access::Anyone));
}

#[test]
fn security_md_lists_the_routes_that_require_fresh_proof() {
    let text = include_str!("../../../docs/SECURITY.md");
    let (_, after) = text.split_once("### Fresh proof").expect("SECURITY.md has the section");
    let section = after.split("\n#").next().unwrap_or_default();
    let told: BTreeSet<String> =
        section.split('`').filter(|word| word.starts_with('/')).map(ToOwned::to_owned).collect();
    let fresh: BTreeSet<String> = routes()
        .iter()
        .filter(|route| route.proof == Proof::Fresh)
        .map(|route| route.path.to_owned())
        .collect();
    assert_eq!(told, fresh);
}

/// The users of the test, and their columns in table.txt.
fn actors(world: &World) -> [(usize, Client); 5] {
    let studio = &world.studio;
    [
        (1, &studio.birch.member),
        (2, &studio.birch.manager),
        (3, &studio.northlight.manager),
        (5, &studio.staff),
        (6, &studio.admin),
    ]
    .map(|(column, person)| (column, studio.sign_in(person)))
}

fn asks_for_proof(page: &Page) -> bool {
    page.status == 303 && page.header("location").is_some_and(|place| place.starts_with("/account/proof"))
}

#[test]
fn an_old_session_must_give_proof_and_changes_nothing() {
    let clock = Arc::new(FixedClock::at(Utc::now()));
    let served = Served::with(clock.clone(), &[]);
    let world = World::of(Studio::at(&served));
    let (actors, table) = (actors(&world), table());
    actors.iter().for_each(|(_, client)| drop(client.token()));
    clock.advance(FRESH + Duration::minutes(1));
    let before = world.fingerprint(&[]);
    let (sensitive, other): (Vec<_>, Vec<_>) =
        routes().into_iter().partition(|route| route.proof == Proof::Fresh);
    for route in &sensitive {
        let answers = &table[&name(route)];
        for (column, client) in &actors {
            let page = call(client, route, &world.path(route), &world.studio, &world.birch);
            // A user without access by role is refused immediately, instead of being asked for proof first. Another client's manager
            // gets the 404 only after the proof.
            let by_role = match route.access {
                Access::SignedIn => false,
                Access::StaffOrManager | Access::Manager => *column != 3,
                _ => true,
            };
            let barred = by_role && ["403", "404"].contains(&answers[*column]);
            let as_ever = barred && page.status.to_string() == answers[*column];
            assert!(as_ever != asks_for_proof(&page), "{} by {column}: {}", name(route), page.status);
            assert!(as_ever == barred, "{} by {column}: {}", name(route), page.status);
        }
    }
    assert_eq!(world.fingerprint(&[]), before, "something was done without proof");
    let found: Vec<_> = other
        .iter()
        .filter(|route| route.path != "/sign-out")
        .filter(|route| {
            actors.iter().any(|(_, client)| {
                asks_for_proof(&call(client, route, &world.path(route), &world.studio, &world.birch))
            })
        })
        .map(name)
        .collect();
    assert!(found.is_empty(), "requires proof, but is not fresh in the table: {found:#?}");
}
