//! Triggers that could be deceived, and sums that were not checked.

use diesel::{RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text};

use super::attacked::{Attacked, attacked};
use crate::support::{Things, sql};

#[test]
fn no_parameter_of_a_statement_passes_as_a_function_call() {
    let attacked = attacked();
    let system = attacked.system();
    let message = attacked.birch.message;
    for named in ["erase_messages_of_person", "erase_messages_of_client"] {
        for typed in [
            format!(" {named}() "),
            format!("\nPL/pgSQL function {named}(uuid,text,uuid) line 4 at SQL statement"),
            format!("'\nPL/pgSQL function {named}(uuid,text,uuid) line 4 at SQL statement\n"),
        ] {
            let said = sql::probe(&mut sql::owner(), system, |owner| {
                owner
                    .batch_execute("set local log_parameter_max_length_on_error = -1")
                    .expect("any role can set it");
                sql_query(format!("update messages set body = $1 where id = '{message}'"))
                    .bind::<Text, _>(&typed)
                    .execute(owner)
            });
            let said = said.expect_err(&typed).to_string();
            assert!(said.contains("append-only"), "{typed:?}: {said}");
        }
    }
}

#[test]
fn only_an_admin_reverses_a_payment_and_only_with_all_its_allocations() {
    let attacked = attacked();
    let Things { invoice, draft, payment, .. } = attacked.birch.clone();
    let (client, admin, staff) =
        (attacked.studio.birch.id, attacked.studio.admin.id, attacked.studio.staff.id);
    let mistaken = attacked.studio.set_up(|tx| {
        let query =
            format!("select payment_id::text as text from payment_reversals where client_id = '{client}'");
        Ok(sql::texts(tx.conn(), &query).remove(0))
    });
    let take_back = |payment: &str, by: &str| {
        format!(
            "insert into payment_reversals (payment_id, client_id, reason, reversed_by) values ('{payment}', '{client}', 'None', '{by}')"
        )
    };
    let payment = payment.to_string();
    let lowered = format!("; update invoices set paid_minor = 0 where id = '{invoice}'");
    let used = format!(
        "insert into payment_allocations (payment_id, invoice_id, client_id, amount_minor) values ('{mistaken}', '{draft}', '{client}', 1);
            update invoices set paid_minor = 1 where id = '{draft}'"
    );
    let scope = |person| attacked.studio.scope(person);
    let (vera, jonas) = (scope(&attacked.studio.admin), scope(&attacked.studio.staff));
    let attempt = |scope, statement: &str| {
        sql::probe(&mut sql::app(), scope, |app| {
            app.batch_execute(statement)?;
            app.batch_execute("set constraints all immediate")
        })
        .map_err(|error| error.to_string())
    };
    for (scope, statement, why) in [
        (vera, take_back(&payment, &admin.to_string()), "what came to it"),
        (vera, take_back(&payment, &staff.to_string()) + &lowered, "row-level security"),
        (jonas, take_back(&payment, &staff.to_string()) + &lowered, "row-level security"),
        (vera, take_back(&mistaken, &admin.to_string()), "duplicate key"),
        (vera, used, "taken back pays nothing"),
    ] {
        let said = attempt(scope, &statement).expect_err(&statement);
        assert!(said.contains(why), "{statement}: {said}");
    }
    assert_eq!(attempt(vera, &(take_back(&payment, &admin.to_string()) + &lowered)), Ok(()));
}

