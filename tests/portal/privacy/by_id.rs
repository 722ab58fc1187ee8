//! Erasure goes by ids: whatever a person is called, only their rows change, and the audit records what was cleared.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{connection::SimpleConnection, prelude::*};
use proptest::{strategy::Strategy, strategy::ValueTree, test_runner::TestRunner};
use reprint::{
    access::{Asks, SystemViewer},
    accounts,
    audit::{self, Fault, Subject, Walk},
    schema::users,
};
use serde_json::Value;

use crate::{
    audit::chain::tamper,
    messages::say,
    support::{Company, Person, Studio, Things, eventually, kinds::AuditKind, sql},
};

/// Names with a meaning in SQL, JSON, regular expressions or a list of facts.
const EVIL: &[&str] = &[
    "e", "1000", "1", "true", "null", "{}", "\"", "\\", "\\u0000", "%", ".*", "$1", "'", "name", "EUR",
    "Ana\\", "🖌️", "a\"b", "}",
];

/// Every row of every table of a studio, by table and key.
type Rows = BTreeMap<(String, String), Value>;

/// All rows, without the columns that the erasure request itself changes: when a user was last seen, how often they requested
/// something, and counters of rows.
fn rows(studio: &Studio) -> Rows {
    let system = SystemViewer::new(studio.id, "test").scope();
    let tables = sql::texts(
        &mut sql::owner(),
        "select t.relname || ' ' || string_agg(quote_ident(a.attname), ',' order by a.attnum) as text
            from pg_class t join pg_index i on i.indrelid = t.oid and i.indisprimary
            join pg_attribute a on a.attrelid = t.oid and a.attnum = any (i.indkey)
            where t.relnamespace = 'public'::regnamespace and t.relkind = 'r'
            and t.relname not in ('throttles', 'blob_chunks', 'studio_hosts', 'projects_in_status', '__diesel_schema_migrations') group by t.relname",
    );
    assert!(tables.len() > 40);
    sql::probe(&mut sql::app(), system, |connection| {
        let mut rows = Rows::new();
        for table in &tables {
            let (table, key) = table.split_once(' ').expect("a table has a key");
            let query =
                format!("select concat_ws(' ', {key}) || '\n' || to_jsonb(t)::text as text from {table} t");
            for text in sql::texts(connection, &query) {
                let (key, row) = text.split_once('\n').expect("a key and a row");
                let mut row: Value = serde_json::from_str(row).expect("a row is JSON");
                let columns = row.as_object_mut().expect("a row has columns");
                for moved in ["last_seen_at", "waits", "people_count", "project_count"] {
                    columns.remove(moved);
                }
                rows.insert((table.to_owned(), key.to_owned()), row);
            }
        }
        rows
    })
}

/// Whether a row belongs to a person, by ids only, following the rules of docs/adr/0022-erasure-by-id.md.
struct Theirs<'a> {
    person: String,
    email: &'a str,
    before: &'a Rows,
}

impl Theirs<'_> {
    fn is(&self, column: &Value) -> bool {
        column.as_str() == Some(&self.person)
    }

    fn is_mail(&self, mail: &Value) -> bool {
        let nobodys = mail["user_id"].is_null() && mail["recipient"] == self.email;
        self.is(&mail["user_id"])
            || nobodys
            || mail["about"].as_array().is_some_and(|ids| ids.iter().any(|id| self.is(id)))
    }

    fn mails(&self) -> impl Iterator<Item = &str> {
        self.before
            .iter()
            .filter(|((table, _), row)| table == "mails" && self.is_mail(row))
            .filter_map(|(_, row)| row["id"].as_str())
    }

    /// Whether an erasure of the person may change or remove this row.
    fn has(&self, table: &str, row: &Value) -> bool {
        match table {
            "users" => self.is(&row["id"]),
            "messages" => self.is(&row["sender_id"]),
            "events" => self.is(&row["subject_id"]),
            "mails" => self.is_mail(row),
            "registrations" | "email_changes" => self.is(&row["user_id"]) || row["email"] == self.email,
            "apps_to_confirm" => self.before.iter().any(|((table, _), session)| {
                table == "sessions" && session["id"] == row["session_id"] && self.is(&session["user_id"])
            }),
            "jobs" => self.mails().any(|mail| row["payload"]["mail"] == mail),
            "audit_particulars" => {
                let entry = &self.before[&(
                    "audit_entries".to_owned(),
                    row["studio_id"].as_str().unwrap().to_owned() + " " + row["entry_id"].as_str().unwrap(),
                )];
                self.is(&entry["actor_id"])
                    || self.is(&entry["subject_id"])
                    || self.mails().any(|mail| entry["subject_id"] == mail)
            }
            // Every other table that refers to a user and is erased with them has a column `user_id`.
            "audit_entries" | "audit_seals" | "audit_blanks" | "file_versions" | "files"
            | "file_downloads" => false,
            _ => self.is(&row["user_id"]),
        }
    }
}

