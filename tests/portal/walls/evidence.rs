//! Frozen rows and evidence cannot be changed with the app's privileges (issue 8, row 10).

use super::attacked::{Attacked, attacked, system_of};
use crate::support::{sql, *};

#[test]
fn a_line_cannot_move_out_of_a_sent_invoice_or_into_one() {
    let mut attacked = attacked();
    let Things { invoice, draft, .. } = attacked.birch.clone();
    for scope in [attacked.system(), attacked.studio.scope(&attacked.studio.admin)] {
        attacked.refused(
            scope,
            &[
                format!("update invoice_lines set invoice_id = '{draft}', position = 7 where invoice_id = '{invoice}'"),
                format!("update invoice_lines set invoice_id = '{invoice}', position = 7 where invoice_id = '{draft}'"),
            ],
        );
    }
    // The trigger itself, as the owner, whom no privilege restricts.
    let system = attacked.system();
    for (from, to) in [(invoice, draft), (draft, invoice)] {
        let moved =
            format!("update invoice_lines set invoice_id = '{to}', position = 7 where invoice_id = '{from}'");
        let said = sql::probe(&mut sql::owner(), system, |owner| sql::touch(owner, &moved))
            .expect_err("the line was moved");
        assert!(said.contains("frozen"), "{said}");
    }
    attacked.allowed(system, &[format!("delete from invoice_lines where invoice_id = '{draft}'")]);
}

#[test]
fn an_invoice_begins_as_a_draft_and_a_void_one_cannot_change() {
    let attacked = attacked();
    let (client, invoice, system) = (attacked.studio.birch.id, attacked.birch.invoice, attacked.system());
    sql::probe(&mut sql::owner(), system, |owner| {
        let forged = format!(
            "insert into invoices (id, client_id, currency, status, series, sequence, number, sent_at, pdf_blob_id, pdf_sha256)
                select gen_random_uuid(), '{client}', 'EUR', 'sent', 'X', 1, 'X-1', now(), pdf_blob_id, pdf_sha256
                from invoices where id = '{invoice}'"
        );
        let said = sql::touch(owner, &forged).expect_err("an invoice was sent without having been a draft");
        assert!(said.contains("begins as a draft"), "{said}");
        // Its payments must be reversed first (issue 8, F3).
        let unpaid = format!("update invoices set paid_minor = 0 where id = '{invoice}'");
        assert_eq!(sql::touch(owner, &unpaid), Ok(1));
        let voided = format!("update invoices set status = 'void', voided_at = now() where id = '{invoice}'");
        assert_eq!(sql::touch(owner, &voided), Ok(1));
        for change in
            ["voided_at = now() - interval '1 year'", "paid_minor = 5", "status = 'sent', voided_at = null"]
        {
            let said = sql::touch(owner, &format!("update invoices set {change} where id = '{invoice}'"));
            assert!(said.is_err_and(|why| why.contains("frozen")), "{change}");
        }
    });
}

#[test]
fn bytes_referenced_by_an_invoice_or_a_version_cannot_change() {
    let mut attacked = attacked();
    let (invoice, version) = (attacked.birch.invoice, attacked.birch.file_version);
    let pdf =
        attacked.told(&format!("select pdf_blob_id::text as text from invoices where id = '{invoice}'"));
    let file =
        attacked.told(&format!("select blob_id::text as text from file_versions where id = '{version}'"));
    for blob in [&pdf, &file] {
        let attempts = [
            format!("update blob_chunks set bytes = '\\x00' where blob_id = '{blob}'"),
            format!("update blob_chunks set position = 9 where blob_id = '{blob}'"),
            format!("delete from blob_chunks where blob_id = '{blob}'"),
            format!("insert into blob_chunks (blob_id, position, bytes) values ('{blob}', 1, '\\x00')"),
            format!("update blobs set completed_at = null, sha256 = null where id = '{blob}'"),
            format!("update blobs set sha256 = sha256('') where id = '{blob}'"),
            format!("update blobs set size_bytes = 1 where id = '{blob}'"),
            format!("delete from blobs where id = '{blob}'"),
        ];
        attacked.refused(attacked.system(), &attempts);
        attacked.refused(attacked.studio.scope(&attacked.studio.staff), &attempts);
        let system = attacked.system();
        for attempt in &attempts {
            let said = sql::probe(&mut sql::owner(), system, |owner| sql::touch(owner, attempt));
            assert!(!matches!(said, Ok(rows) if rows > 0), "as the owner, {attempt}: {said:?}");
        }
    }
    // Frozen rows cannot refer to other bytes either.
    attacked.refused(
        attacked.system(),
        &[
            format!("update invoices set pdf_blob_id = '{file}' where id = '{invoice}'"),
            format!("update file_versions set blob_id = '{pdf}' where id = '{version}'"),
        ],
    );
}

