//! Every form, sent twice: forms that create carry a key and create once, all others create nothing (issue 11, row K).

use std::collections::BTreeMap;

use actix_web::http::Method;
use reprint::web::Route;

use super::{
    fields::{Senders, forms},
    sweep::{World, fields_of, takes_files, values_of},
};
use crate::support::*;

/// Forms that create, and the test that covers each.
pub const CREATES: &[(&str, &str)] = &[
    ("/account/email", "here"),
    ("/account/factors/recovery-codes", "here"),
    ("/account/passkeys", "journeys/factors.rs: the challenge is its key"),
    ("/clients", "doubles.rs"),
    ("/clients/{id}/code", "here"),
    ("/clients/{id}/invitations", "here"),
    ("/clients/{id}/messages", "messages/general.rs"),
    ("/files/{id}/versions", "here"),
    ("/invoices", "doubles.rs"),
    ("/invoices/{id}/credit", "invoices/paying.rs"),
    ("/invoices/{id}/payments", "invoices/paying.rs"),
    ("/people/invitations", "here"),
    ("/people/{id}/invitation", "here"),
    ("/projects", "doubles.rs"),
    ("/projects/{id}/files", "here"),
    ("/projects/{id}/messages", "messages/writing.rs"),
    ("/projects/{id}/milestones", "doubles.rs"),
];

/// All other forms, and why a second press creates nothing, or nothing permanent.
const CREATES_NOTHING: &[(&str, &[&str])] = &[
    (
        "changes an existing row, which the second press finds changed",
        &[
            "/account",
            "/account/avatar",
            "/account/avatar/removal",
            "/account/email/withdrawal",
            "/account/factors/app/removal",
            "/account/notifications",
            "/account/passkeys/{id}/removal",
            "/account/password",
            "/account/sessions/ending",
            "/account/sessions/{id}/ending",
            "/admin/jobs/{id}/delivery",
            "/admin/mail/{id}/delivery",
            "/clients/{id}",
            "/clients/{id}/archive",
            "/clients/{id}/code/revocation",
            "/clients/{id}/erasure",
            "/clients/{id}/return",
            "/conversations/{id}/read",
            "/files/{id}/deletion",
            "/files/{id}/name",
            "/files/{id}/restoration",
            "/invoices/{id}",
            "/invoices/{id}/delivery",
            "/invoices/{id}/delivery/cancellation",
            "/invoices/{id}/removal",
            "/invoices/{id}/voiding",
            "/milestones/{id}",
            "/milestones/{id}/completion",
            "/milestones/{id}/deletion",
            "/milestones/{id}/position",
            "/milestones/{id}/reopening",
            "/payments/{id}/reversal",
            "/people/sessions/ending",
            "/people/{id}/closing",
            "/people/{id}/erasure",
            "/people/{id}/factors/removal",
            "/people/{id}/opening",
            "/people/{id}/role",
            "/people/{id}/sessions/ending",
            "/projects/{id}",
            "/projects/{id}/archive",
            "/projects/{id}/restoration",
            "/projects/{id}/status",
            "/projects/{id}/status/reversal",
            "/sign-out",
            "/studio",
            "/studio/addresses",
            "/studio/retention",
            "/team/{id}/closing",
            "/team/{id}/standing",
        ],
    ),
    (
        "a link or a code works once",
        &[
            "/account/factors/app/confirmation",
            "/email-changes/{token}",
            "/invitations/{token}",
            "/password-resets/{token}",
            "/registrations/{token}",
            "/sign-in/confirmations/{token}",
        ],
    ),
    (
        "limited to one per hour or minute, and the second press gets the same response",
        &["/account/data", "/clients/{id}/data", "/people/{id}/data", "/password-resets", "/registration"],
    ),
    ("one secret per person; the next page shows the latest", &["/account/factors/app"]),
    ("one marker per studio, which is moved", &["/audit/checks"]),
    ("adds up the input, and stores nothing", &["/invoices/sums"]),
    (
        "proves something, and leaves only an audit entry",
        &["/account/proof", "/account/proof/code", "/account/proof/passkey"],
    ),
    (
        "a sign-in: the browser keeps the latest session, and there are at most twenty",
        &["/sign-in", "/sign-in/code/{id}/entrance", "/sign-in/factor", "/sign-in/passkey"],
    ),
    (
        "a challenge that is pending for minutes",
        &["/account/passkeys/question", "/sign-in/code", "/sign-in/passkey/question"],
    ),
];

