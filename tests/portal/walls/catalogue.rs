//! What Postgres itself says of the walls.

use crate::support::sql;

/// Tables of no studio, each with its reason.
const OUTSIDE: &[&str] = &[
    "__diesel_schema_migrations", // which migrations ran
    "studios",                    // the studio itself: its own policies are on its id
    "studio_hosts",               // read before anyone is known; who writes it, its own policies say
];

#[test]
fn every_table_of_a_studio_stands_behind_both_walls() {
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
        assert!(bare.iter().any(|found| found == table), "{table} has a wall now; take it off the list");
    }
}

#[test]
fn a_studio_is_hidden_from_the_others_and_changed_by_its_admin_alone() {
    let forced = texts(
        "select relname::text as text from pg_class where relname = 'studios' and relrowsecurity and relforcerowsecurity",
    );
    assert_eq!(forced, ["studios"]);
}

#[test]
fn the_app_can_neither_lift_a_wall_nor_walk_around_it() {
    let mut app = sql::app();
    let powers = "select rolname::text as text from pg_roles where rolname = current_user
        and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication)";
    assert_eq!(
        sql::texts(&mut app, powers),
        Vec::<String>::new(),
        "the app's role has powers it must not have"
    );
    let owned = "select relname::text as text from pg_class where relowner = current_user::regrole";
    assert_eq!(sql::texts(&mut app, owned), Vec::<String>::new(), "who owns a table may lift its policies");
    let lent =
        "select roleid::regrole::text as text from pg_auth_members where member = current_user::regrole";
    assert_eq!(
        sql::texts(&mut app, lent),
        Vec::<String>::new(),
        "a role the app belongs to lends it its powers"
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

/// What runs as the owner, whom the walls bind as well: erasure and retention, which change evidence, and what a trigger does for a row
/// that the app may not write itself, or for a figure that it may not. Why each: docs/adr/0023-what-the-app-may-write.md and 0027.
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
fn nothing_reads_with_the_eyes_of_another_but_what_is_named() {
    let definers = texts(
        "select p.oid::regprocedure::text as text from pg_proc p
            where p.pronamespace = 'public'::regnamespace and p.prosecdef
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e') order by 1",
    );
    assert_eq!(definers, AS_THE_OWNER, "SECURITY DEFINER functions have more rights than who calls them");
    // Each asks itself for the studio, or looks as the system of its row's.
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
    assert_eq!(anybodys, Vec::<String>::new(), "only the app's role calls what the owner runs for it");
    let views = texts(
        "select relname::text as text from pg_class where relnamespace = 'public'::regnamespace
            and (relkind = 'm' or (relkind = 'v' and not coalesce(reloptions @> '{security_invoker=true}', false)))",
    );
    assert_eq!(views, Vec::<String>::new(), "views read as their owner unless they are security_invoker");
}

#[test]
fn every_function_looks_for_its_tables_where_we_put_them() {
    // Else it may find a temporary one of its caller's first. What has no path was read when it was written, and looks nothing up.
    let loose = texts(
        "select p.oid::regprocedure::text as text from pg_proc p where p.pronamespace = 'public'::regnamespace
            and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
            and p.prosqlbody is null and not coalesce(p.proconfig @> array['search_path=pg_catalog, public, pg_temp'], false)",
    );
    assert_eq!(loose, Vec::<String>::new(), "say `set search_path = pg_catalog, public, pg_temp`");
}

#[test]
fn no_row_can_point_across_the_wall() {
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

/// Keys to people and clients by which a row may point at somebody who was erased, and why.
const ERASED_OR_NOT: &[(&str, &str)] = &[
    ("blobs.client_id clients", "bytes, which a file or an export points at, or nothing does"),
    ("data_exports.client_id clients", "of what is left, an export may be asked for"),
    ("data_exports.user_id users", "of what is left, an export may be asked for"),
    ("events.client_id clients", "what is told of books"),
    ("mails.client_id clients", "what is told of books"),
    ("messages_seen.user_id users", "a figure, kept by a trigger"),
    ("payments.client_id clients", "books"),
];

#[test]
fn issue_8_f2_nothing_new_points_at_somebody_who_was_erased_in_whatever_table() {
    // New rows are looked at, and rows that are turned to somebody else.
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
        "make both triggers in the migration, as 2026-11-30-000760 and 000766 do, or say why not"
    );
}

#[test]
fn what_belongs_to_a_client_points_only_at_that_client() {
    // Where both ends have a client_id, a key on that column carries it; users are people, who act for others too. Where the client may
    // be none (the studio's own people), a second key without it holds those.
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