#[test]
fn bytes_are_written_once_and_can_be_deleted_when_unreferenced() {
    let mut attacked = attacked();
    let system = attacked.system();
    let id = uuid::Uuid::now_v7();
    sql::probe(&mut attacked.app, system, |app| {
        let chunk = |at: i32| {
            format!("insert into blob_chunks (blob_id, position, bytes) values ('{id}', {at}, '\\x00ff')")
        };
        let finish = format!(
            "update blobs set size_bytes = 4, sha256 = sha256(''), completed_at = now() where id = '{id}'"
        );
        for step in [format!("insert into blobs (id) values ('{id}')"), chunk(0), chunk(1), finish] {
            assert_eq!(sql::touch(app, &step), Ok(1), "{step}");
        }
        let said = sql::touch(app, &chunk(2)).expect_err("finished bytes grew");
        assert!(said.contains("finished bytes stay"), "{said}");
        for step in [
            format!("delete from blob_chunks where blob_id = '{id}'"),
            format!("delete from blobs where id = '{id}'"),
        ] {
            assert!(sql::touch(app, &step).is_ok_and(|rows| rows > 0), "{step}");
        }
    });
}

#[test]
fn invoice_counters_never_go_back() {
    let mut attacked = attacked();
    let series = attacked.birch.canary.clone();
    let of_series = format!("where series = '{series}'");
    let attempts = [
        format!("update invoice_counters set next = 1 {of_series}"),
        format!("update invoice_counters set next = next {of_series}"),
        format!("update invoice_counters set next = next + 5 {of_series}"),
        format!("update invoice_counters set series = 'X' {of_series}"),
        format!("delete from invoice_counters {of_series}"),
        "insert into invoice_counters (series, next) values ('X', 900)".to_owned(),
    ];
    attacked.refused(attacked.system(), &attempts);
    attacked.refused(attacked.studio.scope(&attacked.studio.admin), &attempts);
    let system = attacked.system();
    for attempt in &attempts {
        let said = sql::probe(&mut sql::owner(), system, |owner| sql::touch(owner, attempt));
        assert!(said.is_err_and(|why| why.contains("only counts on")), "as the owner, {attempt}");
    }
    attacked.allowed(
        attacked.studio.scope(&attacked.studio.staff),
        &[format!(
            "insert into invoice_counters as counter (series, next) values ('{series}', 2)
                on conflict (studio_id, series) do update set next = counter.next + 1"
        )],
    );
}

/// Tables whose rows are evidence, each with a change that should be refused.
const EVIDENCE: &[(&str, &str)] = &[
    ("audit_entries", "kind = kind"),
    ("audit_particulars", "facts = '{}'"),
    ("audit_seals", "hash = previous"),
    ("events", "facts = '{}'"),
    ("file_downloads", "created_at = now()"),
    ("file_versions", "media_type = 'text/html'"),
    ("messages", "body = 'never said'"),
    ("payment_allocations", "amount_minor = 1"),
    ("payment_reversals", "reason = 'none'"),
    ("payments", "amount_minor = 1"),
];

#[test]
fn evidence_is_append_only() {
    let mut attacked = attacked();
    for (table, change) in EVIDENCE {
        let attempts = [
            format!("update {table} set {change}"),
            format!("delete from {table}"),
            format!("truncate {table}"),
        ];
        for scope in [attacked.system(), attacked.studio.scope(&attacked.studio.admin)] {
            for attempt in &attempts {
                let said = attacked.tries(scope, attempt);
                assert!(said.is_err(), "{attempt}: {said:?}");
            }
        }
    }
    let Things { conversation, .. } = attacked.birch;
    let (client, manager) = (attacked.studio.birch.id, attacked.studio.birch.manager.id);
    attacked.allowed(
        attacked.manager(),
        &[format!(
            "insert into messages (id, client_id, conversation_id, sender_id, client_key, body)
                values (gen_random_uuid(), '{client}', '{conversation}', '{manager}', gen_random_uuid(), 'Said.')"
        )],
    );
}

