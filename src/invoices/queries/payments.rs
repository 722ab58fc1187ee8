//! Payments, and what of each went to which invoice.

use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    db::Tx,
    error::AppResult,
    invoices::model::{Invoice, Payment, PaymentInput, Recorded},
    kernel::ids::{InvoiceId, PaymentId},
    schema::{invoices, payment_allocations, payments},
};

/// The payments of an invoice, oldest first.
pub fn of_invoice(tx: &mut Tx, id: InvoiceId) -> AppResult<Vec<Payment>> {
    let of_invoice = payment_allocations::table.inner_join(
        payments::table.on(payments::studio_id
            .eq(payment_allocations::studio_id)
            .and(payments::id.eq(payment_allocations::payment_id))),
    );
    let rows = of_invoice
        .filter(payment_allocations::invoice_id.eq(id))
        .order((payments::received_on, payments::id));
    Ok(rows.select(Payment::as_select()).load(tx.conn())?)
}

/// The payment that a form's key stands for, and the invoice it was recorded on.
pub fn find_by_key(tx: &mut Tx, key: Uuid) -> AppResult<Option<Recorded>> {
    Ok(payments::table
        .inner_join(payment_allocations::table.on(payment_allocations::payment_id.eq(payments::id)))
        .inner_join(invoices::table.on(invoices::id.eq(payment_allocations::invoice_id)))
        .filter(payments::idempotency_key.eq(key))
        .select(Recorded::as_select())
        .first(tx.conn())
        .optional()?)
}

/// Inserts a payment of an invoice's client. None, where the key was used meanwhile.
pub fn insert(tx: &mut Tx, invoice: &Invoice, input: &PaymentInput) -> AppResult<Option<PaymentId>> {
    let (id, by, now) = (PaymentId::new(), tx.scope.user, tx.now);
    let inserted = diesel::insert_into(payments::table)
        .values((
            payments::id.eq(id),
            payments::client_id.eq(invoice.client_id),
            payments::amount_minor.eq(input.amount.minor),
            payments::currency.eq(invoice.currency),
            payments::method.eq(input.method),
            payments::reference.eq(&input.reference),
            payments::received_on.eq(input.received_on),
            payments::idempotency_key.eq(input.key),
            payments::recorded_by.eq(by),
            payments::created_at.eq(now),
        ))
        .on_conflict((payments::studio_id, payments::idempotency_key))
        .do_nothing()
        .execute(tx.conn())?;
    Ok((inserted == 1).then_some(id))
}

/// Allocates this much of a payment to an invoice that is locked, and tells how much has now been paid on it. Both in minor units.
pub fn allocate(tx: &mut Tx, invoice: &Invoice, payment: PaymentId, minor: i64) -> AppResult<i64> {
    diesel::insert_into(payment_allocations::table)
        .values((
            payment_allocations::payment_id.eq(payment),
            payment_allocations::invoice_id.eq(invoice.id),
            payment_allocations::client_id.eq(invoice.client_id),
            payment_allocations::amount_minor.eq(minor),
        ))
        .execute(tx.conn())?;
    let paid_minor = invoice.paid_minor + minor;
    diesel::update(invoices::table.filter(invoices::id.eq(invoice.id)))
        .set(invoices::paid_minor.eq(paid_minor))
        .execute(tx.conn())?;
    Ok(paid_minor)
}
