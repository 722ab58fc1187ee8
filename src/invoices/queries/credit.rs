//! Clients' credit: what of their payments is on no invoice.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::{
    db::Tx,
    error::AppResult,
    kernel::{
        currency::Currency,
        ids::{ClientId, PaymentId},
        money::Money,
    },
    schema::{client_credit, clients},
};

/// A client's credit, currency by currency; none where there is none.
pub fn of_client(tx: &mut Tx, client: ClientId) -> AppResult<Vec<Money>> {
    let rows: Vec<(Currency, i64)> = client_credit::table
        .filter(client_credit::client_id.eq(client))
        .select((client_credit::currency, client_credit::credit_minor))
        .load(tx.conn())?;
    let mut sums = BTreeMap::<String, Money>::new();
    for (currency, minor) in rows {
        let sum = sums.entry(currency.code().to_owned()).or_insert(Money::zero(currency));
        sum.minor += minor;
    }
    Ok(sums.into_values().collect())
}

/// A client's credit in one currency.
pub fn in_currency(tx: &mut Tx, client: ClientId, currency: Currency) -> AppResult<Money> {
    let minor: i64 = sources(tx, client, currency)?.iter().map(|(_, minor)| minor).sum();
    Ok(Money::new(minor, currency))
}

/// The payments that a client's credit in one currency is of, oldest first, and what of each is left, in minor units.
pub fn sources(tx: &mut Tx, client: ClientId, currency: Currency) -> AppResult<Vec<(PaymentId, i64)>> {
    Ok(client_credit::table
        .filter(client_credit::client_id.eq(client))
        .filter(client_credit::currency.eq(currency))
        .order(client_credit::payment_id)
        .select((client_credit::payment_id, client_credit::credit_minor))
        .load(tx.conn())?)
}

/// Locks a client's credit until the transaction ends: before its invoices, whoever uses it or takes a payment back. There may be no row of
/// it yet, so it is the client's row that is locked.
///
/// # Errors
/// Not found.
pub fn lock(tx: &mut Tx, client: ClientId) -> AppResult<()> {
    let row = clients::table.filter(clients::id.eq(client)).select(clients::id);
    row.for_no_key_update().first::<ClientId>(tx.conn())?;
    Ok(())
}