#[test]
fn evidence_is_append_only_for_the_owner_despite_settings_and_forged_call_stacks() {
    let attacked = attacked();
    let system = attacked.system();
    sql::probe(&mut sql::owner(), system, |owner| {
        for (table, change) in EVIDENCE {
            let update = format!("update {table} set {change}");
            let mut attempts = vec![
                update.clone(),
                format!("delete from {table}"),
                format!(
                    "with opened as (select set_config('app.retention', 'audit', true))
                        {update} where exists (select from opened)"
                ),
            ];
            // A trigger asks Postgres which function made the call; a statement cannot forge the answer with its own text.
            for named in
                ["erase_messages_of_person", "forget_events", "purge_file", "cut_audit", "erase_audit_facts"]
            {
                let quoted = update.replace('\'', "''");
                attempts.push(format!(
                    "do $x$ begin execute '{quoted} /*\nPL/pgSQL function {named}(uuid) line 5 at SQL statement*/'; end $x$"
                ));
            }
            for attempt in attempts {
                let said = sql::touch(owner, &attempt);
                assert!(said.is_err(), "{attempt}: {said:?}");
            }
        }
    });
}

#[test]
fn an_erasure_without_an_audit_entry_is_refused() {
    let mut attacked = attacked();
    let (staff, client, message) =
        (attacked.studio.staff.id, attacked.studio.birch.id, attacked.birch.message);
    let entry = uuid::Uuid::now_v7();
    let erase = format!("select erase_messages_of_person('{staff}', 'gone', '{entry}')");
    attacked.refused(
        attacked.system(),
        &[
            erase.clone(),
            format!("select erase_messages_of_client('{client}', 'gone', '{entry}')"),
            format!("select erase_reversals_of_client('{client}', 'gone', '{entry}')"),
            format!("select erase_events_of_client('{client}', '{entry}')"),
            format!("select erase_event_facts(id, array['who'], '{entry}') from events"),
            format!("select erase_files_of_client('{client}', '{entry}')"),
            format!("select erase_audit_who(entry_id, '{entry}'), erase_audit_facts(entry_id, '{entry}') from audit_particulars"),
            format!("select erase_audit_who(array_agg(entry_id), '{entry}') from audit_particulars"),
            format!("select erase_audit_facts(array_agg(entry_id), '{entry}') from audit_particulars"),
            format!("select erase_event_facts(array_agg(id), array['who'], '{entry}') from events"),
            format!("select forget_owned('{staff}', '{entry}')"),
        ],
    );
    let record = |kind: &str| {
        format!(
            "insert into audit_entries (id, kind, actor_id, subject_id) values ('{entry}', '{kind}', current_user_id(), '{staff}')"
        )
    };
    for (scope, kind, held) in [
        (attacked.system(), "user.erased", true),
        (attacked.system(), "user.changed", false),
        (attacked.studio.scope(&attacked.studio.admin), "user.changed", false),
    ] {
        let said = sql::probe(&mut attacked.app, scope, |app| {
            sql::touch(app, &record(kind)).expect("the entry is inserted");
            let done = sql::touch(app, &erase);
            let body = format!("select body as text from messages where id = '{message}'");
            (done.is_ok(), sql::texts(app, &body).pop().expect("the message exists") == "gone")
        });
        assert_eq!(said, (held, held), "{kind} as {scope:?}");
    }
    // Only expired rows can be deleted, whatever period is requested.
    attacked.refused(
        attacked.system(),
        &[
            "select from forget_events('infinity', true)".into(),
            "select from forget_events('infinity', false)".into(),
        ],
    );
    let cut = sql::probe(&mut attacked.app, system_of(&attacked.studio), |app| {
        sql::touch(app, "select cut_audit(1000000)")
    });
    assert!(cut.is_err_and(|why| why.contains("append-only")));
}