fn creates_nothing() -> impl Iterator<Item = &'static str> {
    CREATES_NOTHING.iter().flat_map(|(_, paths)| paths.iter().copied())
}

/// Whether a form's action matches a route's pattern.
fn is_of(action: &str, pattern: &str) -> bool {
    let (action, pattern) = (action.split('/'), pattern.split('/'));
    action.clone().count() == pattern.clone().count()
        && action.zip(pattern).all(|(part, known)| part == known || known.starts_with('{'))
}

#[test]
fn issue_11_row_k_every_form_is_listed_as_creating_once_or_nothing() {
    let listed = CREATES.iter().map(|(path, _)| *path).chain(creates_nothing());
    let list = "tests/portal/access/twice.rs: a form that creates something has a form key and a line in CREATES; any other form \
        has a line in CREATES_NOTHING, under the reason why a second press creates nothing";
    assert_lists(list, listed, forms().iter().map(|route| route.path));
}

#[test]
fn issue_11_row_k_every_form_that_creates_has_a_key_on_its_page() {
    let world = World::new();
    let invited = format!("update users set state = 'invited' where id = '{}'", world.birch.colleague);
    world.studio.set_up(|tx| Ok(sql::touch(tx.conn(), &invited).expect("the state may be set")));
    let (admin, ana) =
        (world.studio.sign_in(&world.studio.admin), world.studio.sign_in(&world.studio.birch.manager));
    let mut met = Vec::new();
    for path in world.pages(false) {
        for reader in [&admin, &ana] {
            let page = reader.get(&path);
            let keys = ["_once", "key", "client_key", "credential"];
            for action in page.attributes("form[method=post]", "action") {
                let Some((pattern, _)) = CREATES.iter().find(|(pattern, _)| is_of(&action, pattern)) else {
                    continue;
                };
                let has = |key: &&str| page.has(&format!("form[action='{action}'] [name='{key}']"));
                assert!(keys.iter().any(has), "{path}: the form to {action} has no key");
                met.push(*pattern);
            }
        }
    }
    let missed: Vec<_> = CREATES.iter().map(|(path, _)| *path).filter(|path| !met.contains(path)).collect();
    assert_eq!(missed, [""; 0], "no page has these forms");
}

/// A form that is sent twice concurrently and then again, and by whom.
struct Press<'a> {
    by: &'a Person,
    form: String,
    path: String,
    typed: Vec<(&'static str, &'static str)>,
    /// The table to which it adds a row.
    table: &'static str,
    /// A changed field, as after going back in the browser, and the resulting message.
    other: (&'static str, &'static str),
    said: &'static str,
}

fn presses(world: &World) -> Vec<Press<'_>> {
    let studio = &world.studio;
    let client = format!("/clients/{}", studio.birch.id);
    let invited = |place| vec![("name", "Eva Noll"), ("email", "eva@noll.example"), ("place", place)];
    let used = "This form was already sent once";
    vec![
        Press {
            by: &studio.staff,
            form: client.clone(),
            path: format!("{client}/code"),
            typed: vec![("lasts", "30")],
            table: "client_codes",
            other: ("lasts", "7"),
            said: "this form had already been sent",
        },
        Press {
            by: &studio.birch.manager,
            form: format!("{client}/invitations"),
            path: format!("{client}/invitations"),
            typed: invited("member"),
            table: "one_time_links",
            other: ("email", "eva.noll@noll.example"),
            said: used,
        },
        Press {
            by: &studio.admin,
            form: "/people/invitations".into(),
            path: "/people/invitations".into(),
            typed: vec![("name", "Mira Sand"), ("email", "mira@sand.example"), ("place", "staff")],
            table: "one_time_links",
            other: ("place", "admin"),
            said: used,
        },
        Press {
            by: &studio.birch.member,
            form: "/account/email".into(),
            path: "/account/email".into(),
            typed: vec![("email", "tom.okafor@birch.example")],
            table: "email_changes",
            other: ("email", "tom@okafor.example"),
            said: used,
        },
    ]
}

