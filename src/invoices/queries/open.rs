//! Amounts due and received, for first pages.

use chrono::NaiveDate;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Date, Text},
};

use super::visible;
use crate::{
    db::Tx,
    error::AppResult,
    invoices::model::{Entry, Invoice},
    kernel::{currency::Currency, money::Money},
    prepared::{fixed, prepared},
    schema::{clients, invoices},
};

/// The studio's money in one currency; currencies are never added up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open {
    pub currency: Currency,
    /// Received since the first of the month.
    pub received: Money,
    /// Sent and not yet paid, overdue or not.
    pub outstanding: Money,
    /// The part of the outstanding amount that is past its due date.
    pub overdue: Money,
    /// The clients' credit.
    pub credit: Money,
}

/// Written as literal SQL, so that Postgres can match it with a partial index.
const IS_OPEN: &str = "invoices.status = 'sent' and invoices.paid_minor < invoices.total_minor";

/// Invoices that are due for payment, earliest due date first.
pub fn open(tx: &mut Tx, today: NaiveDate, most: i64) -> AppResult<Vec<Entry>> {
    let rows: Vec<(Invoice, String)> = visible(tx.scope)
        .filter(fixed::<Bool>(IS_OPEN))
        .inner_join(
            clients::table
                .on(clients::studio_id.eq(invoices::studio_id).and(clients::id.eq(invoices::client_id))),
        )
        .order((invoices::due_on, invoices::id))
        .limit(most)
        .select((Invoice::as_select(), clients::name))
        .load(tx.conn())?;
    Ok(rows
        .into_iter()
        .map(|(invoice, client_name)| Entry {
            standing: invoice.standing(today),
            invoice,
            client_name,
            is_sending: false,
        })
        .collect())
}

/// The studio's money in each currency, in one statement.
pub fn in_currencies(tx: &mut Tx, today: NaiveDate) -> AppResult<Vec<Open>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        currency: Currency,
        #[diesel(sql_type = BigInt)]
        received: i64,
        #[diesel(sql_type = BigInt)]
        outstanding: i64,
        #[diesel(sql_type = BigInt)]
        overdue: i64,
        #[diesel(sql_type = BigInt)]
        credit: i64,
    }
    let rows: Vec<Row> = prepared(include_str!("open.sql")).bind::<Date, _>(today).load(tx.conn())?;
    let open = |row: Row| Open {
        currency: row.currency,
        received: Money::new(row.received, row.currency),
        outstanding: Money::new(row.outstanding, row.currency),
        overdue: Money::new(row.overdue, row.currency),
        credit: Money::new(row.credit, row.currency),
    };
    Ok(rows.into_iter().map(open).collect())
}
