//! The status that each kind of user gets from each route.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use reprint::web::{Access, Proof, Route};

use super::sweep::{World, call, names_a_thing, routes};
use crate::support::{
    paths::{fill, nobodys},
    *,
};

const TABLE: &str = include_str!("table.txt");

/// The columns of the table, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Actor {
    Anonymous,
    /// Tom of Birch & Beam, to whom the rows with the ids belong.
    Member,
    /// Ana of Birch & Beam.
    Manager,
    /// Noor of Northlight: the same studio, another client.
    Other,
    /// The admin of another studio, at that studio's host.
    Elsewhere,
    Staff,
    Admin,
}

const ACTORS: [Actor; 7] = [
    Actor::Anonymous,
    Actor::Member,
    Actor::Manager,
    Actor::Other,
    Actor::Elsewhere,
    Actor::Staff,
    Actor::Admin,
];

struct Cast {
    world: World,
    elsewhere: Studio,
}

impl Cast {
    fn new() -> Self {
        Self { world: World::new(), elsewhere: Studio::new() }
    }

    fn client(&self, actor: Actor) -> Client {
        let studio = &self.world.studio;
        match actor {
            Actor::Anonymous => studio.visit(),
            Actor::Member => studio.sign_in(&studio.birch.member),
            Actor::Manager => studio.sign_in(&studio.birch.manager),
            Actor::Other => studio.sign_in(&studio.northlight.manager),
            Actor::Elsewhere => self.elsewhere.sign_in(&self.elsewhere.admin),
            Actor::Staff => studio.sign_in(&studio.staff),
            Actor::Admin => studio.sign_in(&studio.admin),
        }
    }
}

/// The table: `METHOD /path`, and the result for each actor.
pub fn table() -> BTreeMap<String, Vec<&'static str>> {
    rows().map(|(name, _, cells)| (name, cells)).collect()
}

/// `METHOD /path` of each route that requires fresh proof according to the table.
pub fn fresh_in_the_table() -> BTreeSet<String> {
    rows().filter(|(_, proof, _)| *proof == "fresh").map(|(name, _, _)| name).collect()
}

fn rows() -> impl Iterator<Item = (String, &'static str, Vec<&'static str>)> {
    let lines = TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines.map(|line| {
        let mut cells = line.split_whitespace();
        let name = format!("{} {}", cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let proof = cells.next().unwrap_or_default();
        assert!(["fresh", "-"].contains(&proof), "table.txt: {line}");
        let cells: Vec<_> = cells.take_while(|cell| !cell.starts_with('#')).collect();
        assert_eq!(cells.len(), ACTORS.len(), "table.txt: {line}");
        (name, proof, cells)
    })
}

fn proof(route: &Route) -> &'static str {
    if route.proof == Proof::Fresh { "fresh" } else { "-" }
}

pub fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

/// `in` for a redirect to the sign-in page, otherwise the status.
fn said(page: &Page) -> String {
    let to_sign_in = page.header("location").is_some_and(|place| place.starts_with("/sign-in"));
    if page.status == 303 && to_sign_in { "in".to_owned() } else { page.status.to_string() }
}

#[test]
fn every_route_responds_to_everyone_as_in_the_table() {
    let mut shared = Cast::new();
    let table = table();
    let mut found = String::new();
    let mut wrong = Vec::new();
    for (index, route) in routes().into_iter().enumerate() {
        // Every fixture brings a message, which is counted for every member of the studio: they are spread over several studios.
        if index % 20 == 19 {
            shared = Cast::new();
        }
        // Routes that sign other users out or archive a client get a separate studio.
        let apart = route.path.contains("sessions") || route.path == "/clients/{id}/archive";
        let apart = apart.then(Cast::new);
        let cast = apart.as_ref().unwrap_or(&shared);
        let mut row = Vec::new();
        let is_changing = route.method == Method::POST && names_a_thing(route.path);
        let furnish = || is_changing.then(|| cast.world.studio.furnish(&cast.world.studio.birch));
        let mut things = furnish();
        for actor in ACTORS {
            // Each actor gets a new browser, since some routes end or start the session.
            let client = cast.client(actor);
            let on = things.as_ref().unwrap_or(&cast.world.birch);
            let path = on.path(&route, &cast.world.studio);
            let page = call(&client, &route, &path, &cast.world.studio, on);
            row.push(said(&page));
            // After a change, the next actor needs unchanged rows.
            if page.status < 400 && row.last().is_none_or(|cell| cell != "in") {
                things = furnish();
            }
        }
        found += &format!(
            "{:4} {:38} {:>8} {}\n",
            route.method,
            route.path,
            proof(&route),
            row.iter().map(|cell| format!("{cell:>9}")).collect::<String>()
        );
        if table.get(&name(&route)).is_none_or(|expected| *expected != row) {
            wrong.push(name(&route));
        }
    }
    let gone: Vec<_> =
        table.keys().filter(|known| !routes().iter().any(|route| name(route) == **known)).collect();
    assert!(
        wrong.is_empty() && gone.is_empty(),
        "different from table.txt: {wrong:#?}\nno longer routes: {gone:?}\nfound:\n{found}"
    );
}

