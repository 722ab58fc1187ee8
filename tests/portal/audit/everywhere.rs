//! Every change is audited in its own transaction.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::http::Method;
use reprint::{
    app::ROOMS,
    web::{Access, Route},
};

use crate::{
    access::sweep::{World, call, routes, values_of},
    accounts::link_to,
    invoices::{draft, press_send, typed},
    support::{Client, PASSWORD, Page, sql},
};

/// Routes that leave no audit entry, each with the reason.
const EXCEPTIONS: &[(&str, &str)] = &[
    ("POST /conversations/{id}/read", "a read mark only records that a user has read a conversation"),
    (
        "POST /clients/{id}/messages",
        "a message is its own record: it has an author and a time, and never changes",
    ),
    (
        "POST /projects/{id}/messages",
        "a message is its own record: it has an author and a time, and never changes",
    ),
    (
        "POST /account/factors/app",
        "the app takes effect only when a code confirms it, and the confirmation is audited",
    ),
    ("POST /account/passkeys/question", "a challenge; the response is audited"),
    ("POST /sign-in/passkey/question", "a challenge; the response is audited"),
    ("POST /invoices/sums", "adds up what is typed, and stores nothing"),
    ("POST /sign-in/code", "only shows a code; the sign-in is audited"),
];

/// Routes whose change needs an authenticator, a token or a second step, each with the test that checks its entry.
const ELSEWHERE: &[(&str, &str)] = &[
    ("POST /sign-in/factor", "accounts/factors/codes.rs: factor.used"),
    ("POST /sign-in/passkey", "journeys: passkeys need a browser"),
    ("POST /account/factors/app/confirmation", "accounts/factors/codes.rs: factor.added"),
    ("POST /account/factors/app/removal", "accounts/factors/changes.rs"),
    ("POST /account/avatar", "accounts/faces.rs: user.changed"),
    ("POST /account/avatar/removal", "accounts/faces.rs: user.changed"),
    ("POST /sign-in/code/{id}/entrance", "accounts/phone.rs: session.opened"),
    ("POST /sign-in/confirmations/{token}", "accounts/phone.rs: session.confirmed"),
    ("POST /account/passkeys", "journeys: passkeys need a browser"),
    ("POST /account/proof/code", "accounts/factors/changes.rs"),
    ("POST /account/proof/passkey", "journeys: passkeys need a browser"),
    ("POST /registration", "accounts/registration.rs: registration.asked"),
    ("POST /registrations/{token}", "accounts/registration.rs: user.registered"),
    ("POST /email-changes/{token}", "accounts/address.rs: email.changed"),
    ("POST /account/email/withdrawal", "accounts/address.rs: email.change_cancelled"),
];

/// Tables with users' changes: every transaction that writes to them has to write an audit entry.
const AUDITED_TABLES: &[&str] = &[
    "studios",
    "clients",
    "projects",
    "milestones",
    "files",
    "file_versions",
    "invoices",
    "invoice_lines",
    "payments",
    "payment_reversals",
    "passwords",
    "notification_defaults",
    "retention",
    "client_codes",
    "data_exports",
];

/// The transactions that wrote the current rows of a table.
fn writers(world: &World, table: &str) -> BTreeSet<String> {
    let query = format!("select distinct xmin::text as text from {table}");
    world.studio.set_up(|tx| Ok(sql::texts(tx.conn(), &query))).into_iter().collect()
}

/// Entries and events without an actor.
fn without_actor(world: &World) -> BTreeSet<String> {
    let query = "select id::text || ' ' || kind as text from audit_entries where actor_id is null
        union all select id::text || ' ' || kind from events where actor_id is null";
    world.studio.set_up(|tx| Ok(sql::texts(tx.conn(), query))).into_iter().collect()
}

fn all_writers(world: &World) -> BTreeMap<&'static str, BTreeSet<String>> {
    AUDITED_TABLES.iter().map(|table| (*table, writers(world, table))).collect()
}

