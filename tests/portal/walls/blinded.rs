//! Triggers and deferred checks hold even if a statement changes its own scope: policies are evaluated once per statement, triggers
//! later, some of them at commit. They also hold for the current rows, whatever snapshot their caller has (attack of 30 November, A1,
//! A2, A12).

use diesel::connection::SimpleConnection;
use reprint::access::Scope;

use super::attacked::attacked;
use crate::support::{Studio, Things, awaited, sql};

/// A condition that every row satisfies, and that leaves the transaction without a role. It refers to a column, so that it is evaluated
/// for each row.
fn blinded(column: &str) -> String {
    format!("set_config('app.role', left('nobody' || {column}::text, 6), true) is not null")
}

/// The result of statements with the app's role in a scope, including the deferred checks; rolled back.
fn tries(scope: Scope, statements: &str) -> Result<(), String> {
    sql::probe(&mut sql::app(), scope, |app| {
        app.batch_execute(statements)?;
        app.batch_execute("set constraints all immediate")
    })
    .map_err(|error| error.to_string())
}

#[track_caller]
fn refused(scope: Scope, statements: &str, because: &str) {
    let said = tries(scope, statements);
    assert!(said.as_ref().is_err_and(|said| said.contains(because)), "{statements}: {said:?}");
}

#[test]
fn issue_8_row_10_a_statement_that_changes_its_scope_bypasses_no_trigger() {
    let mut attacked = attacked();
    let Things { invoice, draft, .. } = attacked.birch.clone();
    let client = attacked.studio.birch.id;
    let pdf =
        attacked.told(&format!("select pdf_blob_id::text as text from invoices where id = '{invoice}'"));
    let (system, staff) = (attacked.system(), attacked.studio.scope(&attacked.studio.staff));
    let without_lines =
        |of: uuid::Uuid| format!("delete from invoice_lines where invoice_id = '{of}' and {}", blinded("id"));
    refused(staff, &without_lines(invoice), "frozen");
    tries(staff, &without_lines(draft)).expect("a draft can be changed");
    let line = |of: uuid::Uuid, at: i32, role: &str| format!("('{of}'::uuid, {at}, '{role}')");
    let two_lines = |first: &str, second: &str| {
        format!(
            "insert into invoice_lines (id, client_id, invoice_id, position, description, quantity, unit_price_minor, tax_rate, amount_minor)
                select gen_random_uuid(), '{client}', v.invoice, v.at, 'later', 1, 100, 0, 100
                from (values {first}, {second}) v (invoice, at, role) where set_config('app.role', v.role, true) is not null"
        )
    };
    refused(staff, &two_lines(&line(draft, 97, "staff"), &line(invoice, 98, "nobody")), "frozen");
    tries(staff, &two_lines(&line(draft, 97, "staff"), &line(draft, 98, "nobody")))
        .expect("lines of a draft");
    let gone =
        |blob: &str| format!("delete from blob_chunks where blob_id = '{blob}' and {}", blinded("position"));
    refused(system, &gone(&pdf), "points at are kept");
    let stray = "insert into blobs (id) values ('0190eeee-0000-7000-8000-000000000000');
        insert into blob_chunks (blob_id, position, bytes) values ('0190eeee-0000-7000-8000-000000000000', 0, 'x');";
    tries(system, &format!("{stray} {}", gone("0190eeee-0000-7000-8000-000000000000")))
        .expect("unreferenced bytes can be deleted");
}