#[test]
fn an_erasure_affects_only_the_subject_of_its_entry() {
    let mut attacked = attacked();
    let Attacked { studio, birch, northlight, .. } = &attacked;
    let (ana, tom, ida) = (studio.birch.manager.id, studio.birch.member.id, studio.northlight.member.id);
    let (client, other, system) = (studio.birch.id, studio.northlight.id, attacked.system());
    let (file, their_file, milestone) = (birch.file, northlight.file, birch.milestone);
    let entries = [ana, tom, ida].map(|who| (who, uuid::Uuid::now_v7()));
    let by = |who| entries.iter().find(|(of, _)| *of == who).expect("an entry").1;
    for (who, entry) in entries {
        studio.set_up(|tx| {
            let told = format!(
                "insert into audit_entries (id, kind, actor_id, subject_id, address, facts) values
                ('{entry}', 'test.acted', '{who}', '{who}', '10.0.0.1', '{{\"n\": 1}}')"
            );
            let event = format!(
                "insert into events (kind, client_id, subject_id, facts) values
                ('account.joined', '{client}', '{who}', '{{\"who\": \"Somebody\", \"title\": \"Stays\"}}')"
            );
            Ok(sql::touch(tx.conn(), &told)
                .and_then(|_| sql::touch(tx.conn(), &event))
                .expect("the setup succeeds"))
        });
    }
    let account = uuid::Uuid::now_v7();
    let of_person = |who| {
        vec![
            format!("select erase_messages_of_person('{who}', 'gone', '{account}')"),
            format!("select forget_owned('{who}', '{account}')"),
            format!("select erase_audit_who('{}'::uuid, '{account}')", by(who)),
            format!("select erase_audit_facts('{}'::uuid, '{account}')", by(who)),
            format!("select erase_audit_who(array['{}']::uuid[], '{account}')", by(who)),
            format!("select erase_audit_facts(array['{}']::uuid[], '{account}')", by(who)),
            format!(
                "select erase_event_facts(array_agg(id), array['who'], '{account}') from events where subject_id = '{who}'"
            ),
            format!(
                "select erase_event_facts(id, array['who'], '{account}') from events where subject_id = '{who}'"
            ),
        ]
    };
    let of_client = |id, file| {
        vec![
            format!("select erase_messages_of_client('{id}', 'gone', '{account}')"),
            format!("select erase_events_of_client('{id}', '{account}')"),
            format!("select erase_reversals_of_client('{id}', 'gone', '{account}')"),
            format!(
                "select erase_files_of_client('{id}', '{account}') where exists (select from files where id = '{file}')"
            ),
        ]
    };
    let beyond = vec![
        // Arrays that include an entry of another person.
        format!("select erase_audit_who(array['{}', '{}']::uuid[], '{account}')", by(tom), by(ida)),
        format!("select erase_audit_facts(array['{}', '{}']::uuid[], '{account}')", by(tom), by(ida)),
        format!(
            "select erase_event_facts(array_agg(id), array['who'], '{account}') from events where subject_id in ('{tom}', '{ida}')"
        ),
        format!(
            "select erase_event_facts(id, array['title'], '{account}') from events where subject_id = '{tom}'"
        ),
        format!(
            "select erase_event_facts(id, array['title'], '{account}') from events where subject_id = '{milestone}'"
        ),
    ];
    for (kind, subject, may, may_not) in [
        (
            "user.erased",
            tom.to_string(),
            vec![of_person(tom)],
            vec![of_person(ana), of_person(ida), of_client(client, file), beyond.clone()],
        ),
        (
            "client.erased",
            client.to_string(),
            vec![of_person(tom), of_person(ana), of_client(client, file)],
            vec![of_person(ida), of_client(other, their_file), beyond],
        ),
        ("user.erased", client.to_string(), vec![], vec![of_person(tom), of_client(client, file)]),
        ("client.erased", tom.to_string(), vec![], vec![of_person(tom), of_client(client, file)]),
    ] {
        let record = format!(
            "insert into audit_entries (id, kind, subject_id) values ('{account}', '{kind}', '{subject}')"
        );
        for (statements, holds) in [(may, true), (may_not, false)] {
            for statement in statements.into_iter().flatten() {
                let said = sql::probe(&mut attacked.app, system, |app| {
                    sql::touch(app, &record).expect("the entry is inserted");
                    sql::touch(app, &statement)
                });
                match said {
                    Ok(rows) => assert!(holds && rows > 0, "{kind} about {subject}: {statement}: {rows}"),
                    Err(why) => assert!(!holds && why.contains("about whom it erases"), "{statement}: {why}"),
                }
            }
        }
    }
}