/// The number of rows in each table of a studio.
fn rows(world: &World) -> BTreeMap<String, String> {
    world.of_each_table(|table| format!("select count(*)::text as text from {table}")).into_iter().collect()
}

fn rows_of(world: &World, table: &str) -> i64 {
    rows(world)[table].parse().expect("a count")
}

#[test]
fn issue_11_row_k_a_form_sent_twice_creates_once_and_gets_the_same_response() {
    let world = World::new();
    for Press { by, form, path, typed, table, other, said } in presses(&world) {
        let before = rows_of(&world, table);
        let first = world.studio.sign_in(by);
        let key = first.get(&form).expect(200).value_of("_once");
        let typed: Vec<(&str, &str)> = [&typed[..], &[("_once", &*key)]].concat();
        let answer = |browser: &Client| {
            let location = browser.post(&path, &typed).expect(303).location();
            (browser.get(&location).expect(200).texts_of("#toasts .toast"), location)
        };
        let twins = [(); 2].map(|()| {
            let twin = Client::new(world.studio.served.port, &world.studio.host);
            first.cookies().split("; ").for_each(|cookie| twin.add_cookie(cookie));
            twin.get(&form).expect(200);
            twin
        });
        let answers = std::thread::scope(|scope| {
            let sent = twins.map(|twin| scope.spawn(move || answer(&twin)));
            sent.map(|sent| sent.join().expect("the thread ends"))
        });
        assert_eq!(answers[0], answers[1], "{path}");
        assert_eq!(answer(&first), answers[0], "{path}: the third press gets the same response");
        assert_eq!(rows_of(&world, table), before + 1, "{path}");
        // The same page with other content: the user is told, the input is kept, and nothing is done.
        let changed: Vec<_> = typed
            .iter()
            .map(|(name, value)| (*name, if *name == other.0 { other.1 } else { *value }))
            .collect();
        let page = first.post(&path, &changed);
        let page = if page.status == 303 { first.follow(&page) } else { page.expect(409) };
        assert!(page.has_text(said), "{path}: {}", page.text());
        assert_eq!(rows_of(&world, table), before + 1, "{path}");
    }
}

#[test]
fn issue_11_row_k_a_repeated_invitation_is_sent_once() {
    let world = World::new();
    let studio = &world.studio;
    let invited = format!("update users set state = 'invited' where id = '{}'", world.birch.colleague);
    studio.set_up(|tx| Ok(sql::touch(tx.conn(), &invited).expect("the state may be set")));
    let admin = studio.sign_in(&studio.admin);
    let person = format!("/people/{}", world.birch.colleague);
    let key = admin.get(&person).expect(200).value_of("_once");
    let before = rows_of(&world, "one_time_links");
    for _ in 0..3 {
        admin.post(&format!("{person}/invitation"), &[("_once", &key)]).expect(303);
        assert_eq!(admin.get("/account").expect(200).texts_of("#toasts .toast"), [""; 0], "no complaint");
    }
    assert_eq!(rows_of(&world, "one_time_links"), before + 1);
    // The control: a new form within the minute reports that one has just been sent.
    admin.post(&format!("{person}/invitation"), &[]).expect(303);
    admin.get(&person).expect(200).says("Not sent");
}

