//! The fields that each form may carry (`fields.txt`), and that it accepts no others (security.md, K09).

use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
};

use actix_web::http::Method;
use reprint::{
    sessions::Stage,
    web::{Access, Route},
};

use super::sweep::{World, fields_of, routes, takes_files};
use crate::support::*;

/// Field names that attackers commonly try, also nested.
const COVETED: &[&str] = &[
    "id",
    "studio_id",
    "client_id",
    "user_id",
    "role",
    "status",
    "created_at",
    "is_admin",
    "owner_id",
    "amount_cents",
    "paid_at",
    "mfa_enabled",
    "email_verified",
    "user[role]",
    "user.role",
    "role[]",
    "__proto__",
    "__proto__[role]",
];

const SIDE_BY_SIDE: usize = 4;

/// The fields of each form, by its path.
pub fn table() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let lines = include_str!("fields.txt").lines().filter(|line| !line.starts_with('#'));
    let rows = lines.map(|line| {
        let mut words = line.split_whitespace();
        let field = |word: &'static str| word.split_once('=').map_or(word, |(field, _)| field);
        (words.next().unwrap_or_default(), words.map(field).collect())
    });
    rows.collect()
}

/// The tables that a form's room writes, by the first segment of its path. The table named like that segment is always included.
fn tables_of(path: &str) -> &'static [&'static str] {
    match path.split('/').nth(1).unwrap_or_default() {
        "admin" => &["jobs", "mails"],
        "audit" => &["audit_entries"],
        "clients" => &["clients", "client_codes", "users"],
        "conversations" => &["read_marks", "messages"],
        "files" => &["files", "file_versions"],
        "invoices" => &["invoices", "invoice_lines", "payments"],
        "milestones" => &["milestones"],
        "projects" => &["projects", "milestones", "messages", "files"],
        "studio" => &["studios", "retention"],
        _ => &["users"],
    }
}

/// Every column, as table and name.
fn columns() -> Vec<(String, String)> {
    let query = "select table_name || ' ' || column_name as text from information_schema.columns
        where table_schema = 'public' and table_name not like '\\_\\_%'";
    let columns = sql::texts(&mut sql::owner(), query);
    let columns = columns.iter().filter_map(|column| column.split_once(' '));
    columns.map(|(table, name)| (table.to_owned(), name.to_owned())).collect()
}

pub fn forms() -> Vec<Route> {
    routes().into_iter().filter(|route| route.method == Method::POST).collect()
}

/// The browsers that send the forms, one for each kind of sender.
pub struct Senders {
    admin: Client,
    ana: Client,
    visitor: Client,
    /// Ana's, in an incomplete sign-in: the password was entered, the factor was not.
    halfway: Client,
    /// A browser that waits for a phone, and the address of its page.
    desk: (Client, String),
}

impl Senders {
    pub fn new(studio: &Studio) -> Self {
        let ana = &studio.birch.manager;
        let (halfway, desk) = (studio.visit(), studio.visit());
        halfway.add_cookie(&studio.served.open_session_at(Stage::Factor, studio.id, ana.id, ana.role));
        halfway.get("/sign-in/factor").expect(200);
        let place = desk.post("/sign-in/code", &[]).expect(303).location();
        let place = place.split('?').next().unwrap_or_default().to_owned();
        let (admin, ana) = (studio.sign_in(&studio.admin), studio.sign_in(ana));
        let all = Self { admin, ana, visitor: studio.visit(), halfway, desk: (desk, place) };
        for client in [&all.admin, &all.ana, &all.visitor] {
            client.token();
        }
        all
    }

    /// The browser that may send a form, and the form's address.
    pub fn of(&self, world: &World, route: &Route) -> (&Client, String) {
        let anas = ["/team/", "/account/sessions/", "/account/passkeys/{"];
        let client = match route.path {
            "/sign-in/factor" => &self.halfway,
            "/sign-in/code/{id}/entrance" => return (&self.desk.0, format!("{}/entrance", self.desk.1)),
            path if anas.iter().any(|beginning| path.starts_with(beginning)) => &self.ana,
            _ if route.access == Access::Anyone => &self.visitor,
            _ => &self.admin,
        };
        (client, world.path(route))
    }
}

