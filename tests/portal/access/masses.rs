//! Forms and pages with twenty thousand fields: refused or ignored, at hardly more cost than the same number of bytes in a single field
//! (security.md, K31).

use std::fs;

use actix_web::http::Method;

use super::{
    fields::{Senders, forms, table},
    sweep::{World, routes, takes_files},
};
use crate::support::{alone::is_alone, *};

const MANY: usize = 20_000;

/// The processor time of this process, in hundredths of a second.
fn worked() -> u64 {
    let stat = fs::read_to_string("/proc/self/stat").expect("the kernel provides the numbers");
    let (_, after) = stat.rsplit_once(')').expect("the process name is in parentheses");
    let numbers: Vec<u64> =
        after.split_whitespace().skip(11).take(2).map(|n| n.parse().expect("a number")).collect();
    numbers.iter().sum()
}

/// What `MANY` fields may cost, given the cost of a single field of the same length.
fn fair(single: u64) -> u64 {
    10 * single + 40
}

/// The processor time of a request, client and server together, and its response.
fn cost(ask: impl FnOnce() -> Page) -> (u64, Page) {
    let before = worked();
    let page = ask();
    (worked() - before, page)
}

fn repeated(name: &str) -> String {
    vec![format!("{name}=a"); MANY].join("&")
}

/// Names that no page knows, as short as this many distinct names can be.
fn unknown(count: usize) -> String {
    let letter = |n: usize| char::from(b'a' + u8::try_from(n % 26).expect("there are 26"));
    let name = |n: usize| [n, n / 26, n / 676].map(letter).iter().collect::<String>();
    (0..count).map(name).collect::<Vec<_>>().join("&")
}

#[test]
fn a_form_with_twenty_thousand_fields_is_refused_at_the_cost_of_reading_it() {
    if !is_alone("access::masses::a_form_with_twenty_thousand_fields_is_refused_at_the_cost_of_reading_it") {
        return;
    }
    let (table, world) = (table(), World::new());
    for route in forms().iter().filter(|route| !takes_files(route)) {
        // Some forms sign other users out.
        let senders = Senders::new(&world.studio);
        let (client, path) = senders.of(&world, route);
        let send = |body: String| {
            let request = client.request(reqwest::Method::POST, &path).header("x-csrf-token", client.token());
            client.send(request.header("content-type", "application/x-www-form-urlencoded").body(body))
        };
        let bodies = table[route.path].iter().map(|name| repeated(name)).chain([unknown(MANY)]);
        for body in bodies {
            let (single, _) = cost(|| send(format!("odd={}", "a".repeat(body.len()))));
            let shown = body[..20].to_owned();
            let (many, page) = cost(|| send(body));
            // Without a sign-in, so large a form is not even read.
            assert!(matches!(page.status, 400 | 413), "{}: POST {} with {shown}", page.status, route.path);
            assert!(many <= fair(single), "POST {} with {shown}: {many} for {single}", route.path);
        }
    }
}

#[test]
fn a_page_with_twenty_thousand_parameters_costs_no_more_than_reading_them() {
    let name = "access::masses::a_page_with_twenty_thousand_parameters_costs_no_more_than_reading_them";
    if !is_alone(name) {
        return;
    }
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    for route in routes().iter().filter(|route| route.method == Method::GET && route.path != "/live") {
        let path = world.path(route);
        let ask = |query: &str| admin.get(&format!("{path}?{query}"));
        let plain = admin.get(&path).status;
        // Addresses are limited to 64 kB.
        for query in [vec!["a"; MANY].join("&"), unknown(16_000)] {
            let (single, page) = cost(|| ask(&"a".repeat(query.len())));
            let alone = page.status;
            let (many, page) = cost(|| ask(&query));
            // A page without parameters ignores the query.
            assert!(
                page.status == 400 || (page.status == plain && alone == plain),
                "GET {}: {}",
                route.path,
                page.status
            );
            assert!(many <= fair(single), "GET {}: {many} for {single}", route.path);
        }
    }
}

#[test]
fn an_upload_with_sixty_parts_is_refused() {
    let world = World::new();
    let ana = world.studio.sign_in(&world.studio.birch.manager);
    let files = vec![("file", "", &b""[..]); 60];
    for route in forms().iter().filter(|route| takes_files(route)) {
        let path = world.path(route);
        ana.upload(&path, &[], &files).expect(400).says("more fields");
        // The control.
        ana.upload(&path, &[], &files[..1]).expect(422);
    }
}

#[test]
fn an_invoice_with_too_many_rows_is_refused_and_one_with_far_too_many_is_not_read() {
    let world = World::new();
    let staff = world.studio.sign_in(&world.studio.staff);
    staff.get("/invoices").expect(200);
    let client = world.studio.birch.id.to_string();
    let send = |rows: usize| {
        let fields = [("client", client.as_str()), ("payment_days", "14"), ("tax_mode", "exclusive")];
        let row = [("line_what", "Labels"), ("line_quantity", "1"), ("line_price", "2"), ("line_tax", "19")];
        staff.post("/invoices", &[&fields[..], &row.repeat(rows)].concat())
    };
    send(200).expect(303);
    send(201).expect(422).says("200");
    send(251).expect(400).says("more fields");
}
