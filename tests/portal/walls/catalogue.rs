//! What the Postgres catalogue says about the walls.

use crate::support::sql;

/// Tables that belong to no studio, each with its reason.
const OUTSIDE: &[&str] = &[
    "__diesel_schema_migrations", // the applied migrations
    "studios",                    // the studio itself: its own policies are on its id
    "studio_hosts",               // read before a user is known; its own policies say who can write
];

#[test]
fn every_table_of_a_studio_is_behind_both_walls() {
    let bare = texts(
        "select c.relname::text as text from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
            and not (c.relrowsecurity and c.relforcerowsecurity and exists (
                select from pg_policies p where p.tablename = c.relname and p.permissive = 'RESTRICTIVE' and p.cmd = 'ALL'
                    and p.roles = '{public}' and p.qual like '%studio_id = %current_studio()%'
                    and p.with_check like '%studio_id = %current_studio()%'))",
    );
    let forgotten: Vec<_> = bare.iter().filter(|table| !OUTSIDE.contains(&table.as_str())).collect();
    assert!(
        forgotten.is_empty(),
        "no wall around {forgotten:?}: call raise_wall in the migration that makes them"
    );
    for table in OUTSIDE {
        assert!(bare.iter().any(|found| found == table), "{table} has a wall; remove it from the list");
    }
}

#[test]
fn the_table_of_studios_has_forced_row_level_security() {
    let forced = texts(
        "select relname::text as text from pg_class where relname = 'studios' and relrowsecurity and relforcerowsecurity",
    );
    assert_eq!(forced, ["studios"]);
}

#[test]
fn the_app_can_neither_remove_a_wall_nor_bypass_it() {
    let mut app = sql::app();
    let powers = "select rolname::text as text from pg_roles where rolname = current_user
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)";
    assert_eq!(
        sql::texts(&mut app, powers),
        Vec::<String>::new(),
        "the app's role has powers it must not have"
    );
    let owned = "select relname::text as text from pg_class where relowner = current_user::regrole";
    assert_eq!(
        sql::texts(&mut app, owned),
        Vec::<String>::new(),
        "the owner of a table can drop its policies"
    );
    let lent =
        "select roleid::regrole::text as text from pg_auth_members where member = current_user::regrole";
    assert_eq!(
        sql::texts(&mut app, lent),
        Vec::<String>::new(),
        "membership in a role grants its privileges"
    );
    for lifting in [
        "alter table projects disable row level security",
        "drop policy studio_wall on projects",
        "create table public.loot (id int)",
        "set role reprint_owner",
        "truncate projects",
    ] {
        assert!(sql::touch(&mut app, lifting).is_err(), "the app may {lifting}");
    }
}

/// Functions that run as the owner, who is subject to the walls too: erasure and retention, which change evidence, and triggers that
/// write a row or a figure that the app cannot write itself. The reasons are in docs/adr/0023-what-the-app-may-write.md and 0027.
const AS_THE_OWNER: &[&str] = &[
    "adopt_blob()",
    "check_counter()",
    "check_payment()",
    "count_files()",
    "count_message()",
    "count_people()",
    "count_projects()",
    "count_seen()",
    "cut_audit(bigint)",
    "erase_audit_facts(uuid,uuid)",
    "erase_audit_facts(uuid[],uuid)",
    "erase_audit_who(uuid,uuid)",
    "erase_audit_who(uuid[],uuid)",
    "erase_event_facts(bigint,text[],uuid)",
    "erase_event_facts(bigint[],text[],uuid)",
    "erase_events_of_client(uuid,uuid)",
    "erase_files_of_client(uuid,uuid)",
    "erase_messages_of_client(uuid,text,uuid)",
    "erase_messages_of_person(uuid,text,uuid)",
    "erase_reversals_of_client(uuid,text,uuid)",
    "forget_conversation()",
    "forget_events(timestamp with time zone,boolean)",
    "forget_owned(uuid,uuid)",
    "keep_former_address()",
    "mark_all_before()",
    "measure_mark()",
    "note_credit()",
    "note_latest_version()",
    "purge_file(uuid)",
    "set_particulars_apart()",
    "sum_invoice()",
    "sum_payment()",
    "take_payment_back()",
];

#[test]
fn only_the_listed_functions_run_with_other_privileges() {
    let definers = texts(
        "select p.oid::regprocedure::text as text from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.prosecdef
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1",
    );
    assert_eq!(definers, AS_THE_OWNER, "SECURITY DEFINER functions have more privileges than their callers");
    // Each checks the studio itself, or reads as the system of its row's studio.
    let loose = texts(
        "select p.oid::regprocedure::text as text from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
            and not (p.prosrc ~ 'current_studio\\(\\)|look_as_system\\(' or p.proname = 'set_particulars_apart')",
    );
    assert_eq!(loose, Vec::<String>::new());
    let anybodys = texts(
        "select p.oid::regprocedure::text as text from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosecdef
            and has_function_privilege('public', p.oid, 'execute')",
    );
    assert_eq!(
        anybodys,
        Vec::<String>::new(),
        "only the app's role may call functions that run as the owner"
    );
    let views = texts(
        "select relname::text as text from pg_class where relnamespace = 'public'::regnamespace
            and (relkind = 'm' or (relkind = 'v' and not coalesce(reloptions @> '{security_invoker=true}', false)))",
    );
    assert_eq!(
        views,
        Vec::<String>::new(),
        "views read with their owner's privileges unless they are security_invoker"
    );
}