#[test]
fn issue_8_row_10_erased_rows_stay_erased_if_a_statement_changes_its_scope() {
    let attacked = attacked();
    let (client, tom) = (attacked.studio.birch.id, &attacked.studio.birch.member);
    let system = attacked.system();
    let project = format!(
        "with made as (insert into projects (id, client_id, name, currency, created_by)
            select gen_random_uuid(), id, 'x', currency, '{}' from clients where id = '{client}' returning id)
         select set_config('app.role', 'nobody', true) from made",
        tom.id
    );
    tries(system, &project).expect("an existing user can sign it");
    // The first of two rows passes the policy, which is not evaluated again for the second.
    let renamed = format!(
        "update projects p set name = 'x' from (values (1, '{}'::uuid, 'system'), (2, '{}'::uuid, 'nobody')) v (at, id, role)
            where p.id = v.id and set_config('app.role', v.role, true) is not null",
        attacked.birch.project, attacked.northlight.project
    );
    tries(system, &renamed).expect("projects can be renamed");
    let admin = attacked.studio.sign_in(&attacked.studio.admin);
    admin.post(&format!("/people/{}/erasure", tom.id), &[("name", tom.name)]).expect(303);
    refused(system, &project, "points at what was erased");
    let northlight = &attacked.studio.northlight;
    let path = format!("/clients/{}/erasure", northlight.id);
    admin.post(&path, &[("name", northlight.name)]).expect(303);
    refused(system, &renamed, "stay as they are");
}

#[test]
fn issue_8_row_10_sums_are_checked_in_their_own_studio_whatever_the_final_scope() {
    let mut attacked = attacked();
    let Things { draft, payment, .. } = attacked.birch.clone();
    let client = attacked.studio.birch.id;
    let paid = attacked.told(&format!(
        "select paid_minor::text as text from invoices where id = '{}'",
        attacked.birch.invoice
    ));
    let admin = attacked.studio.scope(&attacked.studio.admin);
    let elsewhere = Studio::new().id;
    for end in ["set local app.role = ''".to_owned(), format!("set local app.studio_id = '{elsewhere}'")] {
        let too_much = format!(
            "insert into payment_allocations (payment_id, invoice_id, client_id, amount_minor)
                values ('{payment}', '{draft}', '{client}', 900000000);
             update invoices set paid_minor = 1 where id = '{draft}'; {end}"
        );
        refused(admin, &too_much, "than was paid");
        let other = format!(
            "update invoices set paid_minor = paid_minor + 1 where id = '{}'; {end}",
            attacked.birch.invoice
        );
        refused(admin, &other, "what came to it");
        let gap = format!("insert into invoice_counters (series, next) values ('ZZ-', 2); {end}");
        refused(attacked.system(), &gap, "is an invoice's");
        let same = format!(
            "update invoices set paid_minor = 0 where id = '{0}'; update invoices set paid_minor = {paid} where id = '{0}'; {end}",
            attacked.birch.invoice
        );
        tries(admin, &same).expect("the paid amount equals the allocations");
    }
}

#[test]
fn issue_8_row_10_maintained_figures_ignore_the_scope_and_triggers_restore_it() {
    let attacked = attacked();
    let client = attacked.studio.birch.id;
    let (system, elsewhere) = (attacked.system(), Studio::new().id);
    let said = "select concat_ws(' ', current_setting('app.role'), current_setting('app.studio_id')) as text";
    let count = format!("select project_count::text as text from clients where id = '{client}'");
    sql::probe(&mut sql::app(), system, |app| {
        let (before, was) = (sql::texts(app, &count), sql::texts(app, said));
        let project = |then: &str| {
            format!(
                "with made as (insert into projects (id, client_id, name, currency)
                    select gen_random_uuid(), id, 'x', currency from clients where id = '{client}' returning id)
                 select {then} from made"
            )
        };
        app.batch_execute(&project("1")).expect("a project");
        assert_eq!(sql::texts(app, said), was, "a trigger restores the scope");
        app.batch_execute(&project(&format!("set_config('app.studio_id', '{elsewhere}', true)")))
            .expect("another");
        assert_eq!(
            sql::texts(app, said),
            [format!("system {elsewhere}")],
            "also one that was set within the statement"
        );
        sql::announce(app, system).expect("the scope is set");
        let after: i64 = sql::texts(app, &count)[0].parse().expect("a count");
        assert_eq!(after, before[0].parse::<i64>().expect("a count") + 2);
        // A trigger that refuses a statement also leaves the scope unchanged.
        let refused = format!("delete from invoice_lines where invoice_id = '{}'", attacked.birch.invoice);
        sql::touch(app, &refused).expect_err("frozen");
        assert_eq!(sql::texts(app, said), was);
    });
}