/// Sends a form, as an upload if the route takes files.
fn send(client: &Client, route: &Route, path: &str, fields: &[(&str, &str)]) -> Page {
    if takes_files(route) {
        return client.upload(path, fields, &[("file", "sheet.txt", b"One sheet.")]);
    }
    client.post(path, fields)
}

#[test]
fn a_form_accepts_no_column_besides_its_fields() {
    let (world, columns) = (World::new(), columns());
    let senders: Vec<_> = (0..SIDE_BY_SIDE).map(|_| Senders::new(&world.studio)).collect();
    let before = world.fingerprint(&[]);
    thread::scope(|scope| {
        for (at, senders) in senders.into_iter().enumerate() {
            let (world, columns) = (&world, &columns);
            scope.spawn(move || {
                for route in forms().into_iter().skip(at).step_by(SIDE_BY_SIDE) {
                    refuses_columns(&senders, world, &route, columns);
                }
            });
        }
    });
    assert_eq!(world.fingerprint(&[]), before, "an unknown field had an effect");
}

/// Fails unless a form is refused with each other column of its room's tables, one at a time, and with all other columns together: one
/// at a time, the columns of all tables would need fifteen thousand requests.
fn refuses_columns(senders: &Senders, world: &World, route: &Route, columns: &[(String, String)]) {
    let (client, path) = senders.of(world, route);
    let right = fields_of(route, &world.studio, &world.birch);
    let right: Vec<_> = right.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let refuses = |foreign: &[&str]| {
        let foreign: Vec<_> = foreign.iter().map(|name| (*name, "admin")).collect();
        let page = send(client, route, &path, &[&right[..], &foreign].concat());
        assert_eq!(page.status, 400, "POST {} with {foreign:?}", route.path);
    };
    let (table, tables) = (table(), tables_of(route.path));
    let foreign = |name: &&str| !table[route.path].contains(name);
    let named = route.path.split('/').nth(1).unwrap_or_default().replace('-', "_");
    let (near, far): (Vec<_>, Vec<_>) =
        columns.iter().partition(|(table, _)| tables.contains(&table.as_str()) || *table == named);
    assert!(tables.iter().all(|table| near.iter().any(|(known, _)| known == table)), "{tables:?}");
    let near: BTreeSet<&str> =
        near.iter().map(|(_, name)| name.as_str()).chain(COVETED.iter().copied()).collect();
    let far: BTreeSet<&str> =
        far.iter().map(|(_, name)| name.as_str()).filter(|name| !near.contains(name)).collect();
    near.into_iter().filter(foreign).for_each(|name| refuses(&[name]));
    refuses(&far.into_iter().filter(foreign).collect::<Vec<_>>());
    let twin = client.request(reqwest::Method::POST, &path).header("x-csrf-token", client.token());
    let twin = twin.header("content-type", "application/json").body(r#"{"role":"admin"}"#);
    let status = client.send(twin).status;
    assert!([400, 415].contains(&status), "POST {} as JSON: {status}", route.path);
}

/// The control, also for the table: no form is refused because of one of its own fields.
#[test]
fn every_form_accepts_its_own_fields() {
    let (table, world) = (table(), World::new());
    let known = forms();
    assert_lists(
        "tests/portal/access/fields.txt: each POST route has a line, with the names of its fields",
        table.keys().copied(),
        known.iter().map(|form| form.path),
    );
    for route in forms() {
        // Some forms sign other users out.
        let senders = Senders::new(&world.studio);
        let (client, path) = senders.of(&world, &route);
        let right = fields_of(&route, &world.studio, &world.birch);
        let value =
            |name: &str| right.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        let fields: Vec<_> = table[route.path]
            .iter()
            .filter(|name| **name != "file")
            .map(|name| (*name, value(name)))
            .collect();
        let page = send(client, &route, &path, &fields);
        // A missing row is reported only after the form has been read.
        assert!(
            [200, 303, 404, 409, 410, 422].contains(&page.status),
            "POST {}: {}",
            route.path,
            page.status
        );
    }
}