/// The rows that have changed, and the tables with new rows.
fn changed<'a>(before: &'a Rows, after: &'a Rows) -> (Vec<&'a (String, String)>, BTreeSet<&'a str>) {
    let changed = before.iter().filter(|(key, row)| after.get(*key) != Some(*row)).map(|(key, _)| key);
    let new = after.keys().filter(|key| !before.contains_key(*key)).map(|(table, _)| table.as_str());
    (changed.collect(), new.collect())
}

/// Gives a person a name: in the account form, or in the database if the form refuses the name, since old accounts may have such names.
fn call(studio: &Studio, person: &Person, name: &str) {
    let browser = studio.sign_in(person);
    browser.get("/account").expect(200);
    match browser.post("/account", &[("name", name), ("locale", ""), ("zone", ""), ("theme", "")]).status {
        303 => {}
        422 => studio.set_up(|tx| {
            let row = users::table.filter(users::id.eq(person.id));
            diesel::update(row).set(users::name.eq(name)).execute(tx.conn())?;
            let facts = serde_json::json!({ "before": { "name": person.name }, "after": { "name": name } });
            audit::record(tx, accounts::AuditKind::UserChanged, person.id, facts)
        }),
        other => panic!("{name:?}: {other}"),
    }
}

/// A person with this name who has rows of every kind, among others with the same name.
fn furnished(name: &str) -> (Studio, Things) {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    studio.furnish(&studio.northlight);
    let (ana, noor) = (&studio.birch.manager, &studio.northlight.member);
    for person in [ana, noor, &studio.staff] {
        call(&studio, person, name);
    }
    let browser = studio.sign_in(ana);
    let invitation = format!("/clients/{}/invitations", studio.birch.id);
    browser.get(&invitation).expect(200);
    let email = format!("kim@{}.example", studio.host);
    let invite = |name| browser.post(&invitation, &[("name", name), ("email", &email), ("place", "member")]);
    if invite(name).status == 422 {
        invite("Kim Others").expect(303);
    }
    say(&browser, things.project, name);
    browser.get("/account/email").expect(200);
    browser.post("/account/email", &[("email", &format!("new@{}.example", studio.host))]).expect(303);
    browser.get("/account/data").expect(200);
    browser.post("/account/data", &[]).expect(303);
    // Other people's rows that contain the name as text, and a mail to Ana from before mails had owners.
    studio.set_up(|tx| {
        let name = name.replace('\'', "''");
        tx.conn().batch_execute(&format!(
            "insert into events (kind, client_id, subject_id, facts) values
                ('milestone.added', '{other}', gen_random_uuid(), jsonb_build_object('title', '{name}'::text)),
                ('account.joined', '{birch}', '{ana}', jsonb_build_object('who', '{name}'::text));
             insert into mails (id, kind, recipient, subject, text_body, html_body) values
                (gen_random_uuid(), 'test', 'somebody@else.example', '{name}', '{name}', '{name}'),
                (gen_random_uuid(), 'test', '{email}', 'Hello', 'Hello', '<p>Hello</p>');
             insert into jobs (id, kind, last_error, died_at) values (gen_random_uuid(), 'test', '{name}', now());",
            other = studio.northlight.id, birch = studio.birch.id, ana = ana.id, email = ana.email
        ))?;
        audit::record(tx, AuditKind::Named, Subject::NOTHING, serde_json::json!({ "name": name, "amount": 1000, "is": true, "none": null }))
    });
    (studio, things)
}

fn names() -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    let random =
        "[ -~äß€🖌\\\\\"'%_]{1,12}".prop_filter("a name is not empty", |name| !name.trim().is_empty());
    let random = (0..5).map(|_| random.new_tree(&mut runner).expect("a name").current().trim().to_owned());
    EVIL.iter().map(|name| (*name).to_owned()).chain(random).collect()
}

fn seal(studio: &Studio) {
    while studio.set_up(audit::seal) > 0 {}
}

fn walk(studio: &Studio) -> Walk {
    studio.set_up(|tx| audit::verify(tx, None))
}

/// The fixture contains a link with arbitrary hashes; the chain can only be verified without it.
fn without_furnished_links(studio: &Studio) {
    tamper(studio, "audit_seals", "delete from audit_seals");
    tamper(studio, "audit_particulars", "update audit_particulars set waits = true");
}

