//! Every table, row by row: what one studio, one client, or a connection without a scope can do to the rows of another. Tests of
//! policies alone use the owner of the tables, who is subject to them but restricted by no privilege; matrix.rs tests everything
//! together with the app's role.

use std::collections::BTreeSet;

use diesel::PgConnection;
use reprint::access::Scope;

use super::seen::SEEN_BY_CLIENTS;
use crate::support::{sql, *};

/// The tables in which they can change or delete their own rows.
const CHANGED_BY_CLIENTS: &[&str] = &["files", "form_keys", "notification_defaults", "read_marks", "users"];
const DELETED_BY_CLIENTS: &[&str] = &["notification_defaults", "sessions"];
/// The tables that only admins and the system see.
const HIDDEN_FROM_STAFF: &[&str] = &[
    "apps_to_confirm",
    "audit_blanks",
    "audit_checks",
    "audit_entries",
    "audit_particulars",
    "audit_seals",
    "data_exports",
    "devices",
    "download_marks",
    "email_changes",
    "factor_tries",
    "form_keys",
    "former_addresses",
    "jobs",
    "kept_forms",
    "mail_attachments",
    "mails",
    "notification_defaults",
    "one_time_links",
    "passkey_ceremonies",
    "passkeys",
    "passwords",
    "recovery_codes",
    "registrations",
    "sessions",
    "sign_in_codes",
    "throttles",
    "totp_secrets",
];
/// The tables that only the system sees, except a user's own rows.
const HIDDEN_FROM_ADMINS: &[&str] = &[
    "apps_to_confirm",
    "devices",
    "download_marks",
    "email_changes",
    "factor_tries",
    "form_keys",
    "former_addresses",
    "kept_forms",
    "notification_defaults",
    "one_time_links",
    "passkey_ceremonies",
    "passkeys",
    "passwords",
    "recovery_codes",
    "registrations",
    "sessions",
    "sign_in_codes",
    "throttles",
    "totp_secrets",
];

/// Tables with one row per studio, or one for all projects of the fixture.
const ONE_A_STUDIO: &[&str] = &["audit_checks", "projects_in_status", "retention"];

struct Furnished {
    studio: Studio,
    birch: Things,
    northlight: Things,
}

fn furnished() -> Furnished {
    let studio = Studio::new();
    let (birch, northlight) = (studio.furnish(&studio.birch), studio.furnish(&studio.northlight));
    Furnished { studio, birch, northlight }
}

fn tables() -> Vec<String> {
    sql::texts(
        &mut sql::owner(),
        "select c.relname::text as text from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'studio_id'
            where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'studio_hosts' order by 1",
    )
}

/// The number of a studio's rows that a connection sees.
fn count(connection: &mut PgConnection, table: &str, studio: &Studio) -> usize {
    let query = format!("select count(*)::text as text from {table} where studio_id = '{}'", studio.id);
    sql::texts(connection, &query)[0].parse().expect("a number")
}

fn system(studio: &Studio) -> Scope {
    Scope { reach: reprint::access::Reach::System, user: None, ..studio.scope(&studio.admin) }
}

/// One row of a table as JSON, for inserting a copy of it elsewhere. For invoices a draft, since a copy of a sent one would always be
/// refused.
fn a_row(studio: &Studio, table: &str, having: &str) -> Option<String> {
    let only = if table == "invoices" { "status = 'draft'" } else { "true" };
    let query = format!(
        "select to_jsonb(t)::text as text from {table} t where {only} and to_jsonb(t)::text like '%{having}%' limit 1"
    );
    sql::probe(&mut sql::app(), system(studio), |connection| sql::texts(connection, &query).pop())
}

fn insert_copy(connection: &mut PgConnection, table: &str, row: &str) -> Result<usize, String> {
    let overriding = if table == "events" { "overriding system value" } else { "" };
    let row = row.replace('\'', "''");
    let copy = format!(
        "insert into {table} {overriding} select * from jsonb_populate_record(null::{table}, '{row}')"
    );
    sql::touch(connection, &copy)
}