/// The kinds and things that occur in entries and events, but that no room declares.
fn undeclared(world: &World) -> Vec<String> {
    let texts = |query: &str| world.studio.set_up(|tx| Ok(sql::texts(tx.conn(), query)));
    let kinds = texts("select distinct kind as text from audit_entries");
    let things =
        texts("select distinct subject_kind as text from audit_entries where subject_kind is not null");
    let events = texts("select distinct kind as text from events");
    let declares =
        |code: &str| ROOMS.iter().any(|room| room.audit.concat().iter().any(|it| it.code() == code));
    let kinds = kinds.into_iter().filter(|code| !declares(code));
    let things = things.into_iter().filter(|noun| ROOMS.thing(noun).is_none());
    let events = events.into_iter().filter(|code| ROOMS.event(code).is_none());
    // Rows from furnish.rs have kinds that no room declares.
    kinds.chain(things).chain(events).filter(|code| !code.starts_with("test.")).collect()
}

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

fn is_listed(list: &[(&str, &str)], route: &Route) -> bool {
    list.iter().any(|(named, _)| *named == name(route))
}

/// Sends a request to a route that makes the change the route is for.
fn change(world: &World, route: &Route) -> Page {
    let studio = &world.studio;
    let (ana, path) = (&studio.birch.manager, world.path(route));
    let admin = || studio.sign_in(&studio.admin);
    let sent = |client: Client, fields: &[(&str, &str)]| client.post(&path, fields);
    let (client, project_client) = (studio.birch.id.to_string(), studio.birch.id.to_string());
    let project =
        [("client", &*project_client), ("name", "Winter book"), ("milestones", ""), ("revision", "1")];
    match route.path {
        "/sign-in" => {
            studio.give_password(ana);
            studio.visit().enter(&ana.email, PASSWORD)
        }
        "/invitations/{token}" => {
            let invited = [("name", "Eva Noll"), ("email", "eva@birch.example"), ("place", "member")];
            admin().post(&format!("/clients/{client}/invitations"), &invited).expect(303);
            let (link, _) = link_to(studio, "invitation", "eva@birch.example").expect("a mail was written");
            studio.visit().post(&link, &[("password", PASSWORD)])
        }
        "/password-resets" => sent(studio.visit(), &[("email", &ana.email)]),
        "/password-resets/{token}" => {
            studio.give_password(ana);
            studio.visit().post("/password-resets", &[("email", &ana.email)]).expect(200);
            let (link, _) = link_to(studio, "password_reset", &ana.email).expect("a mail was written");
            studio.visit().post(&link, &[("password", "another thread through grey paper")])
        }
        "/account" => sent(admin(), &[("name", "Vera L."), ("theme", "dark")]),
        "/account/email" => sent(studio.sign_in(ana), &[("email", "ana.new@birch.example")]),
        "/account/notifications" => sent(
            admin(),
            &[("messages", "daily"), ("files", "at_once"), ("milestones", "daily"), ("invoices", "at_once")],
        ),
        "/account/password" => {
            studio.give_password(&studio.admin);
            sent(admin(), &[("current", PASSWORD), ("password", "another thread through grey paper")])
        }
        "/account/proof" => {
            studio.give_password(&studio.admin);
            sent(admin(), &[("password", PASSWORD)])
        }
        "/account/factors/recovery-codes"
        | "/account/sessions/{id}/ending"
        | "/account/passkeys/{id}/removal" => call(&studio.sign_in(ana), route, &path, studio, &world.birch),
        "/clients" => sent(admin(), &[("name", "Rook Press"), ("currency", "EUR"), ("locale", "en")]),
        "/clients/{id}" => {
            let revised =
                [("name", "Birch & Beam Ltd"), ("currency", "EUR"), ("locale", "en"), ("revision", "1")];
            sent(admin(), &revised)
        }
        "/clients/{id}/invitations" => {
            sent(admin(), &[("name", "Eva Noll"), ("email", "eva@birch.example"), ("place", "member")])
        }
        "/clients/{id}/code" => sent(admin(), &[("lasts", "30")]),
        "/clients/{id}/code/revocation" => {
            admin().post(&format!("/clients/{client}/code"), &[("lasts", "30")]).expect(303);
            sent(admin(), &[])
        }
        "/clients/{id}/return" => {
            admin().post(&format!("/clients/{client}/archive"), &[]).expect(303);
            sent(admin(), &[])
        }
        "/clients/{id}/erasure" => sent(admin(), &[("name", "Birch & Beam")]),
        "/people/{id}/erasure" => sent(admin(), &[("name", &format!("Kim {}", world.birch.canary))]),
        "/people/{id}/opening" => {
            admin().post(&format!("/people/{}/closing", world.birch.colleague), &[]).expect(303);
            sent(admin(), &[])
        }
        "/people/{id}/invitation" => {
            studio.set_up(|tx| {
                let invited =
                    format!("update users set state = 'invited' where id = '{}'", world.birch.colleague);
                Ok(sql::touch(tx.conn(), &invited).expect("the state may be set"))
            });
            sent(admin(), &[])
        }
        "/people/{id}/role" => {
            let jonas = format!("/people/{}/role", studio.staff.id);
            admin().post(&jonas, &[("place", "admin")])
        }
        "/people/invitations" => {
            sent(admin(), &[("name", "Eva Noll"), ("email", "eva@studio.example"), ("place", "staff")])
        }
        "/team/{id}/closing" => sent(studio.sign_in(ana), &[]),
        "/team/{id}/standing" => sent(studio.sign_in(ana), &[("place", "manager")]),
        "/files/{id}/deletion" => sent(admin(), &[("confirmed", "yes")]),
        "/files/{id}/restoration" => {
            let file = format!("/files/{}/deletion", world.birch.file);
            admin().post(&file, &[("confirmed", "yes")]).expect(303);
            sent(admin(), &[])
        }
        "/invoices" | "/invoices/sums" => sent(admin(), &typed(&client, &[])),
        "/invoices/{id}"
        | "/invoices/{id}/removal"
        | "/invoices/{id}/delivery"
        | "/invoices/{id}/delivery/cancellation" => {
            let draft = draft(studio);
            let revision = admin().get(&format!("{draft}/edit")).expect(200).value_of("revision");
            match route.path.rsplit('/').next() {
                Some("removal") => admin().post(&format!("{draft}/removal"), &[]),
                Some("delivery") => press_send(&admin(), &draft),
                Some("cancellation") => {
                    press_send(&admin(), &draft).expect(303);
                    admin().post(&format!("{draft}/delivery/cancellation"), &[])
                }
                _ => admin().post(&draft, &typed(&client, &[("note", "Another."), ("revision", &revision)])),
            }
        }
        "/invoices/{id}/voiding" => {
            let sent = crate::invoices::sent(studio);
            admin().post(&format!("{sent}/voiding"), &[("confirmed", "yes")])
        }
        "/invoices/{id}/payments" => {
            let key = uuid::Uuid::now_v7().to_string();
            let fields = [
                ("key", &*key),
                ("amount", "10.00"),
                ("method", "bank_transfer"),
                ("received_on", "2026-11-12"),
            ];
            sent(admin(), &fields)
        }
        "/projects" => sent(admin(), &project[..3]),
        "/projects/{id}" => sent(admin(), &project),
        "/projects/{id}/restoration" => {
            admin().post(&format!("/projects/{}/archive", world.birch.project), &[]).expect(303);
            sent(admin(), &[])
        }
        "/projects/{id}/status/reversal" => {
            let status = format!("/projects/{}/status", world.birch.project);
            let changed = admin().post(&status, &[("status", "review")]).expect(303);
            let page = admin().follow(&changed).expect(200);
            let undo = format!("main form[action^='/projects/{}/status/reversal']", world.birch.project);
            admin().post(&page.attributes(&undo, "action")[0], &[])
        }
        "/files/{id}/name" => {
            let was = format!("notes {}.txt", world.birch.canary);
            sent(admin(), &[("name", "Notes"), ("was", &was)])
        }
        "/clients/{id}/messages" | "/projects/{id}/messages" => {
            let key = uuid::Uuid::now_v7().to_string();
            sent(admin(), &[("body", "Here it is."), ("client_key", &key)])
        }
        "/projects/{id}/milestones" | "/milestones/{id}" => {
            sent(admin(), &[("title", "Plates made"), ("due_on", ""), ("weight", "2"), ("revision", "1")])
        }
        "/milestones/{id}/deletion" => sent(admin(), &[("confirmed", "yes")]),
        "/milestones/{id}/position" => {
            let another = format!("/projects/{}/milestones", world.birch.project);
            admin().post(&another, &[("title", "Plates made"), ("weight", "1")]).expect(303);
            sent(admin(), &[("to", "down")])
        }
        "/milestones/{id}/reopening" => {
            admin().post(&format!("/milestones/{}/completion", world.birch.milestone), &[]).expect(303);
            sent(admin(), &[])
        }
        "/studio" => {
            let form = admin().get("/studio").expect(200);
            let fields =
                ["locale", "zone", "currency", "invoice_prefix", "payment_days", "accent", "revision"]
                    .map(|field| (field, form.value_of(field)));
            let mut fields: Vec<_> = fields.iter().map(|(field, value)| (*field, value.as_str())).collect();
            fields.push(("name", "Studio Ganzton"));
            sent(admin(), &fields)
        }
        "/studio/addresses" => sent(admin(), &[("addresses", "127.0.0.0/8\n::1/128"), ("revision", "1")]),
        "/studio/retention" => {
            let revision = admin().get("/studio/retention").expect(200).value_of("revision");
            let days = [("feed", "1095"), ("mail", "90"), ("session", "30"), ("link", "30"), ("export", "7")];
            sent(
                admin(),
                &[&days[..], &[("trash", "30"), ("audit", "800"), ("revision", &revision)]].concat(),
            )
        }
        _ => {
            let values = values_of(route, studio, &world.birch);
            if values.is_empty() {
                return call(&admin(), route, &path, studio, &world.birch);
            }
            let fields: Vec<_> = values.iter().map(|(field, value)| (*field, value.as_str())).collect();
            sent(admin(), &fields)
        }
    }
}

