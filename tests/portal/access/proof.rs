//! What is sensitive, and that an old session proves itself before it (security.md, V7.5.1).

use std::sync::Arc;

use chrono::{Duration, Utc};
use reprint::{access::FRESH, kernel::time::FixedClock, web::Access};

use super::{
    matrix::{name, table},
    sweep::{World, call, routes},
};
use crate::support::*;

/// Every route that asks for fresh proof.
const SENSITIVE: &[&str] = &[
    "GET /account/data",
    "POST /account/data",
    "GET /account/email",
    "POST /account/email",
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
    "GET /audit/export",
    "GET /clients/{id}/data",
    "POST /clients/{id}/data",
    "POST /clients/{id}/erasure",
    "GET /people/{id}/data",
    "POST /people/{id}/data",
    "POST /people/{id}/erasure",
    "GET /people/{id}/factors/removal",
    "POST /people/{id}/factors/removal",
    "GET /people/{id}/role",
    "POST /people/{id}/role",
    "POST /people/sessions/ending",
    "GET /sign-in/confirmations/{token}",
    "POST /sign-in/confirmations/{token}",
    "GET /studio/addresses",
    "POST /studio/addresses",
    "GET /studio/retention",
    "POST /studio/retention",
    "GET /team/{id}/standing",
    "POST /team/{id}/standing",
];

/// Who asks, and their column in table.txt.
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
fn an_old_session_is_asked_for_proof_and_has_done_nothing() {
    let clock = Arc::new(FixedClock::at(Utc::now()));
    let served: &'static Served = Box::leak(Box::new(Served::with(clock.clone(), &[])));
    let world = World::of(Studio::at(served));
    let (actors, table) = (actors(&world), table());
    actors.iter().for_each(|(_, client)| drop(client.token()));
    clock.advance(FRESH + Duration::minutes(1));
    let before = world.fingerprint(&[]);
    let (sensitive, other): (Vec<_>, Vec<_>) =
        routes().into_iter().partition(|route| SENSITIVE.contains(&name(route).as_str()));
    for route in &sensitive {
        let answers = &table[&name(route)];
        for (column, client) in &actors {
            let page = call(client, route, &world.path(route), &world.studio, &world.birch);
            // Whose business it is not is told so, and not sent to prove anything first.
            // Another client's manager is told after that proof that there is nothing.
            let by_role = match route.access {
                Access::SignedIn => false,
                Access::StaffOrManager => *column != 3,
                _ => true,
            };
            // A phone that opens a door asks those alone who work here.
            let spared = route.path.starts_with("/sign-in/confirmations/") && *column < 5;
            let barred = spared || by_role && ["403", "404"].contains(&answers[*column]);
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
    assert!(found.is_empty(), "sensitive, and not on the list: {found:#?}");
    assert_eq!(sensitive.len(), SENSITIVE.len(), "on the list, and no route");
}