#[test]
fn issue_8_row_10_no_line_is_added_to_an_invoice_while_it_is_sent() {
    let attacked = attacked();
    let (client, draft, system) = (attacked.studio.birch.id, attacked.birch.draft, attacked.system());
    let (mut writer, mut watcher) = (sql::app(), sql::owner());
    let line = format!(
        "insert into invoice_lines (id, client_id, invoice_id, position, description, quantity, unit_price_minor, tax_rate, amount_minor)
            values (gen_random_uuid(), '{client}', '{draft}', 96, 'slipped in', 1, 100, 0, 100)"
    );
    let pid = sql::pid(&mut writer);
    let waited = sql::probe(&mut writer, system, |writer| {
        writer.batch_execute(&line).expect("a line can be added to a draft");
        let other = std::thread::spawn(move || {
            sql::probe(&mut sql::app(), system, |sender| {
                let note = format!("update invoices set note = 'on its way' where id = '{draft}'");
                sql::touch(sender, &note)
            })
        });
        let waited = awaited(|| (sql::waiting_behind(&mut watcher, &pid) > 0).then_some(()));
        (waited, other)
    });
    let (waited, other) = waited;
    assert_eq!(other.join().expect("the thread ends"), Ok(1), "it continues after the rollback");
    assert!(waited.is_some(), "sending waits for the line");
}

#[test]
fn issue_8_row_10_triggers_refuse_isolation_levels_with_an_old_snapshot() {
    let attacked = attacked();
    let (draft, system) = (attacked.birch.draft, attacked.system());
    let removed = format!("delete from invoice_lines where invoice_id = '{draft}'");
    for (level, holds) in [("read committed", true), ("repeatable read", false), ("serializable", false)] {
        let said = sql::unasked(&mut sql::app(), |app| {
            app.batch_execute(&format!("set transaction isolation level {level}"))
                .expect("any role can set it");
            sql::announce(app, system).expect("the scope is set");
            sql::touch(app, &removed)
        });
        assert_eq!(said.is_ok(), holds, "{level}: {said:?}");
    }
}

#[test]
fn issue_8_row_10_every_trigger_that_reads_rows_sees_its_whole_studio() {
    // The particulars are inserted under the writer's own policies, which refuse a scope without a role.
    const UNDER_ITS_CALLERS_POLICIES: [&str; 1] = ["set_particulars_apart"];
    // A function reads rows if it names a table after one of these keywords, executes a dynamic statement, or calls a function that
    // reads. Then it must call `look_as_system` before, and `look_as_before` after.
    let loose = sql::texts(
        &mut sql::owner(),
        r"with recursive written as (
            select p.oid, p.proname, p.prorettype = 'trigger'::regtype as is_trigger, regexp_replace(p.prosrc, '--[^\n]*', '', 'g') as body
                from pg_proc p where p.pronamespace = 'public'::regnamespace and p.prosqlbody is null
                and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')),
        tables as (
            select '\mexecute\M|\m(from|join|into|update|using)\s+(public\.)?(' || string_agg(relname, '|') || ')\M' as named
                from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')),
        looking as (
            select w.oid, w.proname from written w, tables where w.body ~* named
            union
            select w.oid, w.proname from written w join looking l on w.body ~ ('\m' || l.proname || '\('))
        select w.proname::text as text from tables, written w join looking l on l.oid = w.oid where w.is_trigger and not (
            strpos(w.body, 'look_as_system(') > 0 and strpos(w.body, 'look_as_before(') > strpos(w.body, 'look_as_system(')
            and split_part(w.body, 'look_as_system(', 1) !~* named)
            order by 1",
    );
    assert_eq!(
        loose, UNDER_ITS_CALLERS_POLICIES,
        "call `look_as_system(new.studio_id)` first: see docs/adr/0036"
    );
    let looking = sql::texts(
        &mut sql::owner(),
        "select proname::text as text from pg_proc where prosrc like '%look_as_system(%' and prorettype = 'trigger'::regtype order by 1",
    );
    for known in
        ["check_payment", "freeze_sent_lines", "keep_held_chunks", "refuse_the_erased", "sum_invoice"]
    {
        assert!(looking.iter().any(|name| name == known), "{known} is missing from {looking:?}");
    }
}
