//! Clients' credit: the unallocated rest of their payments.

use std::collections::BTreeMap;

use diesel::{
    dsl::{exists, not},
    prelude::*,
};

use crate::{
    db::Tx,
    error::AppResult,
    kernel::{
        currency::Currency,
        ids::{ClientId, InvoiceId, PaymentId},
        money::Money,
    },
    schema::{client_credit, clients, payment_allocations, payment_reversals},
};

/// A client's credit in each currency; empty if there is none.
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

/// The payments that make up a client's credit in one currency, oldest first, and the unallocated rest of each in minor units.
pub fn sources(tx: &mut Tx, client: ClientId, currency: Currency) -> AppResult<Vec<(PaymentId, i64)>> {
    Ok(client_credit::table
        .filter(client_credit::client_id.eq(client))
        .filter(client_credit::currency.eq(currency))
        .order(client_credit::payment_id)
        .select((client_credit::payment_id, client_credit::credit_minor))
        .load(tx.conn())?)
}

/// The amount of an invoice that was paid out of credit, in minor units, without reversed payments.
pub fn used(tx: &mut Tx, id: InvoiceId) -> AppResult<i64> {
    let reversed = payment_reversals::table
        .filter(payment_reversals::studio_id.eq(payment_allocations::studio_id))
        .filter(payment_reversals::payment_id.eq(payment_allocations::payment_id));
    let parts: Vec<i64> = payment_allocations::table
        .filter(payment_allocations::invoice_id.eq(id))
        .filter(payment_allocations::from_credit)
        .filter(not(exists(reversed)))
        .select(payment_allocations::amount_minor)
        .load(tx.conn())?;
    Ok(parts.iter().sum())
}

/// Locks a client's credit until the transaction ends. Every transaction that uses credit or reverses a payment takes this lock before
/// it locks invoices. There may be no credit row yet, so the client's row is locked.
///
/// # Errors
/// Not found.
pub fn lock(tx: &mut Tx, client: ClientId) -> AppResult<()> {
    let row = clients::table.filter(clients::id.eq(client)).select(clients::id);
    row.for_no_key_update().first::<ClientId>(tx.conn())?;
    Ok(())
}