fn erase(studio: &Studio, who: &Person, name: &str, status: u16) {
    let admin = studio.sign_in(&studio.admin);
    admin.get(&format!("/people/{}/data", who.id)).expect(200);
    admin.post(&format!("/people/{}/erasure", who.id), &[("name", name)]).expect(status);
}

#[test]
fn issue_8_row_1_erasing_a_person_with_any_name_changes_only_their_rows() {
    for name in names() {
        let (studio, _) = furnished(&name);
        without_furnished_links(&studio);
        seal(&studio);
        let ana = &studio.birch.manager;
        let before = rows(&studio);
        // As it is stored: the typed name may have been normalized.
        let called =
            before.iter().find(|((table, _), row)| table == "users" && row["id"] == ana.id.to_string());
        let called = called.and_then(|(_, row)| row["name"].as_str()).expect("a name");
        erase(&studio, ana, called, 303);
        let after = rows(&studio);
        let theirs = Theirs { person: ana.id.to_string(), email: &ana.email, before: &before };
        let (changed, new) = changed(&before, &after);
        for key in &changed {
            assert!(
                theirs.has(&key.0, &before[*key]),
                "{name:?}: {} {}\n{:?}",
                key.0,
                before[*key],
                after.get(*key)
            );
        }
        // Otherwise the test would pass if nothing changed.
        let tables: BTreeSet<&str> = changed.iter().map(|key| key.0.as_str()).collect();
        for table in [
            "users",
            "messages",
            "mails",
            "events",
            "sessions",
            "email_changes",
            "audit_particulars",
            "data_exports",
        ] {
            assert!(tables.contains(table), "{name:?}: nothing of {table} was erased: {tables:?}");
        }
        assert!(
            new.iter().all(|table| [
                "audit_entries",
                "audit_particulars",
                "audit_blanks",
                "sessions",
                "jobs"
            ]
            .contains(table)),
            "{new:?}"
        );
        seal(&studio);
        let whole = walk(&studio);
        assert_eq!(whole.broken, None, "{name:?}");
        let listed = |erasure: &str| {
            let blanks = after
                .iter()
                .filter(|((table, _), row)| table == "audit_blanks" && row["erasure_id"] == erasure);
            blanks.filter_map(|(_, row)| row["entry_id"].as_str()).collect::<BTreeSet<_>>().len() as i64
        };
        let furnished: BTreeSet<&str> = before
            .iter()
            .filter(|((table, _), _)| table == "audit_blanks")
            .filter_map(|(_, row)| row["erasure_id"].as_str())
            .collect();
        assert_eq!(whole.erasures.len(), furnished.len() + 1, "{name:?}");
        for (erasure, entries) in &whole.erasures {
            assert_eq!(*entries, listed(&erasure.to_string()), "{name:?}");
        }
    }
}

#[test]
fn issue_8_row_1_a_client_is_erased_by_its_id_too() {
    for name in ["e", "null", "\\", "1000"] {
        let (studio, _) = furnished("Kim");
        let Company { id, manager, member, .. } = &studio.birch;
        let admin = studio.sign_in(&studio.admin);
        studio.set_up(|tx| {
            Ok(tx.conn().batch_execute(&format!("update clients set name = '{name}' where id = '{id}'"))?)
        });
        let before = rows(&studio);
        admin.get(&format!("/clients/{id}/data")).expect(200);
        admin.post(&format!("/clients/{id}/erasure"), &[("name", name)]).expect(303);
        let after = rows(&studio);
        let mut people: Vec<String> = [manager, member].map(|person| person.id.to_string()).into();
        let of_client =
            before.iter().filter(|((table, _), row)| table == "users" && row["client_id"] == id.to_string());
        people.extend(of_client.filter_map(|(_, row)| row["id"].as_str()).map(str::to_owned));
        let (others, id) = (studio.northlight.id.to_string(), id.to_string());
        for key in changed(&before, &after).0 {
            let row = &before[key];
            let told = ["client_id", "id"].into_iter().any(|column| row[column] == *id);
            let told = told
                || ["user_id", "sender_id", "id", "uploaded_by", "created_by", "subject_id"].into_iter().any(
                    |column| row[column].as_str().is_some_and(|id| people.iter().any(|person| person == id)),
                );
            let apart =
                ["apps_to_confirm", "audit_particulars", "jobs", "mails", "email_changes", "registrations"];
            let apart = apart.contains(&key.0.as_str());
            assert!(told || apart, "{name:?}: {} {row}", key.0);
            assert!(!row.to_string().contains(&others), "{name:?}: {} {row}", key.0);
        }
        // Entries that are not about the client's people stay unchanged.
        let named = before
            .iter()
            .find(|((table, _), row)| table == "audit_particulars" && row["facts"]["amount"] == 1000);
        let (key, row) = named.expect("the entry about nobody");
        assert_eq!(after.get(key), Some(row), "{name:?}");
    }
}

