//! Numbers have no gaps, whatever happens concurrently.

use std::{
    sync::{Arc, mpsc},
    time::Duration,
};

use diesel::prelude::*;
use reprint::{
    config::DatabaseConfig,
    db::Db,
    error::AppError,
    kernel::{ids::InvoiceId, time::SystemClock},
};

use super::*;

#[test]
fn fifty_concurrent_sends_with_a_third_rolled_back_leave_no_gap() {
    let studio = Studio::new();
    // As many connections as sends, and enough time for all of them: the test is about the counter's row, not the pool.
    let patient = DatabaseConfig {
        pool_size: 50,
        statement_timeout: Duration::from_secs(600),
        ..studio.served.portal.config.database.clone()
    };
    let db = Db::new(&patient, Arc::new(SystemClock));
    let base_url = url::Url::parse("http://portal.example").unwrap();
    let input = || reprint::invoices::InvoiceInput {
        project_id: None,
        payment_days: 14,
        tax_mode: reprint::invoices::rules::TaxMode::Exclusive,
        discount: reprint::invoices::rules::Discount::None,
        note: String::new(),
        lines: vec![reprint::invoices::LineInput {
            description: "Posters".into(),
            quantity: 1.into(),
            unit: String::new(),
            unit_price: reprint::kernel::Money::new(4_200, reprint::kernel::Currency::EUR).into(),
            tax_rate: 19.into(),
        }],
    };
    let drafts: Vec<InvoiceId> = (0..50)
        .map(|_| {
            studio
                .act(&studio.staff, |tx| reprint::invoices::create_draft(tx, studio.birch.id, &input()))
                .unwrap()
        })
        .collect();
    std::thread::scope(|scope| {
        for (at, id) in drafts.into_iter().enumerate() {
            let (db, staff, base_url) = (&db, studio.viewer(&studio.staff), &base_url);
            scope.spawn(move || {
                let outcome = db.write_here(&staff, |tx| {
                    // A stored draft has revision 2: it is inserted, then updated.
                    reprint::invoices::send(tx, id, 2, base_url)?;
                    if at % 3 == 0 { Err(AppError::Conflict("given up")) } else { Ok(()) }
                });
                assert_eq!(outcome.is_ok(), at % 3 != 0, "{outcome:?}");
            });
        }
    });
    let mut app = sql::app();
    let numbers = sql::probe(&mut app, studio.scope(&studio.staff), |connection| {
        sql::texts(
            connection,
            "select number as text from invoices where sequence is not null order by sequence",
        )
    });
    let expected: Vec<_> = (1..=33).map(|count| format!("INV-{count:04}")).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn issue_8_an_invoice_is_printed_before_its_number_is_taken() {
    let studio = Studio::new();
    let jonas = studio.sign_in(&studio.staff);
    let [other, broken, fine] = [(); 3].map(|()| draft(&studio));
    let id = |path: &str| -> InvoiceId { path.rsplit('/').next().expect("an id").parse().expect("an id") };
    // An amount above the maximum is detected when it is printed.
    let too_much =
        format!("update invoice_lines set quantity = 9999999999 where invoice_id = '{}'", id(&broken));
    studio.set_up(|tx| Ok(diesel::sql_query(too_much).execute(tx.conn())?));
    let (db, viewer) = (&studio.served.portal.db, &studio.viewer(&studio.staff));
    let base_url = &url::Url::parse("http://portal.example").unwrap();
    let (let_go, wait) = mpsc::channel::<()>();
    std::thread::scope(|scope| {
        // Dropped with this closure, so that no thread keeps the counter locked forever if the test fails.
        let let_go = let_go;
        let (has, has_number) = mpsc::channel();
        let [other, broken, fine] = [&other, &broken, &fine].map(|path| id(path));
        scope.spawn(move || {
            db.write_here(viewer, |tx| {
                reprint::invoices::send(tx, other, 2, base_url)?;
                has.send(sql::pid(tx.conn())).map_err(AppError::internal)?;
                wait.recv().map_err(AppError::internal)
            })
        });
        let holder = has_number.recv().expect("the other send has taken a number");
        // An invoice that cannot be printed fails without waiting for the counter.
        let send = move |draft| db.write_here(viewer, |tx| reprint::invoices::send(tx, draft, 2, base_url));
        assert!(matches!(send(broken), Err(AppError::TooLarge | AppError::Internal(_))));
        let sending = scope.spawn(move || send(fine));
        // The control: the next send waits for a number. It has already been printed, with the number that the other one takes.
        let mut watcher = sql::owner();
        eventually("the send waits for its number", || {
            (sql::waiting_behind(&mut watcher, &holder) == 1).then_some(())
        });
        let_go.send(()).expect("the other send holds the counter");
        sending.join().expect("the thread ends").expect("it is sent");
    });
    jonas.get(&other).expect(200).says("INV-0001");
    jonas.get(&fine).expect(200).says("INV-0002");
    let unsent = format!("select status as text from invoices where id = '{}'", id(&broken));
    assert_eq!(studio.set_up(|tx| Ok(sql::texts(tx.conn(), &unsent))), ["draft"]);
    let pdf = jonas.get(&format!("{fine}/pdf")).expect(200).bytes;
    let titled = |number: &str| {
        let title: String = number.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
        String::from_utf8_lossy(&pdf).contains(&title)
    };
    assert!(titled("INV-0002") && !titled("INV-0001"), "its own number is printed");
}