#[test]
fn the_table_agrees_with_the_access_of_the_routes() {
    let table = table();
    for route in routes() {
        let Some(row) = table.get(&name(&route)) else { continue };
        let [anonymous, member, manager, other, elsewhere, staff, admin] = row[..] else { unreachable!() };
        let name = name(&route);
        if route.access != Access::Anyone {
            assert_eq!(anonymous, "in", "{name}");
        }
        match route.access {
            Access::Admin => {
                assert_eq!([member, manager, other, staff], ["404", "404", "404", "403"], "{name}")
            }
            Access::Staff => assert_eq!([member, manager, other], ["404"; 3], "{name}"),
            Access::StaffOrManager => assert_eq!(member, "403", "{name}"),
            Access::Manager => assert_eq!([member, staff, admin], ["403", "404", "404"], "{name}"),
            Access::Anyone | Access::SignedIn => {}
        }
        let is_link = route.path.contains("{token}");
        if names_a_thing(route.path) && !is_link {
            assert_eq!([other, elsewhere], ["404"; 2], "{name} reveals to others that a row exists");
        }
        let welcome = ["200", "303", "422"];
        let met = row.iter().any(|cell| welcome.contains(cell));
        assert!(
            met || is_link || MET_ELSEWHERE.contains(&name.as_str()),
            "{name} accepts nobody: a denial needs a control"
        );
    }
}

/// Routes that need more than a path to succeed, each with the test that covers it.
const MET_ELSEWHERE: &[&str] = &[
    "POST /sign-out",       // redirects to the sign-in page, like a refusal: accounts/sign_in.rs
    "POST /sign-in/factor", // for incomplete sign-ins: accounts/factors
    "POST /account/factors/app/removal", // nobody here has an app: accounts/factors
    // Only for the browser that requested the code: accounts/phone.rs
    "GET /sign-in/code/{id}",
    "GET /sign-in/code/{id}/live",
    "POST /sign-in/code/{id}/entrance",
    "GET /forms/{id}",   // only for the author of a kept form: accounts/kept.rs
    "GET /metrics",      // requires a scraper's token
    "GET /avatars/{id}", // nobody in the fixture has a picture: accounts/faces.rs
    "POST /projects/{id}/status/reversal", // its status has not been changed: projects/undoing.rs
    "POST /invoices/{id}/voiding", // the invoice of the fixture is partly paid: invoices/ voids an unpaid one
];