#[test]
fn every_change_is_audited_in_its_own_transaction() {
    let mut faults = Vec::new();
    let posts: Vec<_> = routes().into_iter().filter(|route| route.method == Method::POST).collect();
    for (listed, reason) in EXCEPTIONS.iter().chain(ELSEWHERE) {
        assert!(posts.iter().any(|route| name(route) == *listed), "{listed} is not a route ({reason})");
    }
    for route in posts.iter().filter(|route| !is_listed(ELSEWHERE, route)) {
        let world = World::new();
        let (entries, tables) = (writers(&world, "audit_entries"), all_writers(&world));
        let without_actors = without_actor(&world);
        let page = change(&world, route);
        if ![200, 303].contains(&page.status) {
            faults.push(format!("{} responds with {}: {}", name(route), page.status, page.text()));
            continue;
        }
        for code in undeclared(&world) {
            faults.push(format!("{}: no ROOM declares {code}", name(route)));
        }
        // The signed-in user is the actor, even if the system writes on their behalf.
        if route.access != Access::Anyone {
            let without_actors =
                without_actor(&world).difference(&without_actors).cloned().collect::<Vec<_>>();
            if !without_actors.is_empty() {
                faults.push(format!("{} records no actor: {without_actors:?}", name(route)));
            }
        }
        let told: BTreeSet<_> = &writers(&world, "audit_entries") - &entries;
        match (told.is_empty(), is_listed(EXCEPTIONS, route)) {
            (true, false) => faults.push(format!("{} leaves no entry", name(route))),
            (false, true) => {
                faults.push(format!("{} leaves an entry and is no longer an exception", name(route)))
            }
            _ => {}
        }
        for (table, now) in all_writers(&world) {
            let unaudited: Vec<_> = now.iter().filter(|writer| !tables[table].contains(*writer)).collect();
            if !is_listed(EXCEPTIONS, route) && unaudited.iter().any(|writer| !told.contains(*writer)) {
                faults.push(format!("{} writes {table} in a transaction without an entry", name(route)));
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn a_change_records_only_what_differs_before_and_after() {
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    let client = format!("/clients/{}", world.studio.birch.id);
    let fields = [
        ("name", "Birch & Beam"),
        ("currency", "EUR"),
        ("locale", "de"),
        ("tax_id", "DE1"),
        ("revision", "1"),
    ];
    admin.post(&client, &fields).expect(303);
    let facts: Vec<String> = world.studio.set_up(|tx| {
        let facts = "select p.facts::text as text from audit_entries e join audit_particulars p
            on p.studio_id = e.studio_id and p.entry_id = e.id where e.kind = 'client.changed'";
        Ok(sql::texts(tx.conn(), facts))
    });
    let facts: serde_json::Value = serde_json::from_str(&facts[0]).unwrap();
    assert_eq!(facts["after"]["tax_id"], "DE1");
    assert_eq!(facts["before"]["tax_id"], "");
    assert!(facts["before"].get("currency").is_none(), "{facts}");
    assert_eq!(facts["name"], "Birch & Beam");
}
