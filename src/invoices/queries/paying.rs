//! Money that came in, recorded by hand.

use diesel::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::lock;
use crate::{
    audit,
    db::Tx,
    error::{AppError, AppResult},
    invoices::{
        model::{Invoice, PaymentInput, Recorded},
        rules::Status,
    },
    kernel::ids::{InvoiceId, PaymentId},
    live::events::{self, Event},
    schema::{invoices, payment_allocations, payments},
    web::Once,
};

/// Records a payment and puts as much of it on the invoice as is open; the rest stays the client's credit. The same form twice
/// records one payment; its key with other content, or for another invoice, none, and the payment it stands for is answered.
///
/// # Errors
/// Conflict, when the invoice is not open any more.
pub fn record(tx: &mut Tx, id: InvoiceId, input: &PaymentInput) -> AppResult<Once<(), Recorded>> {
    let invoice = lock(tx, id)?;
    if let Some(first) = recorded_with(tx, input.key)? {
        return Ok(first.again(id, input));
    }
    if invoice.status != Status::Sent || invoice.balance().is_zero() {
        return Err(AppError::Conflict("invoices-conflict-settled"));
    }
    let Some(payment) = insert(tx, &invoice, input)? else {
        // For another invoice, at this very moment.
        let first = recorded_with(tx, input.key)?.ok_or(AppError::Conflict("error-conflict-text"))?;
        return Ok(first.again(id, input));
    };
    let allocated = input.amount.minor.min(invoice.balance().minor);
    diesel::insert_into(payment_allocations::table)
        .values((
            payment_allocations::payment_id.eq(payment),
            payment_allocations::invoice_id.eq(id),
            payment_allocations::client_id.eq(invoice.client_id),
            payment_allocations::amount_minor.eq(allocated),
        ))
        .execute(tx.conn())?;
    let paid_minor = invoice.paid_minor + allocated;
    diesel::update(invoices::table.filter(invoices::id.eq(id)))
        .set(invoices::paid_minor.eq(paid_minor))
        .execute(tx.conn())?;
    tell(tx, &invoice, payment, input, paid_minor)?;
    Ok(Once::Done(()))
}

/// The payment a form's key stands for, and the invoice it was recorded on.
fn recorded_with(tx: &mut Tx, key: Uuid) -> AppResult<Option<Recorded>> {
    Ok(payments::table
        .inner_join(payment_allocations::table.on(payment_allocations::payment_id.eq(payments::id)))
        .inner_join(invoices::table.on(invoices::id.eq(payment_allocations::invoice_id)))
        .filter(payments::idempotency_key.eq(key))
        .select(Recorded::as_select())
        .first(tx.conn())
        .optional()?)
}

/// None, where the key was used meanwhile.
fn insert(tx: &mut Tx, invoice: &Invoice, input: &PaymentInput) -> AppResult<Option<PaymentId>> {
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

fn tell(
    tx: &mut Tx,
    invoice: &Invoice,
    payment: PaymentId,
    input: &PaymentInput,
    paid_minor: i64,
) -> AppResult<()> {
    let kind = if paid_minor >= invoice.total_minor { "invoice.paid" } else { "payment.recorded" };
    let facts = json!({
        "number": invoice.number, "amount_minor": input.amount.minor, "currency": invoice.currency, "method": input.method,
    });
    let event = match invoice.project_id {
        Some(project) => Event::new(kind).of_project(invoice.client_id, project),
        None => Event::new(kind).of_client(invoice.client_id),
    };
    events::record(tx, event.about(invoice.id.uuid()).with(facts))?;
    let facts = json!({
        "number": invoice.number, "amount_minor": input.amount.minor, "currency": invoice.currency, "method": input.method,
        "before": { "paid_minor": invoice.paid_minor }, "after": { "paid_minor": paid_minor },
    });
    audit::record(tx, "payment.recorded", Some(("payment", payment.uuid())), facts)
}