#[test]
fn every_function_has_a_fixed_search_path() {
    // Otherwise it could find a temporary table of its caller first. A function with an SQL-standard body was parsed when it was
    // created, and looks nothing up.
    let loose = texts(
        "select p.oid::regprocedure::text as text from pg_proc p where p.pronamespace = 'public'::regnamespace
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
            and p.prosqlbody is null and not coalesce(p.proconfig @> array['search_path=pg_catalog, public, pg_temp'], false)",
    );
    assert_eq!(loose, Vec::<String>::new(), "add `set search_path = pg_catalog, public, pg_temp`");
}

#[test]
fn no_foreign_key_crosses_the_wall() {
    let loose = texts(
        "select k.conrelid::regclass::text || '.' || k.conname as text from pg_constraint k
            where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.confrelid <> 'studios'::regclass
            and not exists (
                select from unnest(k.conkey, k.confkey) as pair(mine, theirs)
                join pg_attribute m on m.attrelid = k.conrelid and m.attnum = pair.mine
                join pg_attribute t on t.attrelid = k.confrelid and t.attnum = pair.theirs
                where m.attname = 'studio_id' and t.attname = 'studio_id')",
    );
    assert_eq!(loose, Vec::<String>::new(), "foreign keys without studio_id at both ends");
}

/// Keys to users and clients that may refer to an erased one, with the reason.
const ERASED_OR_NOT: &[(&str, &str)] = &[
    ("blobs.client_id clients", "bytes, referenced by a file or an export, or unreferenced"),
    ("data_exports.client_id clients", "the remaining data can be exported"),
    ("data_exports.user_id users", "the remaining data can be exported"),
    ("events.client_id clients", "events about the books"),
    ("mails.client_id clients", "mails about the books"),
    ("messages_seen.user_id users", "a figure, maintained by a trigger"),
    ("payments.client_id clients", "books"),
];

#[test]
fn issue_8_f2_no_new_row_of_any_table_refers_to_an_erased_user_or_client() {
    // Both new rows and changed references must be checked.
    let unguarded = texts(
        "select k.conrelid::regclass::text || '.' || m.attname || ' ' || k.confrelid::regclass::text as text
            from pg_constraint k cross join unnest(k.conkey, k.confkey) as pair(mine, theirs)
            join pg_attribute m on m.attrelid = k.conrelid and m.attnum = pair.mine
            join pg_attribute t on t.attrelid = k.confrelid and t.attnum = pair.theirs and t.attname = 'id'
            where k.contype = 'f' and k.confrelid in ('users'::regclass, 'clients'::regclass) and 2 > (
                select count(distinct g.tgname) from pg_trigger g
                where g.tgrelid = k.conrelid and g.tgenabled = 'O' and g.tgname in ('the_erased_are_left_alone', 'the_erased_are_not_turned_to')
                    and strpos(encode(g.tgargs, 'escape'), k.confrelid::regclass::text || '\\000' || m.attname || '\\000') > 0)
            group by 1 order by 1",
    );
    let known: Vec<_> = ERASED_OR_NOT.iter().map(|(key, _)| *key).collect();
    assert_eq!(
        unguarded, known,
        "create both triggers in the migration, as 2026-11-30-000760 and 000766 do, or list the key with a reason"
    );
}

#[test]
fn rows_of_a_client_refer_only_to_rows_of_that_client() {
    // If both tables have a client_id, the foreign key must contain it. Users are an exception, since they act for others too. If
    // client_id can be null (for members of the studio), a second key without it covers those rows.
    let loose = texts(
        "select k.conrelid::regclass::text || '.' || k.conname as text from pg_constraint k
            where k.contype = 'f' and k.connamespace = 'public'::regnamespace and k.confrelid <> 'users'::regclass
            and exists (select from pg_attribute where attrelid = k.conrelid and attname = 'client_id')
            and exists (select from pg_attribute where attrelid = k.confrelid and attname = 'client_id')
            and not exists (
                select from pg_constraint s cross join unnest(s.conkey, s.confkey) as pair(mine, theirs)
                join pg_attribute m on m.attrelid = s.conrelid and m.attnum = pair.mine
                join pg_attribute t on t.attrelid = s.confrelid and t.attnum = pair.theirs
                where s.contype = 'f' and s.conrelid = k.conrelid and s.confrelid = k.confrelid and s.conkey @> k.conkey
                    and m.attname = 'client_id' and t.attname = 'client_id')",
    );
    assert_eq!(loose, Vec::<String>::new(), "foreign keys that could join two clients");
}

fn texts(query: &str) -> Vec<String> {
    sql::texts(&mut sql::owner(), query)
}