#[test]
fn issue_8_row_1_clearing_an_additional_part_is_refused_or_detected() {
    let studio = Studio::new();
    let (ida, noor) = (&studio.northlight.member, &studio.northlight.manager);
    for person in [ida, noor] {
        call(&studio, person, "Somebody Else");
    }
    erase(&studio, ida, "Somebody Else", 303);
    seal(&studio);
    let whole = walk(&studio);
    assert_eq!((whole.broken, whole.erasures.len(), whole.erased), (None, 1, 1));
    let erasure = *whole.erasures.keys().next().unwrap();
    let noors = format!(
        "update audit_particulars p set facts_salt = null, facts = '{{}}', erased_by = '{erasure}' from audit_entries e
            where e.studio_id = p.studio_id and e.id = p.entry_id and e.subject_id = '{}'",
        noor.id
    );
    // As the app, with or without an erasure's id.
    let system = SystemViewer::new(studio.id, "test").scope();
    for setting in ["select 1", "set local app.erasure = '00000000-0000-0000-0000-000000000000'"] {
        let refused = sql::probe(&mut sql::app(), system, |connection| {
            connection.batch_execute(setting).unwrap();
            sql::touch(connection, &noors)
        });
        assert!(refused.is_err(), "{setting}");
    }
    // The owner is also refused by the triggers; without them, verification detects it.
    let studio = Studio::new();
    call(&studio, &studio.northlight.member, "Somebody Else");
    call(&studio, &studio.northlight.manager, "Somebody Else");
    erase(&studio, &studio.northlight.member, "Somebody Else", 303);
    seal(&studio);
    let erasure = *walk(&studio).erasures.keys().next().expect("an erasure");
    let unlisted = format!("update audit_particulars set who_salt = null, actor_name = '', address = '', agent = '', erased_by = '{erasure}'
        where who_salt is not null and entry_id in (select id from audit_entries where actor_id = '{}')", studio.northlight.manager.id);
    let system = SystemViewer::new(studio.id, "test").scope();
    let refused = sql::probe(&mut sql::owner(), system, |owner| sql::touch(owner, &unlisted));
    assert!(refused.is_err_and(|why| why.contains("audit_particulars is kept")), "the guards bind the owner");
    tamper(&studio, "audit_particulars", &unlisted);
    assert_eq!(walk(&studio).broken.unwrap().fault, Fault::Erased);
}

#[test]
fn issue_8_row_11_two_admins_erasing_each_other_do_not_deadlock() {
    let studio = Studio::new();
    let second = Person { role: reprint::access::Role::Admin, ..studio.staff.clone() };
    let promote = format!("update users set role = 'admin' where id = '{}'", second.id);
    studio.set_up(|tx| Ok(tx.conn().batch_execute(&promote)?));
    let (vera, jonas) = (studio.sign_in(&studio.admin), studio.sign_in(&second));
    vera.get("/").expect(200);
    jonas.get("/").expect(200);
    // Both rows are locked until both erasures wait for them.
    let mut holder = sql::owner();
    holder
        .batch_execute(&format!(
            "begin; set local app.studio_id = '{}'; set local app.role = 'system'; select id from users where role = 'admin' for update",
            studio.id
        ))
        .unwrap();
    let pid = sql::pid(&mut holder);
    let statuses = std::thread::scope(|scope| {
        let erasing = |browser: crate::support::Client, whom: &Person| {
            let (path, name) = (format!("/people/{}/erasure", whom.id), whom.name);
            move || {
                browser
                    .post(&path, &[("name", name)])
                    .header("location")
                    .is_some_and(|to| to.ends_with("/data"))
            }
        };
        let both = [scope.spawn(erasing(vera, &second)), scope.spawn(erasing(jonas, &studio.admin))];
        let mut watcher = sql::owner();
        eventually("both erasures wait", || (sql::waiting_behind(&mut watcher, &pid) == 2).then_some(()));
        holder.batch_execute("commit").unwrap();
        both.map(|thread| thread.join().expect("the thread ends"))
    });
    assert_ne!(statuses[0], statuses[1], "one erases the other, who gets a conflict or is signed out");
}