/// Whether the refusal comes from a policy, or from a trigger that runs before it.
fn is_refusal(said: &str) -> bool {
    ["row-level security", "append-only", "finished bytes"].iter().any(|why| said.contains(why))
}

#[test]
fn the_fixture_has_a_row_of_everything() {
    let Furnished { studio, .. } = furnished();
    sql::probe(&mut sql::app(), system(&studio), |connection| {
        for table in tables() {
            let least = if ONE_A_STUDIO.contains(&table.as_str()) { 1 } else { 2 };
            assert!(
                count(connection, &table, &studio) >= least,
                "support/furnish.rs inserts nothing into {table}"
            );
        }
    });
}

#[test]
fn without_a_scope_nothing_is_visible_and_nothing_can_be_inserted() {
    let Furnished { studio, birch, .. } = furnished();
    let mut fresh = sql::owner();
    let mut used = sql::owner();
    sql::probe(&mut used, system(&studio), |connection| assert!(count(connection, "projects", &studio) > 0));
    for connection in [&mut fresh, &mut used] {
        for table in tables() {
            let seen = sql::texts(connection, &format!("select count(*)::text as text from {table}"));
            assert_eq!(seen, ["0"], "{table} shows rows without a scope");
            assert_eq!(sql::touch(connection, &format!("delete from {table}")), Ok(0));
            let row = a_row(&studio, &table, &birch.canary)
                .or_else(|| a_row(&studio, &table, &studio.id.to_string()));
            let refused =
                insert_copy(connection, &table, &row.expect("the fixture has a row")).expect_err(&table);
            assert!(is_refusal(&refused), "{table}: {refused}");
        }
        assert_eq!(sql::texts(connection, "select count(*)::text as text from studios"), ["0"]);
    }
}

#[test]
fn a_studio_can_neither_see_nor_change_another_studios_rows() {
    let (ours, theirs) = (furnished(), furnished());
    let mut app = sql::owner();
    for scope in
        [system(&ours.studio), ours.studio.scope(&ours.studio.admin), ours.studio.scope(&ours.studio.staff)]
    {
        for table in tables() {
            let row =
                a_row(&theirs.studio, &table, &theirs.studio.id.to_string()).expect("the fixture has a row");
            sql::probe(&mut app, scope, |connection| {
                assert_eq!(count(connection, &table, &theirs.studio), 0, "{table} as {scope:?}");
                let all = sql::texts(connection, &format!("select count(*)::text as text from {table}"));
                let own = count(connection, &table, &ours.studio).to_string();
                assert_eq!(all, [own], "{table} as {scope:?}");
                let id = theirs.studio.id;
                let update = format!("update {table} set studio_id = studio_id where studio_id = '{id}'");
                assert_eq!(sql::touch(connection, &update), Ok(0), "{table} as {scope:?}");
                let delete = format!("delete from {table} where studio_id = '{id}'");
                assert_eq!(sql::touch(connection, &delete), Ok(0), "{table} as {scope:?}");
                let refused = insert_copy(connection, &table, &row).expect_err(&table);
                assert!(is_refusal(&refused), "{table}: {refused}");
                let moved = sql::touch(connection, &format!("update {table} set studio_id = '{id}'"));
                assert!(moved.is_err() || moved == Ok(0), "{table}: own rows were moved to another studio");
            });
        }
    }
}

#[test]
fn members_of_a_studio_see_its_rows_but_not_its_secrets() {
    let Furnished { studio, .. } = furnished();
    let mut app = sql::app();
    for (person, hidden) in [(&studio.admin, HIDDEN_FROM_ADMINS), (&studio.staff, HIDDEN_FROM_STAFF)] {
        sql::probe(&mut app, studio.scope(person), |connection| {
            for table in tables() {
                let seen = count(connection, &table, &studio) > 0;
                assert_eq!(seen, !hidden.contains(&table.as_str()), "{table} as {}", person.name);
            }
        });
    }
}

