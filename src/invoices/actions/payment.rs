//! Recording a payment by hand, and reversing one.

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
        queries::{self, credit, payments},
        recording::{Doubts, Recording, TakingBack},
        rules::Status,
    },
    kernel::{
        ids::{InvoiceId, PaymentId},
        money::Money,
    },
};

/// Records a payment and allocates as much of it to the invoice as is due; a confirmed rest becomes the client's credit. Submitting the
/// same form twice records one payment. If its key was used with different content, for another invoice, or for a payment that has been
/// reversed since, nothing is recorded and the payment with that key is returned.
///
/// # Errors
/// Not found.
pub fn record_payment(tx: &mut Tx, id: InvoiceId, input: &PaymentInput) -> AppResult<Recording> {
    let invoice = queries::lock(tx, id)?;
    if let Some(first) = payments::find_by_key(tx, input.key)? {
        return again(tx, first, id, input);
    }
    if let Some(why) = not_open(&invoice) {
        return Ok(Recording::NotOpen(why));
    }
    let (open, amount) = (invoice.balance().minor, input.amount.minor);
    let doubts = doubts(tx, &invoice, input)?;
    if !doubts.is_none() {
        return Ok(Recording::Doubtful(doubts));
    }
    let Some(payment) = payments::insert(tx, &invoice, input)? else {
        // The same key was used for another invoice concurrently.
        let first = payments::find_by_key(tx, input.key)?.ok_or(AppError::Conflict("error-conflict-text"))?;
        return again(tx, first, id, input);
    };
    let part = amount.min(open);
    payments::allocate(tx, &invoice, payment, part, false)?;
    let paid_minor = invoice.paid_minor + part;
    payments::save_paid(tx, id, paid_minor)?;
    report(tx, &invoice, payment, input, part)?;
    Ok(Recording::Done)
}

/// Returns the message key of the reason why an invoice accepts no payment, if it accepts none.
fn not_open(invoice: &Invoice) -> Option<&'static str> {
    match invoice.status {
        Status::Sent if invoice.balance().is_zero() => Some("invoices-conflict-settled"),
        Status::Sent => None,
        Status::Draft | Status::Void => Some("invoices-conflict-not-open"),
    }
}

/// The questions to ask about a payment. A confirmation applies only to the amount and the day it was given for.
fn doubts(tx: &mut Tx, invoice: &Invoice, input: &PaymentInput) -> AppResult<Doubts> {
    let (minor, day) = (input.amount.minor, input.received_on);
    let surplus = Some(minor - invoice.balance().minor)
        .filter(|surplus| *surplus > 0 && input.surplus != Some(*surplus));
    Ok(Doubts {
        above: surplus.map(|surplus| Money::new(surplus, invoice.currency)),
        before: invoice.issued_on.filter(|issued_on| day < *issued_on && input.early != Some(day)),
        second: input.second != Some((minor, day)) && payments::has_alike(tx, invoice.id, input)?,
    })
}

/// The result for a form whose payment has already been recorded: nothing new is recorded. Reports whether that payment has been
/// reversed since.
fn again(tx: &mut Tx, first: Recorded, id: InvoiceId, input: &PaymentInput) -> AppResult<Recording> {
    Ok(match payments::reversal(tx, first.id)? {
        Some(_) => Recording::TakenBack(first),
        None if first.is(id, input) => Recording::Done,
        None => Recording::Taken(first),
    })
}

/// Reverses a payment that was recorded by mistake: its allocations no longer count, and its unallocated rest is no longer credit.
/// Returns the affected invoices. A second request by the same user with the same reason changes nothing; any other returns the first
/// reversal.
///
/// # Errors
/// Not found.
pub fn reverse_payment(tx: &mut Tx, id: PaymentId, reason: &str) -> AppResult<TakingBack> {
    let payment = payments::find(tx, id)?;
    credit::lock(tx, payment.client_id)?;
    let parts = payments::invoices_of(tx, id)?;
    let ids: Vec<_> = parts.keys().copied().collect();
    if let Some(earlier) = payments::reversal(tx, id)? {
        let is_same = earlier.reason == reason && earlier.reversed_by == tx.scope.user;
        return Ok(if is_same { TakingBack::Before(ids) } else { TakingBack::Otherwise(earlier) });
    }
    payments::reverse(tx, &payment, reason)?;
    let mut changed = Vec::new();
    for (id, minor) in parts {
        let invoice = queries::lock(tx, id)?;
        let paid_minor = invoice.paid_minor - minor;
        payments::save_paid(tx, id, paid_minor)?;
        let facts = json!({ "number": invoice.number, "amount_minor": minor, "currency": payment.currency });
        events::record(tx, event(EventKind::PaymentReversed, &invoice).with(facts))?;
        changed.push((invoice, paid_minor));
    }
    let told = |of: fn(&(Invoice, i64)) -> i64| -> serde_json::Value {
        changed.iter().map(|each| (each.0.number.clone().unwrap_or_default(), of(each))).collect()
    };
    let numbers: Vec<_> = changed.iter().filter_map(|(invoice, _)| invoice.number.as_deref()).collect();
    // The reason is stored only with the payment, where an erasure of its client deletes it.
    let facts = json!({
        "number": numbers.join(", "), "amount_minor": payment.amount_minor, "currency": payment.currency,
        "before": { "paid_minor": told(|(invoice, _)| invoice.paid_minor) },
        "after": { "paid_minor": told(|(_, paid_minor)| *paid_minor) },
    });
    audit::record(tx, AuditKind::PaymentReversed, id, facts)?;
    Ok(TakingBack::Done(ids))
}

/// Records the event and the audit entry of a payment. `part` is the amount that was allocated to the invoice.
fn report(
    tx: &mut Tx,
    invoice: &Invoice,
    payment: PaymentId,
    input: &PaymentInput,
    part: i64,
) -> AppResult<()> {
    let paid_minor = invoice.paid_minor + part;
    let kind = if paid_minor >= invoice.total_minor { EventKind::Paid } else { EventKind::PaymentRecorded };
    let mut facts = json!({
        "number": invoice.number, "amount_minor": part, "currency": invoice.currency, "method": input.method,
    });
    // Feeds show the amount allocated to the invoice; any surplus is the client's credit.
    events::record(tx, event(kind, invoice).with(facts.clone()))?;
    facts["amount_minor"] = json!(input.amount.minor);
    facts["before"] = json!({ "paid_minor": invoice.paid_minor });
    facts["after"] = json!({ "paid_minor": paid_minor });
    audit::record(tx, AuditKind::PaymentRecorded, payment, facts)
}
