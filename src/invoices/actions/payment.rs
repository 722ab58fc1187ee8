//! Recording a payment by hand.

use serde_json::json;

use super::event;
use crate::{
    audit,
    db::Tx,
    error::{AppError, AppResult},
    events,
    invoices::{
        kinds::{AuditKind, EventKind},
        model::{Invoice, PaymentInput, Recorded},
        queries::{self, payments},
        rules::Status,
    },
    kernel::ids::{InvoiceId, PaymentId},
    web::Once,
};

/// Records a payment and puts as much of it on the invoice as is open; the rest stays the client's credit. The same form twice
/// records one payment; its key with other content, or for another invoice, none, and the payment it stands for is answered.
///
/// # Errors
/// Conflict, when the invoice is not open any more.
pub fn record_payment(tx: &mut Tx, id: InvoiceId, input: &PaymentInput) -> AppResult<Once<(), Recorded>> {
    let invoice = queries::lock(tx, id)?;
    if let Some(first) = payments::find_by_key(tx, input.key)? {
        return Ok(first.again(id, input));
    }
    if invoice.status != Status::Sent || invoice.balance().is_zero() {
        return Err(AppError::Conflict("invoices-conflict-settled"));
    }
    let Some(payment) = payments::insert(tx, &invoice, input)? else {
        // For another invoice, at this very moment.
        let first = payments::find_by_key(tx, input.key)?.ok_or(AppError::Conflict("error-conflict-text"))?;
        return Ok(first.again(id, input));
    };
    let paid_minor =
        payments::allocate(tx, &invoice, payment, input.amount.minor.min(invoice.balance().minor))?;
    report(tx, &invoice, payment, input, paid_minor)?;
    Ok(Once::Done(()))
}

/// The event and the audit entry of a payment. `paid_minor` is what has now been paid on the invoice.
fn report(
    tx: &mut Tx,
    invoice: &Invoice,
    payment: PaymentId,
    input: &PaymentInput,
    paid_minor: i64,
) -> AppResult<()> {
    let kind = if paid_minor >= invoice.total_minor { EventKind::Paid } else { EventKind::PaymentRecorded };
    let mut facts = json!({
        "number": invoice.number, "amount_minor": input.amount.minor, "currency": invoice.currency, "method": input.method,
    });
    events::record(tx, event(kind, invoice).with(facts.clone()))?;
    facts["before"] = json!({ "paid_minor": invoice.paid_minor });
    facts["after"] = json!({ "paid_minor": paid_minor });
    audit::record(tx, AuditKind::PaymentRecorded, payment, facts)
}
