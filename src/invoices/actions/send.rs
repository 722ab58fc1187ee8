//! Sending a draft.

use serde_json::json;
use url::Url;

use super::event;
use crate::{
    audit,
    db::Tx,
    error::{AppError, AppResult},
    events,
    invoices::{
        document,
        kinds::{AuditKind, EventKind},
        letters,
        model::{Invoice, Line},
        queries::{self, parties, sending},
        rules::{self, Status},
    },
    kernel::{ids::InvoiceId, sha256::Sha256},
    storage,
};

/// Sends a draft: takes its number, freezes both parties and the PDF, and mails it to the client; all of it or nothing.
/// `revision` is the draft that was looked at. `base_url` begins the link in the mail. Answers how many were mailed.
///
/// # Errors
/// Conflict, when it was sent or changed meanwhile, or has no lines.
pub fn send(tx: &mut Tx, id: InvoiceId, revision: i32, base_url: &Url) -> AppResult<usize> {
    let invoice = queries::lock(tx, id)?;
    check_draft(&invoice, revision)?;
    let lines = queries::lines(tx, id)?;
    let parties = parties::current(tx, &invoice)?;
    let (invoice, sent, pdf) = numbered(tx, &invoice, &lines, &parties)?;
    let blob = storage::put_bytes(tx, Some(invoice.client_id), &pdf)?;
    sending::freeze(tx, id, &sent, &parties, (blob, Sha256::of(&pdf)))?;

    let facts =
        json!({ "number": invoice.number, "total_minor": invoice.total_minor, "currency": invoice.currency });
    events::record(tx, event(EventKind::Sent, &invoice).with(facts.clone()))?;
    audit::record(tx, AuditKind::Sent, id, facts)?;
    letters::send_invoice(tx, &invoice, &parties, blob, base_url)
}

/// Whether an invoice is still the draft that was looked at.
fn check_draft(invoice: &Invoice, revision: i32) -> AppResult<()> {
    if invoice.status != Status::Draft {
        return Err(AppError::Conflict("invoices-conflict-sent"));
    }
    if invoice.revision != revision {
        return Err(AppError::Conflict("invoices-conflict-changed"));
    }
    Ok(())
}

/// Takes the invoice's number and prints it. From the moment its number is taken until the transaction ends everybody else who sends waits, so
/// it is printed before, with the number whose turn it is; again only if somebody else took that one meanwhile.
fn numbered(tx: &mut Tx, draft: &Invoice, lines: &[Line], parties: &parties::Parties) -> AppResult<Printed> {
    let series = &parties.studio.invoice_prefix;
    let likely = sending::next_number(tx, series.clone())?;
    let printed = print(tx, draft, lines, parties, likely.clone())?;
    let number = sending::take_number(tx, series.clone())?;
    if number == likely { Ok(printed) } else { print(tx, draft, lines, parties, number) }
}

/// An invoice as it is sent, what is noted of that, and its PDF.
type Printed = (Invoice, rules::Sent, Vec<u8>);

/// Prints a draft as an invoice with this number, the studio's date of today and the day by which it is due.
fn print(
    tx: &Tx,
    draft: &Invoice,
    lines: &[Line],
    parties: &parties::Parties,
    number: rules::Number,
) -> AppResult<Printed> {
    let issued_on = parties.studio.zone.date_of(tx.now);
    let due_on = rules::due_after(issued_on, u16::try_from(draft.payment_days).unwrap_or_default());
    let sent = rules::Draft { lines: lines.len(), total: draft.total() }
        .send(number, issued_on, due_on)
        .map_err(|_| AppError::Conflict("invoices-conflict-empty"))?;
    let invoice = Invoice {
        number: Some(sent.number.to_string()),
        issued_on: Some(sent.sent_on),
        due_on: Some(sent.due_on),
        sent_at: Some(tx.now),
        ..draft.clone()
    };
    let pdf = document::print(&invoice, lines, parties)?;
    Ok((invoice, sent, pdf))
}
