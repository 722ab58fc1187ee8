//! A user's scope writes in that user's name only, also for members of the studio. No scope can create an account for itself, or a way
//! into another account.

use std::collections::BTreeSet;

use reprint::grants;

use super::attacked::{Attacked, attacked};
use crate::support::{assert_lists, sql};

/// Tables whose new rows are signed, and the column with the signature.
const SIGNED: &[(&str, &str)] = &[
    ("audit_entries", "actor_id"),
    ("client_codes", "made_by"),
    ("data_exports", "requested_by"),
    ("download_marks", "user_id"),
    ("events", "actor_id"),
    ("file_downloads", "user_id"),
    ("file_versions", "uploaded_by"),
    ("files", "created_by"),
    ("form_keys", "user_id"),
    ("invoice_sendings", "asked_by"),
    ("invoices", "created_by"),
    ("messages", "sender_id"),
    ("payment_reversals", "reversed_by"),
    ("payments", "recorded_by"),
    ("projects", "created_by"),
    ("read_marks", "user_id"),
];

/// Other columns that refer to users and can be written in some user scopes: recipients, or signatures that are added later and checked
/// by a trigger.
const NOT_SIGNED: &[&str] = &[
    "data_exports.user_id",
    "events.user_id",
    "invoices.sent_by",
    "mails.user_id",
    "milestones.done_by",
    "notification_defaults.user_id", // its own policy requires the user's own id
    "one_time_links.user_id",
];

#[test]
fn no_user_writes_in_another_users_name() {
    let Attacked { studio, mut app, .. } = attacked();
    let columns = grants::wanted().into_iter().filter(|grant| grant.verb == "insert");
    let columns: Vec<_> = columns.collect();
    for (table, column) in SIGNED {
        let columns =
            &columns.iter().find(|grant| grant.table == *table).expect("the app can insert into it").columns;
        let columns = columns.join(", ");
        let system = super::attacked::system_of(&studio);
        let row = sql::probe(&mut app, system, |app| {
            sql::texts(app, &format!("select to_jsonb(t)::text as text from {table} t limit 1")).pop()
        });
        let row = row.expect("the fixture has a row").replace('\'', "''");
        // The particulars are inserted before the policy is checked, so the id must be new.
        let id = if *table == "audit_entries" { "'id', gen_random_uuid(), " } else { "" };
        let mut tries = |who: &crate::support::Person, signed: String| {
            let insert = format!(
                "insert into {table} ({columns}) select {columns}
                    from jsonb_populate_record(null::{table}, '{row}'::jsonb || jsonb_build_object({id}'{column}', {signed}))"
            );
            sql::probe(&mut app, studio.scope(who), |app| sql::touch(app, &insert))
        };
        for (who, other) in [(&studio.staff, &studio.admin), (&studio.admin, &studio.birch.manager)] {
            for signed in [format!("'{}'", other.id), "null".to_owned()] {
                let said = tries(who, signed).expect_err(table);
                assert!(said.contains("row-level security"), "{table} as {}: {said}", who.name);
            }
            if ["data_exports", "payment_reversals"].contains(table) && who.id == studio.staff.id {
                continue; // Staff can only request their own exports, and cannot reverse payments.
            }
            let said = tries(who, format!("'{}'", who.id));
            let stands = said.is_ok() || said.as_ref().is_err_and(|why| why.contains("unique constraint"));
            assert!(stands, "{table} as {}: {said:?}", who.name);
        }
    }
}

#[test]
fn every_column_with_an_actor_is_checked() {
    let query = "select c.relname || '.' || a.attname as text from pg_constraint k
        join pg_class c on c.oid = k.conrelid
        join pg_attribute a on a.attrelid = k.conrelid and a.attnum = k.conkey[array_length(k.conkey, 1)]
        where k.contype = 'f' and k.confrelid = 'users'::regclass
        and exists (select from pg_policies p where p.tablename = c.relname and p.permissive = 'PERMISSIVE'
            and p.cmd in ('ALL', 'INSERT', 'UPDATE') and concat(p.qual, p.with_check) !~ 'ARRAY\\[''system''::text\\]')";
    let found: BTreeSet<String> = sql::texts(&mut sql::owner(), query).into_iter().collect();
    let held = |column: &String| {
        let (table, name) = column.split_once('.').expect("a table and a column");
        SIGNED.contains(&(table, name)) || column == "one_time_links.created_by"
    };
    assert!(found.iter().any(held), "control: columns are found");
    let list = "tests/portal/walls/names.rs: a column that says who did something has a policy in_ones_own_name, as in the migration \
        000250, and a line in SIGNED; any other key to users has a line in NOT_SIGNED";
    let open = found.iter().filter(|column| !held(column)).map(String::as_str);
    assert_lists(list, NOT_SIGNED.iter().copied(), open);
}