#[test]
fn a_clients_user_sees_only_that_client() {
    let Furnished { studio, birch, northlight } = furnished();
    let mut app = sql::app();
    for person in [&studio.birch.manager, &studio.birch.member] {
        sql::probe(&mut app, studio.scope(person), |connection| {
            let mut seen = BTreeSet::new();
            for table in tables() {
                let rows =
                    sql::texts(connection, &format!("select to_jsonb(t)::text as text from {table} t"));
                for row in &rows {
                    let other =
                        row.contains(&northlight.canary) || row.contains(&studio.northlight.id.to_string());
                    // The studio's project types are visible to all its clients.
                    assert!(!other || table == "project_types", "{} sees {row} in {table}", person.name);
                    assert!(
                        !row.contains(&birch.draft.to_string()),
                        "{} sees a draft in {table}",
                        person.name
                    );
                }
                if !rows.is_empty() {
                    seen.insert(table);
                }
            }
            let mut expected: BTreeSet<String> = SEEN_BY_CLIENTS.iter().map(ToString::to_string).collect();
            if person.id == studio.birch.member.id {
                // The rows of the fixture in these tables belong to Ana.
                expected.remove("sessions");
                expected.remove("data_exports");
                expected.remove("form_keys");
                expected.remove("notification_defaults");
            }
            let list = format!(
                "as {}: SEEN_BY_CLIENTS in tests/portal/walls/seen.rs names each table of which a client user may see rows",
                person.name
            );
            assert_lists(&list, expected, seen);
        });
    }
}

#[test]
fn a_clients_user_changes_only_their_own_rows() {
    let Furnished { studio, .. } = furnished();
    let ana = studio.scope(&studio.birch.manager);
    let mut app = sql::owner();
    for table in tables() {
        let changed = sql::probe(&mut app, ana, |connection| {
            sql::touch(connection, &format!("update {table} set studio_id = studio_id"))
        });
        // A manager can change the standing and state of colleagues, of whom there are two.
        let colleagues = if table == "users" { 2 } else { 0 };
        let allowed = usize::from(CHANGED_BY_CLIENTS.contains(&table.as_str())) + colleagues;
        assert_eq!(
            changed,
            Ok(allowed),
            "{table}: CHANGED_BY_CLIENTS names the tables of which a client user may change a row"
        );
        let deleted =
            sql::probe(&mut app, ana, |connection| sql::touch(connection, &format!("delete from {table}")));
        let allowed = DELETED_BY_CLIENTS.contains(&table.as_str());
        assert_eq!(
            deleted,
            Ok(usize::from(allowed)),
            "{table}: DELETED_BY_CLIENTS names the tables of which a client user may delete a row"
        );
    }
}

#[test]
fn a_clients_user_inserts_no_rows_for_another_client() {
    let Furnished { studio, northlight, .. } = furnished();
    let ana = studio.scope(&studio.birch.manager);
    let mut app = sql::owner();
    for table in tables() {
        let their_row = a_row(&studio, &table, &studio.northlight.id.to_string())
            .or_else(|| a_row(&studio, &table, &northlight.canary))
            .or_else(|| a_row(&studio, &table, &northlight.session_hash));
        let Some(row) = their_row else { continue };
        let refused =
            sql::probe(&mut app, ana, |connection| insert_copy(connection, &table, &row)).expect_err(&table);
        assert!(is_refusal(&refused), "{table}: {refused}");
    }
}

#[test]
fn no_user_can_raise_their_own_privileges() {
    let Furnished { studio, .. } = furnished();
    let mut app = sql::owner();
    let tom = studio.scope(&studio.birch.member);
    for raise in [
        "role = 'admin', client_id = null, standing = null".to_owned(),
        "standing = 'manager'".to_owned(),
        format!("client_id = '{}'", studio.northlight.id),
    ] {
        let update = format!("update users set {raise} where id = '{}'", studio.birch.member.id);
        let refused = sql::probe(&mut app, tom, |connection| sql::touch(connection, &update));
        assert!(refused.is_err_and(|why| why.contains("not theirs to change")), "set {raise}");
    }
    let renamed = format!("update users set name = 'Tom' where id = '{}'", studio.birch.member.id);
    assert_eq!(sql::probe(&mut app, tom, |connection| sql::touch(connection, &renamed)), Ok(1));

    let invite = |who: &str| {
        format!(
            "insert into users (id, role, client_id, standing, email, name, state)
                values (gen_random_uuid(), 'client', '{}', 'member', 'new@birch.example', 'New', '{who}')",
            studio.birch.id
        )
    };
    let ana = studio.scope(&studio.birch.manager);
    assert_eq!(sql::probe(&mut app, ana, |connection| sql::touch(connection, &invite("invited"))), Ok(1));
    for (scope, state) in [(ana, "active"), (tom, "invited")] {
        let refused = sql::probe(&mut app, scope, |connection| sql::touch(connection, &invite(state)));
        assert!(refused.is_err_and(|why| why.contains("row-level security")), "{state}");
    }
}

