//! No input causes an internal error: odd bytes in every field of every address and form (security.md, K29, K64).

use actix_web::http::Method;
use reprint::web::{Access, Route};
use url::form_urlencoded::byte_serialize;

use super::{
    fields::{Senders, forms, table},
    sweep::{World, fields_of, routes, takes_files},
};
use crate::support::*;

/// Every parameter that some page has.
const ASKED: &[&str] = &[
    "after", "before", "client", "code", "from", "id", "kind", "next", "object", "of", "person", "project",
    "q", "show", "standing", "status", "text", "until",
];

/// As they appear in an address: NUL, half a surrogate, invalid UTF-8, a noncharacter, and a long value.
fn payloads() -> [String; 6] {
    ["%00", "x%00y", "%ED%A0%80", "%FF%FE%C3", "%EF%BF%BE", &"a".repeat(40_000)].map(str::to_owned)
}

#[test]
fn no_address_causes_an_internal_error() {
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    let visitor = world.studio.visit();
    let (mut tried, mut audit) = (0, 0);
    for route in routes().iter().filter(|route| route.method == Method::GET) {
        let client = if route.access == Access::Anyone { &visitor } else { &admin };
        let path = world.path(route);
        let mut get = |asked: &[String]| {
            let page = client.get(&format!("{path}?{}", asked.join("&")));
            assert!(page.status < 500, "{path} with {:.400}: {}", asked.join("&"), page.status);
            tried += asked.len();
            audit += if route.path.starts_with("/audit") && page.status == 200 { asked.len() } else { 0 };
            page.status
        };
        for asked in questions() {
            // If one parameter is refused, the others may not have been read.
            if get(&asked) == 400 {
                for field in &asked {
                    get(std::slice::from_ref(field));
                }
            }
        }
    }
    assert!(tried > 5_000, "only {tried} were sent");
    assert!(audit > 40, "only {audit} searches of the audit log and its export");
}

/// Every parameter with every payload, combined so that a server still reads the address: all parameters with one short payload each,
/// and a few at a time with the long one.
fn questions() -> Vec<Vec<String>> {
    let payloads = payloads();
    let (long, short) = payloads.split_last().expect("there are payloads");
    let turned = (0..short.len()).map(|turn| {
        let each = ASKED.iter().enumerate();
        each.map(|(place, field)| format!("{field}={}", short[(place + turn) % short.len()])).collect()
    });
    let at_length = ASKED.chunks(6).map(|fields| {
        let part = &long[..long.len() / fields.len()];
        fields.iter().map(|field| format!("{field}={part}")).collect()
    });
    turned.chain(at_length).collect()
}

#[test]
fn no_field_causes_an_internal_error() {
    let world = World::new();
    let table = table();
    let mut tried = 0;
    for route in forms().iter().filter(|route| !takes_files(route)) {
        // Some forms sign other users out.
        let senders = Senders::new(&world.studio);
        let (client, path) = senders.of(&world, route);
        for field in &table[route.path] {
            for payload in payloads() {
                let page = send(client, &world, route, &path, field, &payload);
                assert!(page.status < 500, "POST {} {field}={payload:.20}: {}", route.path, page.status);
                tried += 1;
            }
        }
    }
    assert!(tried > 400, "only {tried} were sent");
}

/// Sends a form with one field that is already encoded.
fn send(client: &Client, world: &World, route: &Route, path: &str, field: &str, payload: &str) -> Page {
    let encoded = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let mut body = format!("_csrf={}&{field}={payload}", encoded(&client.token()));
    for (name, value) in fields_of(route, &world.studio, &world.birch) {
        if name != field {
            body += &format!("&{name}={}", encoded(&value));
        }
    }
    let request = client.request(reqwest::Method::POST, path);
    client.send(request.header("content-type", "application/x-www-form-urlencoded").body(body))
}

/// Text that would change if it were decoded, expanded or escaped a second time.
const LITERAL: &str =
    "%253Cb%253E %2e%2e &amp;lt; {{ 7*7 }} {% include \"x\" %} ${7*7} %s%n %1$s {0} (a+)+$ [";

#[test]
fn input_is_decoded_once_and_shown_unchanged() {
    let studio = Studio::new();
    let staff = studio.sign_in(&studio.staff);
    let fields = [("name", LITERAL), ("currency", "EUR"), ("locale", "en"), ("email", "")];
    staff.get("/clients/new").expect(200);
    let client = staff.post("/clients", &fields).expect(303).location();
    staff.get(&client).expect(200).says(LITERAL);
    let kept = studio.set_up(|tx| {
        use diesel::prelude::*;
        use reprint::schema::clients;
        Ok(clients::table.filter(clients::name.eq(LITERAL)).count().get_result::<i64>(tx.conn())?)
    });
    assert_eq!(kept, 1, "the database stores the input unchanged");
    let search = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    staff.get(&format!("/clients?q={}", search("(a+)+$ ["))).expect(200).says(LITERAL);
    let edit = staff.get(&format!("{client}/edit")).expect(200);
    assert_eq!(edit.value_of("name"), LITERAL);
}