#[test]
fn no_user_updates_a_signature_or_read_mark_of_another() {
    let mut attacked = attacked();
    let Attacked { studio, birch, .. } = &attacked;
    let (milestone, draft, conversation) = (birch.milestone, birch.draft, birch.conversation);
    let (client, message, ana) = (studio.birch.id, birch.message, studio.birch.manager.id);
    let scopes = [(&studio.staff, &studio.admin), (&studio.admin, &studio.staff)]
        .map(|(who, other)| (studio.scope(who), who.id, other.id));
    let read = |who| format!("update read_marks set read_at = now() where user_id = '{who}'");
    let done =
        |who| format!("update milestones set done_at = now(), done_by = '{who}' where id = '{milestone}'");
    let sent = |who| format!("update invoices set sent_by = '{who}' where id = '{draft}'");
    for (scope, own, other) in scopes {
        attacked.refused(scope, &[read(ana), done(other), sent(other)]);
        attacked.allowed(scope, &[done(own), sent(own)]);
        let said = sql::probe(&mut attacked.app, scope, |app| {
            let mark = format!(
                "insert into read_marks (conversation_id, user_id, client_id, read_through) values ('{conversation}', '{own}', '{client}', '{message}')
                    on conflict (studio_id, conversation_id, user_id) do update set read_at = now()"
            );
            sql::touch(app, &mark).expect("the user's own mark");
            sql::touch(app, &read(own))
        });
        assert!(said.is_ok_and(|rows| rows > 0), "the user's own marks");
    }
}

#[test]
fn an_account_begins_as_an_invitation_by_an_authorized_user() {
    let mut attacked = attacked();
    let (staff, admin) =
        (attacked.studio.scope(&attacked.studio.staff), attacked.studio.scope(&attacked.studio.admin));
    let client = attacked.studio.birch.id;
    let of_studio = |role: &str, state: &str| {
        format!(
            "insert into users (id, role, email, name, state) values (gen_random_uuid(), '{role}', 'eve@evil.example', 'Eve', '{state}')"
        )
    };
    let of_client = |state: &str| {
        format!(
            "insert into users (id, role, client_id, standing, email, name, state)
                values (gen_random_uuid(), 'client', '{client}', 'manager', 'eve@evil.example', 'Eve', '{state}')"
        )
    };
    let open = [
        of_studio("admin", "active"),
        of_studio("staff", "active"),
        of_client("active"),
        of_client("deactivated"),
    ];
    attacked.refused(staff, &open);
    attacked.refused(staff, &[of_studio("admin", "invited"), of_studio("staff", "invited")]);
    attacked.refused(admin, &open);
    attacked.allowed(staff, &[of_client("invited")]);
    attacked.allowed(
        admin,
        &[of_client("invited"), of_studio("admin", "invited"), of_studio("staff", "invited")],
    );
    attacked.allowed(attacked.system(), &open);
}

#[test]
fn links_can_only_be_created_for_invited_accounts() {
    let mut attacked = attacked();
    let studio = &attacked.studio;
    let (staff, admin) = (studio.scope(&studio.staff), studio.scope(&studio.admin));
    let (jonas, vera, ana, client) =
        (studio.staff.id, studio.admin.id, studio.birch.manager.id, studio.birch.id);
    let (contact, colleague) = (uuid::Uuid::now_v7(), uuid::Uuid::now_v7());
    studio.set_up(|tx| {
        let invited = format!(
            "insert into users (id, role, client_id, standing, email, name) values
                ('{contact}', 'client', '{client}', 'member', '{contact}@birch.example', 'New'),
                ('{colleague}', 'staff', null, null, '{colleague}@halbton.example', 'New')"
        );
        Ok(sql::touch(tx.conn(), &invited).expect("the users are inserted"))
    });
    let link = |purpose: &str, user: String, by: String| {
        format!(
            "insert into one_time_links (studio_id, token_hash, user_id, purpose, created_by, expires_at)
                values (current_studio(), sha256('mine'), '{user}', '{purpose}', '{by}', now() + interval '1 day')"
        )
    };
    let (reset, invite) = ("password_reset", "invitation");
    for (scope, own) in [(staff, jonas), (admin, vera)] {
        let own = own.to_string();
        for user in [vera.to_string(), jonas.to_string(), ana.to_string()] {
            attacked
                .refused(scope, &[link(reset, user.clone(), own.clone()), link(invite, user, own.clone())]);
        }
        attacked.refused(
            scope,
            &[
                link(reset, contact.to_string(), own.clone()),
                link(invite, contact.to_string(), ana.to_string()),
            ],
        );
        attacked.refused(
            scope,
            &[
                "select from one_time_links".into(),
                "update one_time_links set used_at = null".into(),
                "delete from one_time_links".into(),
            ],
        );
        attacked.allowed(scope, &[link(invite, contact.to_string(), own)]);
    }
    attacked.refused(staff, &[link(invite, colleague.to_string(), jonas.to_string())]);
    attacked.allowed(admin, &[link(invite, colleague.to_string(), vera.to_string())]);
    attacked.allowed(attacked.system(), &[link(reset, ana.to_string(), ana.to_string())]);
}

#[test]
fn an_admin_changes_only_roles_and_states_of_others() {
    let mut attacked = attacked();
    let (admin, tom) = (attacked.studio.scope(&attacked.studio.admin), attacked.studio.birch.member.id);
    let set = |what: &str| format!("update users set {what} where id = '{tom}'");
    attacked.refused(
        admin,
        &[set("email = 'eve@evil.example'"), set("name = 'Eve'"), set("invited_as = 'eve@evil.example'")],
    );
    attacked.allowed(admin, &[set("standing = 'manager'"), set("state = 'deactivated'")]);
    attacked.allowed(attacked.system(), &[set("email = 'tom@new.example'")]);
}