#[test]
fn issue_11_row_k_a_form_that_created_nothing_can_be_sent_again() {
    let world = World::new();
    let admin = world.studio.sign_in(&world.studio.admin);
    let key = admin.get("/people/invitations").expect(200).value_of("_once");
    let taken = world.studio.staff.email.clone();
    let fields =
        |email: &'static str| [("name", "Mira Sand"), ("email", email), ("place", "staff"), ("_once", &*key)];
    let refused = [("name", "Mira Sand"), ("email", &*taken), ("place", "staff"), ("_once", &*key)];
    for _ in 0..2 {
        admin.post("/people/invitations", &refused).expect(422).says("already has an account here");
    }
    admin.post("/people/invitations", &fields("mira@sand.example")).expect(303);
}

#[test]
fn issue_11_row_k_a_file_sent_twice_is_one_version() {
    let world = World::new();
    let ana = world.studio.sign_in(&world.studio.birch.manager);
    let place = format!("/projects/{}/files", world.birch.project);
    let key = ana.get(&place).expect(200).value_of("_once");
    let (versions, blobs) = (rows_of(&world, "file_versions"), rows_of(&world, "blobs"));
    let send = |key: &str, bytes: &[u8]| {
        ana.upload(&place, &[("_once", key)], &[("file", "proof.txt", bytes)]).expect(303);
    };
    for _ in 0..3 {
        send(&key, b"One sheet.");
    }
    assert_eq!(rows_of(&world, "file_versions"), versions + 1);
    assert_eq!(rows_of(&world, "blobs"), blobs + 1, "repeated bytes are not stored");
    // Other bytes are a new version, with the same form too; so are the first bytes when sent after those.
    send(&key, b"Two sheets.");
    send(&key, b"One sheet.");
    assert_eq!(rows_of(&world, "file_versions"), versions + 3);
    // A new form always adds a version.
    let fresh = ana.get(&place).expect(200).value_of("_once");
    send(&fresh, b"One sheet.");
    assert_eq!(rows_of(&world, "file_versions"), versions + 4);
    // An invalid key counts as no key.
    send("no key", b"One sheet.");
    assert_eq!(rows_of(&world, "file_versions"), versions + 5);
    ana.upload(&place, &[("_once", &"x".repeat(100))], &[("file", "proof.txt", b"One sheet.")]).expect(413);
}

/// Rows that a second press may add: audit entries, a sign-in, a challenge.
const LEAVES: &[&str] =
    &["audit_entries", "audit_particulars", "form_keys", "passkey_ceremonies", "sign_in_codes", "throttles"];

fn press(client: &Client, route: &Route, path: &str, fields: &[(&str, &str)]) -> u16 {
    if takes_files(route) {
        return client.upload(path, fields, &[("file", "sheet.txt", b"One sheet.")]).status;
    }
    client.post(path, fields).status
}

#[test]
fn issue_11_row_k_other_forms_add_no_row_when_sent_twice() {
    let nothing: Vec<_> = creates_nothing().collect();
    let mut faults = Vec::new();
    for route in forms().into_iter().filter(|route| nothing.contains(&route.path)) {
        assert_eq!(route.method, Method::POST);
        let world = World::new();
        let senders = Senders::new(&world.studio);
        let (client, path) = senders.of(&world, &route);
        let mut values = values_of(&route, &world.studio, &world.birch);
        if values.is_empty() {
            values = fields_of(&route, &world.studio, &world.birch);
        }
        let fields: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
        press(client, &route, &path, &fields);
        let once = rows(&world);
        press(client, &route, &path, &fields);
        let twice = rows(&world);
        let grown = once.iter().filter(|(table, count)| twice[*table] != **count);
        let grown: Vec<_> =
            grown.map(|(table, _)| table.as_str()).filter(|table| !LEAVES.contains(table)).collect();
        if !grown.is_empty() {
            faults.push(format!("POST {}: {grown:?}", route.path));
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
