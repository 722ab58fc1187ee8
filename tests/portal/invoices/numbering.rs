//! Numbers run without a gap, whatever happens beside them.

use std::{sync::Arc, time::Duration};

use reprint::{
    config::DatabaseConfig,
    db::Db,
    error::AppError,
    kernel::{ids::InvoiceId, time::SystemClock},
};

use super::*;

#[test]
fn fifty_sends_at_once_a_third_given_up_leave_no_gap() {
    let studio = Studio::new();
    // As many connections as sends, and time for all of them: what is tried is the counter's row, not the pool.
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
                    // A draft is kept in its second revision: made, then filled.
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