#[test]
fn a_hidden_row_looks_like_a_missing_one() {
    let world = World::new();
    let noor = world.studio.sign_in(&world.studio.northlight.manager);
    let ana = world.studio.sign_in(&world.studio.birch.manager);
    for route in routes().iter().filter(|route| names_a_thing(route.path) && !route.path.contains("{token}"))
    {
        // Removing a passkey ends other sessions, so it gets a separate studio.
        let apart = route.path.contains("passkeys").then(World::new);
        let world = apart.as_ref().unwrap_or(&world);
        let apart = apart.as_ref().map(|world| {
            let managers = (&world.studio.northlight.manager, &world.studio.birch.manager);
            (world.studio.sign_in(managers.0), world.studio.sign_in(managers.1))
        });
        let (noor, ana) = apart.as_ref().map_or((&noor, &ana), |(noor, ana)| (noor, ana));
        let hidden = call(noor, route, &world.path(route), &world.studio, &world.birch);
        let missing = call(noor, route, &fill(route.path, nobodys), &world.studio, &world.birch);
        assert_eq!(hidden.status, 404, "{}", name(route));
        assert_eq!(anonymous(&hidden), anonymous(&missing), "{}", name(route));
        // The same request by an authorized user differs, otherwise the comparison proves nothing.
        let told = MET_ELSEWHERE.contains(&name(route).as_str());
        if [Access::SignedIn, Access::StaffOrManager].contains(&route.access) && !told {
            let known = call(ana, route, &world.path(route), &world.studio, &world.birch);
            assert_ne!(known.status, 404, "{}", name(route));
        }
    }
}

/// A page without its reference, which differs with each request, and the names of its headers.
fn anonymous(page: &Page) -> (u16, String, Vec<String>) {
    let body = page.body();
    let without = match (body.find("<code>"), body.find("</code>")) {
        (Some(start), Some(end)) => format!("{}{}", &body[..start], &body[end..]),
        _ => body,
    };
    let mut headers: Vec<_> = page.headers.keys().map(ToString::to_string).collect();
    headers.sort();
    (page.status, without, headers)
}

#[test]
fn no_spelling_of_an_id_grants_access_to_another_clients_row() {
    let world = World::new();
    let noor = world.studio.sign_in(&world.studio.northlight.manager);
    let admin = world.studio.sign_in(&world.studio.admin);
    for route in routes().iter().filter(|route| names_a_thing(route.path) && route.method == Method::GET) {
        let path = world.path(route);
        let spelled = |as_written: fn(String) -> String| {
            fill(route.path, |noun| as_written(world.birch.id_of(noun, &world.studio)))
        };
        for other in [
            spelled(|id| id.to_uppercase()),
            spelled(|id| format!("%7B{id}%7D")),
            spelled(|id| format!("urn:uuid:{id}")),
        ] {
            for client in [&noor, &admin] {
                let page = client.get(&other);
                // Another spelling of a token is another token, which is reported as gone like every unknown one.
                let gone = if route.path.contains("{token}") { 410 } else { 404 };
                assert_eq!(page.status, gone, "{other}");
            }
        }
        if route.path.contains("{token}") {
            continue;
        }
        for request in [
            noor.request(reqwest::Method::GET, &path).header("accept", "application/json"),
            noor.request(reqwest::Method::HEAD, &path),
            noor.request(reqwest::Method::GET, &path).header("range", "bytes=0-4"),
            noor.request(reqwest::Method::GET, &path).header("if-none-match", "*"),
            client::htmx(noor.request(reqwest::Method::GET, &path)),
        ] {
            noor.send(request).expect(404).lacks(&world.birch.canary);
        }
    }
}

#[test]
fn no_page_shows_a_client_anything_of_another_client() {
    let world = World::new();
    for (reader, own, foreign) in [
        (&world.studio.birch.manager, &world.birch, &world.northlight),
        (&world.studio.northlight.manager, &world.northlight, &world.birch),
    ] {
        let client = world.studio.sign_in(reader);
        let mut met = 0;
        for route in routes().iter().filter(|route| route.method == Method::GET) {
            let page =
                client.get(&fill(route.path, |noun| own.id_of(noun, &world.studio))).lacks(&foreign.canary);
            met += usize::from(page.body().contains(&own.canary));
        }
        assert!(met > 0, "{} saw none of their own data either", reader.name);
    }
}

#[test]
fn a_session_is_valid_only_at_its_own_studio() {
    let (ours, theirs) = (World::new(), Studio::new());
    let cookie = ours.studio.served.open_session(theirs.id, theirs.admin.id, theirs.admin.role);
    let stranger = ours.studio.visit();
    stranger.add_cookie(&cookie);
    for route in routes().iter().filter(|route| route.method == Method::GET && route.access != Access::Anyone)
    {
        assert_eq!(said(&stranger.get(&ours.path(route))), "in", "{}", name(route));
    }
}
