//! Payments, their allocations to invoices, and their reversals.

use std::collections::BTreeMap;

use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    db::Tx,
    error::AppResult,
    invoices::model::{Invoice, Part, Payment, PaymentInput, Recorded, Reversal},
    kernel::ids::{InvoiceId, PaymentId},
    schema::{invoices, payment_allocations, payment_reversals, payments},
};

/// The allocations to an invoice, oldest first, including those of reversed payments.
pub fn of_invoice(tx: &mut Tx, id: InvoiceId) -> AppResult<Vec<Part>> {
    let with_payments = payment_allocations::table.inner_join(
        payments::table.on(payments::studio_id
            .eq(payment_allocations::studio_id)
            .and(payments::id.eq(payment_allocations::payment_id))),
    );
    let reversed = payment_reversals::table.on(payment_reversals::studio_id
        .eq(payments::studio_id)
        .and(payment_reversals::payment_id.eq(payments::id)));
    let rows = with_payments.left_join(reversed).filter(payment_allocations::invoice_id.eq(id)).order((
        payments::received_on,
        payments::id,
        payment_allocations::number,
    ));
    let columns = (
        Payment::as_select(),
        payment_allocations::amount_minor,
        payment_allocations::from_credit,
        Option::<Reversal>::as_select(),
    );
    Ok(rows.select(columns).load(tx.conn())?)
}

/// Finds a payment.
///
/// # Errors
/// Not found.
pub fn find(tx: &mut Tx, id: PaymentId) -> AppResult<Payment> {
    Ok(payments::table.filter(payments::id.eq(id)).select(Payment::as_select()).first(tx.conn())?)
}

/// How much of a payment is allocated to each invoice, in minor units, in the order in which invoices are locked.
pub fn invoices_of(tx: &mut Tx, id: PaymentId) -> AppResult<BTreeMap<InvoiceId, i64>> {
    let parts: Vec<(InvoiceId, i64)> = payment_allocations::table
        .filter(payment_allocations::payment_id.eq(id))
        .select((payment_allocations::invoice_id, payment_allocations::amount_minor))
        .load(tx.conn())?;
    let mut sums = BTreeMap::new();
    for (invoice, minor) in parts {
        *sums.entry(invoice).or_default() += minor;
    }
    Ok(sums)
}

/// The payment that was recorded with a form's key, and its invoice.
pub fn find_by_key(tx: &mut Tx, key: Uuid) -> AppResult<Option<Recorded>> {
    Ok(payments::table
        .inner_join(payment_allocations::table.on(payment_allocations::payment_id.eq(payments::id)))
        .inner_join(invoices::table.on(invoices::id.eq(payment_allocations::invoice_id)))
        .filter(payments::idempotency_key.eq(key))
        .filter(payment_allocations::from_credit.eq(false))
        .select(Recorded::as_select())
        .first(tx.conn())
        .optional()?)
}

/// Inserts a payment of an invoice's client. Returns `None` if the key has been used concurrently.
pub fn insert(tx: &mut Tx, invoice: &Invoice, input: &PaymentInput) -> AppResult<Option<PaymentId>> {
    let (id, by, now) = (PaymentId::new(), tx.scope.user, tx.now);
    let inserted = diesel::insert_into(payments::table)
        .values((
            payments::id.eq(id),
            payments::client_id.eq(invoice.client_id),
            payments::amount_minor.eq(input.amount.minor),
            payments::currency.eq(invoice.currency),
            input,
            payments::recorded_by.eq(by),
            payments::created_at.eq(now),
        ))
        .on_conflict((payments::studio_id, payments::idempotency_key))
        .do_nothing()
        .execute(tx.conn())?;
    Ok((inserted == 1).then_some(id))
}

/// Allocates an amount of a payment to a locked invoice. [`save_paid`] saves the invoice's paid amount.
pub fn allocate(
    tx: &mut Tx,
    invoice: &Invoice,
    payment: PaymentId,
    minor: i64,
    from_credit: bool,
) -> AppResult<()> {
    let before = payment_allocations::table
        .filter(payment_allocations::payment_id.eq(payment))
        .filter(payment_allocations::invoice_id.eq(invoice.id));
    let before: i64 = before.count().get_result(tx.conn())?;
    diesel::insert_into(payment_allocations::table)
        .values((
            payment_allocations::payment_id.eq(payment),
            payment_allocations::invoice_id.eq(invoice.id),
            payment_allocations::client_id.eq(invoice.client_id),
            payment_allocations::number.eq(before as i32 + 1),
            payment_allocations::amount_minor.eq(minor),
            payment_allocations::from_credit.eq(from_credit),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Saves the paid amount of an invoice, in minor units: the sum of its allocations, except those of reversed payments.
pub fn save_paid(tx: &mut Tx, id: InvoiceId, minor: i64) -> AppResult<()> {
    diesel::update(invoices::table.filter(invoices::id.eq(id)))
        .set(invoices::paid_minor.eq(minor))
        .execute(tx.conn())?;
    Ok(())
}

/// The reversal of a payment, if there is one.
pub fn reversal(tx: &mut Tx, id: PaymentId) -> AppResult<Option<Reversal>> {
    let of_payment = payment_reversals::table.filter(payment_reversals::payment_id.eq(id));
    Ok(of_payment.select(Reversal::as_select()).first(tx.conn()).optional()?)
}

/// Whether an invoice has a payment of the same amount, day and method that is not reversed.
pub fn has_alike(tx: &mut Tx, id: InvoiceId, input: &PaymentInput) -> AppResult<bool> {
    let parts = of_invoice(tx, id)?;
    Ok(parts.iter().any(|part| part.is_alike(input)))
}

/// Inserts the reversal of a payment. [`save_paid`] saves the paid amounts of its invoices.
pub fn reverse(tx: &mut Tx, payment: &Payment, reason: &str) -> AppResult<()> {
    let (by, now) = (tx.scope.user, tx.now);
    diesel::insert_into(payment_reversals::table)
        .values((
            payment_reversals::payment_id.eq(payment.id),
            payment_reversals::client_id.eq(payment.client_id),
            payment_reversals::reason.eq(reason),
            payment_reversals::reversed_by.eq(by),
            payment_reversals::reversed_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(())
}