#[test]
fn allocations_do_not_exceed_payments_and_equal_the_paid_amounts() {
    let attacked = attacked();
    let Things { invoice, draft, .. } = attacked.birch.clone();
    let payment = attacked.studio.set_up(|tx| {
        let query = format!(
            "select payment_id::text as text from payment_allocations where invoice_id = '{invoice}'"
        );
        Ok(sql::texts(tx.conn(), &query).remove(0))
    });
    let client = attacked.studio.birch.id;
    for scope in [attacked.system(), attacked.studio.scope(&attacked.studio.staff)] {
        for statement in [
            format!("update invoices set paid_minor = paid_minor + 1 where id = '{invoice}'"),
            format!("update invoices set paid_minor = 0 where id = '{invoice}'"),
            format!("insert into payment_allocations (payment_id, invoice_id, client_id, amount_minor) values ('{payment}', '{draft}', '{client}', 1)"),
            format!("insert into payment_allocations (payment_id, invoice_id, client_id, amount_minor) values ('{payment}', '{draft}', '{client}', 900000000);
                update invoices set paid_minor = 900000000 where id = '{draft}'"),
        ] {
            let said = sql::probe(&mut sql::app(), scope, |app| {
                app.batch_execute(&statement)?;
                app.batch_execute("set constraints all immediate")
            });
            let said = said.expect_err(&statement).to_string();
            assert!(said.contains("what came to it") || said.contains("than was paid"), "{statement}: {said}");
        }
    }
}

#[test]
fn audit_entries_contain_their_actors_real_name_and_only_the_system_records_erasures() {
    let Attacked { studio, mut app, .. } = attacked();
    for who in [&studio.admin, &studio.staff, &studio.birch.manager, &studio.birch.member] {
        let forged = format!(
            "insert into audit_entries (id, kind, actor_id, actor_name)
                values ('0190aaaa-0000-7000-8000-000000000000', 'test.done', '{}', 'Somebody Else')",
            who.id
        );
        let named = sql::probe(&mut app, studio.scope(who), |app| {
            sql::touch(app, &forged).expect("the entry is inserted");
            sql::announce(app, super::system_of(&studio)).expect("the scope is set");
            let name = "select actor_name as text from audit_particulars where entry_id = '0190aaaa-0000-7000-8000-000000000000'";
            sql::texts(app, name)
        });
        assert_eq!(named, [who.name]);
        for kind in ["user.erased", "client.erased", "audit.blanks_counted", "audit.cut"] {
            let forged = format!(
                "insert into audit_entries (id, kind, actor_id) values (gen_random_uuid(), '{kind}', '{}')",
                who.id
            );
            let said = sql::probe(&mut app, studio.scope(who), |app| sql::touch(app, &forged));
            assert!(said.is_err(), "{kind} by {}: {said:?}", who.name);
        }
    }
}

#[test]
fn no_user_can_activate_another_users_invited_account() {
    let mut attacked = attacked();
    let (studio, birch) = (attacked.studio.id, attacked.studio.birch.id);
    let id = "0190bbbb-0000-7000-8000-000000000000";
    attacked.studio.set_up(|tx| {
        let invited = format!(
            "insert into users (studio_id, id, role, client_id, standing, state, email, name) values
                ('{studio}', '{id}', 'client', '{birch}', 'member', 'invited', 'invited@birch.example', 'Lena')"
        );
        Ok(sql_query(invited).execute(tx.conn())?)
    });
    let admin = attacked.studio.scope(&attacked.studio.admin);
    let manager = attacked.manager();
    for scope in [admin, manager] {
        attacked.refused(scope, &[format!("update users set state = 'active' where id = '{id}'")]);
        attacked.allowed(scope, &[format!("update users set state = 'deactivated' where id = '{id}'")]);
    }
    let member = attacked.studio.birch.member.id;
    attacked.studio.set_up(|tx| {
        Ok(sql_query(format!("update users set state = 'deactivated' where id = '{member}'"))
            .execute(tx.conn())?)
    });
    attacked.refused(manager, &[format!("update users set state = 'active' where id = '{member}'")]);
    attacked.allowed(admin, &[format!("update users set state = 'active' where id = '{member}'")]);
}

#[test]
fn an_invited_account_cannot_be_activated_in_two_steps() {
    let mut attacked = attacked();
    let id = "0190dddd-0000-7000-8000-000000000000";
    attacked.studio.set_up(|tx| {
        let invited = format!(
            "insert into users (id, role, client_id, standing, state, email, name)
                values ('{id}', 'client', '{}', 'member', 'invited', 'lena@birch.example', 'Lena')",
            attacked.studio.birch.id
        );
        Ok(sql_query(invited).execute(tx.conn())?)
    });
    let admin = attacked.studio.scope(&attacked.studio.admin);
    let steps = format!("update users set state = 'deactivated' where id = '{id}'");
    let open = format!("update users set state = 'active' where id = '{id}'");
    for before in
        [steps, format!("update users set joined_at = now(), state = 'deactivated' where id = '{id}'")]
    {
        let said = sql::probe(&mut attacked.app, admin, |app| {
            app.batch_execute(&before)?;
            app.batch_execute(&open)
        });
        assert!(said.is_err(), "{before}");
    }
    // An admin can only close the account, or invite again.
    attacked.allowed(admin, &[format!("update users set state = 'deactivated' where id = '{id}'")]);
    let again = sql::probe(&mut attacked.app, admin, |app| {
        app.batch_execute(&format!("update users set state = 'deactivated' where id = '{id}'"))?;
        app.batch_execute(&format!("update users set state = 'invited' where id = '{id}'"))
    });
    again.expect("the user can be invited again");
}

#[test]
fn a_number_is_the_next_of_its_series_and_a_pdf_belongs_to_one_invoice() {
    let attacked = attacked();
    let Things { invoice, draft, canary, .. } = attacked.birch.clone();
    let jonas = attacked.studio.staff.id;
    let send = |series: &str, sequence: u32, number: &str| {
        format!(
            "update invoices set status = 'sent', series = '{series}', sequence = {sequence}, number = '{number}', issued_on = now()::date,
                sent_at = now(), sent_by = '{jonas}', (pdf_blob_id, pdf_sha256) =
                    (select pdf_blob_id, pdf_sha256 from invoices where id = '{invoice}') where id = '{draft}'"
        )
    };
    let count = "insert into invoice_counters (series, next) values ('Z-', 2)";
    for (statements, because) in [
        (send(&canary, 4000, &format!("{canary}4000")), "next number of its series"),
        (send("Z-", 1, "Z-0001"), "next number of its series"),
        (format!("{count}; {}", send("Z-", 2, "Z-0002")), "next number of its series"),
        (format!("{count}; {}", send("Z-", 1, "Z-1")), "next number of its series"),
        (format!("{count}; {}", send("Z-", 1, "A-0001")), "next number of its series"),
        (format!("{count}; {}", send("Z-", 1, "Z-0001")), "is its own"),
        (count.to_owned(), "an invoice's"),
        (format!("update invoice_counters set next = next + 1 where series = '{canary}'"), "an invoice's"),
    ] {
        let said = sql::probe(&mut sql::app(), attacked.studio.scope(&attacked.studio.staff), |app| {
            app.batch_execute(&statements)?;
            app.batch_execute("set constraints all immediate")
        });
        let said = said.expect_err(&statements).to_string();
        assert!(said.contains(because), "{statements}: {said}");
    }
}

#[test]
fn no_function_name_passes_as_a_function_call() {
    let attacked = attacked();
    let message = attacked.birch.message;
    let forge = format!("update public.messages set body = 'forged' where id = '{message}'");
    for name in [
        "x\nPL/pgSQL function erase_messages_of_person(",
        "x\nPL/pgSQL function erase_messages_of_person(uuid,text,uuid) line 4 at SQL statement",
        "x\nPL/pgSQL function erase_messages_of_person(uuid,text,uuid) line 4 at SQL statement\n",
        "erase_messages_of_person",
    ] {
        for body in [
            format!("language plpgsql as $f$ begin {forge}; end $f$"),
            format!("language sql as $f$ {forge} $f$"),
        ] {
            let said = sql::probe(&mut sql::owner(), attacked.system(), |owner| {
                owner.batch_execute(&format!("create function pg_temp.\"{name}\"() returns void {body}"))?;
                owner.batch_execute(&format!("select pg_temp.\"{name}\"()"))
            });
            let said = said.expect_err(name).to_string();
            assert!(said.contains("append-only"), "{name:?}: {said}");
        }
    }
}

#[test]
fn issue_8_f2_no_row_is_signed_by_or_assigned_to_an_erased_user() {
    let attacked = attacked();
    let Things { milestone, draft, mail, .. } = attacked.birch.clone();
    let (studio, system) = (&attacked.studio, attacked.system());
    let payment = attacked.birch.payment;
    let (client, tom, ana) = (studio.birch.id, studio.birch.member.id, studio.birch.manager.id);
    let statements = |whose: &str| {
        [
            format!(
                "insert into kept_forms (id, user_id, path, sealed, expires_at) values (gen_random_uuid(), '{whose}', '/account', '', now())"
            ),
            format!(
                "insert into form_keys (user_id, key, digest) values ('{whose}', gen_random_uuid(), sha256(''))"
            ),
            format!(
                "insert into data_exports (id, user_id, requested_by) values (gen_random_uuid(), '{whose}', '{whose}')"
            ),
            format!(
                "insert into payment_reversals (payment_id, client_id, reason, reversed_by) values ('{payment}', '{client}', 'None', '{whose}')"
            ),
            format!("update milestones set done_at = now(), done_by = '{whose}' where id = '{milestone}'"),
            format!("update invoices set sent_by = '{whose}' where id = '{draft}'"),
            format!("update mails set user_id = '{whose}' where id = '{mail}'"),
        ]
    };
    let admin = studio.sign_in(&studio.admin);
    let path = format!("/people/{tom}/erasure");
    admin.post(&path, &[("name", studio.birch.member.name)]).expect(303);
    for (erased, whole) in statements(&tom.to_string()).iter().zip(statements(&ana.to_string())) {
        let said = sql::probe(&mut sql::app(), system, |app| sql::touch(app, erased));
        assert!(
            said.as_ref().is_err_and(|said| said.contains("points at what was erased")),
            "{erased}: {said:?}"
        );
        let said = sql::probe(&mut sql::app(), system, |app| sql::touch(app, &whole));
        assert_eq!(said, Ok(1), "{whole}");
    }
    // Other columns of rows that already referred to the user can still change.
    let told = format!(
        "update users set last_seen_at = last_seen_at where client_id = '{client}' and erased_at is null"
    );
    let said = sql::probe(&mut sql::app(), system, |app| sql::touch(app, &told));
    assert!(said.is_ok_and(|rows| rows > 0));
}

#[test]
fn issue_8_f3_a_payment_pays_sent_invoices_of_its_currency_up_to_their_total() {
    let attacked = attacked();
    let Things { invoice, draft, .. } = attacked.birch.clone();
    let (client, jonas) = (attacked.studio.birch.id, attacked.studio.staff.id);
    let id = "0190cccc-0000-7000-8000-000000000000";
    let pays = |minor: u32, currency: &str, of: &uuid::Uuid| {
        format!(
            "insert into payments (id, client_id, amount_minor, currency, method, received_on, idempotency_key, recorded_by)
                values ('{id}', '{client}', {minor}, '{currency}', 'cash', '2026-11-10', gen_random_uuid(), '{jonas}');
             insert into payment_allocations (payment_id, invoice_id, client_id, amount_minor) values ('{id}', '{of}', '{client}', {minor});
             update invoices set paid_minor = paid_minor + {minor} where id = '{of}'"
        )
    };
    let voided = format!("update invoices set status = 'void', voided_at = now() where id = '{invoice}'");
    for scope in [attacked.system(), attacked.studio.scope(&attacked.studio.staff)] {
        let tries = |statement: &str| {
            sql::probe(&mut sql::app(), scope, |app| {
                app.batch_execute(statement)?;
                app.batch_execute("set constraints all immediate")
            })
            .map_err(|error| error.to_string())
        };
        for (statement, why) in [
            (pays(100, "JPY", &invoice), "of its own currency"),
            (pays(100, "EUR", &draft), "is a sent invoice"),
            (pays(100_001, "EUR", &invoice), "up to its total"),
            (voided.clone(), "is not voided"),
        ] {
            let said = tries(&statement).expect_err(&statement);
            assert!(said.contains(why), "{statement}: {said}");
        }
        // The controls: the remaining balance, and an invoice without payments.
        assert_eq!(tries(&pays(100_000, "EUR", &invoice)), Ok(()));
        let taken_back = format!(
            "insert into payment_reversals (payment_id, client_id, reason) select payment_id, client_id, 'None' from payment_allocations
                where invoice_id = '{invoice}'; update invoices set paid_minor = 0 where id = '{invoice}'; {voided}"
        );
        assert_eq!(tries(&taken_back).is_ok(), scope == attacked.system(), "staff cannot reverse payments");
    }
}
