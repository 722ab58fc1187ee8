//! Sending a draft.

use serde_json::json;
use url::Url;

use super::{check_draft, event};
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
        queries::{
            self,
            parties::{self, Parties, Recipient},
            sending,
        },
        rules,
    },
    kernel::{ids::InvoiceId, sha256::Sha256},
    storage,
};

/// Sends a draft at once: see [`send_locked`]. `revision` is the revision that the user saw.
///
/// # Errors
/// Conflict if the draft has been sent or changed, is being sent, or has no lines.
pub fn send(tx: &mut Tx, id: InvoiceId, revision: i32, base_url: &Url) -> AppResult<()> {
    let invoice = queries::lock(tx, id)?;
    check_draft(tx, &invoice)?;
    if invoice.revision != revision {
        return Err(AppError::Conflict("invoices-conflict-changed"));
    }
    let (parties, to) = (parties::current(tx, &invoice)?, parties::recipients(tx, &invoice)?);
    send_locked(tx, &invoice, &parties, to, base_url)
}

/// Sends a locked draft in the name of the acting user: takes its number, freezes both parties and the PDF, and mails it to the
/// recipients, all in one transaction. The link in the mail starts with `base_url`.
///
/// # Errors
/// Conflict if it has no lines.
pub fn send_locked(
    tx: &mut Tx,
    draft: &Invoice,
    parties: &Parties,
    to: Vec<Recipient>,
    base_url: &Url,
) -> AppResult<()> {
    let id = draft.id;
    let lines = queries::lines(tx, id)?;
    let (invoice, sent, pdf) = numbered(tx, draft, &lines, parties)?;
    let blob = storage::put_bytes(tx, Some(invoice.client_id), &pdf)?;
    sending::end(tx, id)?;
    sending::freeze(tx, id, &sent, parties, (blob, Sha256::of(&pdf)))?;

    let facts =
        json!({ "number": invoice.number, "total_minor": invoice.total_minor, "currency": invoice.currency });
    events::record(tx, event(EventKind::Sent, &invoice).with(facts.clone()))?;
    audit::record(tx, AuditKind::Sent, id, facts)?;
    letters::send_invoice(tx, &invoice, parties, to, blob, base_url)
}

/// Takes the invoice's number and prints it. Taking a number blocks every other sender until the transaction ends, so the invoice is
/// printed first, with the number expected next. It is printed again only if another transaction took that number.
fn numbered(tx: &mut Tx, draft: &Invoice, lines: &[Line], parties: &Parties) -> AppResult<Printed> {
    let series = &parties.studio.invoice_prefix;
    let likely = sending::next_number(tx, series.clone())?;
    let printed = print(tx, draft, lines, parties, likely.clone())?;
    let number = sending::take_number(tx, series.clone())?;
    if number == likely { Ok(printed) } else { print(tx, draft, lines, parties, number) }
}

/// An invoice as it is sent, the data to store about its sending, and its PDF.
type Printed = (Invoice, rules::Sent, Vec<u8>);

/// Prints a draft as an invoice with this number, today's date in the studio's zone, and its due date.
fn print(
    tx: &Tx,
    draft: &Invoice,
    lines: &[Line],
    parties: &Parties,
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