#[test]
fn a_manager_changes_only_standing_and_state_of_colleagues() {
    let Furnished { studio, birch, .. } = furnished();
    let mut app = sql::app();
    let (ana, tom) = (studio.scope(&studio.birch.manager), studio.scope(&studio.birch.member));
    let staff = studio.scope(&studio.staff);
    let touch = |app: &mut PgConnection, scope, set: &str, id| {
        let update = format!("update users set {set} where id = '{id}'");
        sql::probe(app, scope, |connection| sql::touch(connection, &update))
    };
    let (member, admin, ida) = (studio.birch.member.id, studio.admin.id, studio.northlight.member.id);
    for place in ["standing = 'manager'", "state = 'deactivated'"] {
        assert_eq!(touch(&mut app, ana, place, member), Ok(1), "{place}");
        assert_eq!(touch(&mut app, tom, place, birch.colleague), Ok(0), "a member set {place}");
        assert_eq!(touch(&mut app, ana, place, ida), Ok(0), "a user of another client");
        assert_eq!(touch(&mut app, ana, "name = 'Nobody'", admin), Ok(0), "a member of the studio");
    }
    for place in ["standing = 'member'", "state = 'deactivated'"] {
        touch(&mut app, ana, place, studio.birch.manager.id).expect_err("their own standing or state");
    }
    for theft in
        ["email = 'eve@evil.example'", "name = 'Eve'", "role = 'admin', client_id = null, standing = null"]
    {
        touch(&mut app, ana, theft, member).expect_err(theft);
        touch(&mut app, staff, theft, member).expect_err(theft);
    }
    touch(&mut app, staff, "role = 'admin'", studio.staff.id).expect_err("staff raised their own role");
    assert_eq!(touch(&mut app, staff, "name = 'Jonas W.'", studio.staff.id), Ok(1));
}

#[test]
fn evidence_cannot_be_changed() {
    let Furnished { studio, birch, .. } = furnished();
    let mut app = sql::owner();
    let Things { file_version, invoice, draft, .. } = &birch;
    sql::probe(&mut app, system(&studio), |connection| {
        for (tampering, why) in [
            (format!("update file_versions set size_bytes = 1 where id = '{file_version}'"), "append-only"),
            ("update audit_entries set kind = 'nothing.happened'".to_owned(), "append-only"),
            ("delete from audit_entries".to_owned(), "append-only"),
            (format!("update invoices set total_minor = 1 where id = '{invoice}'"), "frozen"),
            (format!("update invoices set status = 'draft' where id = '{invoice}'"), "frozen"),
            (format!("delete from invoices where id = '{invoice}'"), "kept"),
            (format!("update invoice_lines set amount_minor = 1 where invoice_id = '{invoice}'"), "frozen"),
            (format!("delete from invoice_lines where invoice_id = '{invoice}'"), "frozen"),
        ] {
            let refused = sql::touch(connection, &tampering).expect_err(&tampering);
            assert!(refused.contains(why), "{tampering}: {refused}");
        }
        assert_eq!(
            sql::touch(connection, &format!("update invoices set total_minor = 1 where id = '{draft}'")),
            Ok(1)
        );
        // An invoice with payments cannot be voided (issue 8, F3).
        let voided = format!("update invoices set status = 'void' where id = '{invoice}'");
        for paid in [120_000, 0] {
            let paying = format!("update invoices set paid_minor = {paid} where id = '{invoice}'");
            assert_eq!(sql::touch(connection, &paying), Ok(1));
            assert_eq!(sql::touch(connection, &voided).is_ok(), paid == 0);
        }
    });
}
