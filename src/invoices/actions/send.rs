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
    let mut invoice = queries::lock(tx, id)?;
    check_draft(&invoice, revision)?;
    let lines = queries::lines(tx, id)?;
    let parties = parties::current(tx, &invoice)?;
    let sent = number(tx, &invoice, &lines, &parties)?;

    invoice.number = Some(sent.number.to_string());
    invoice.issued_on = Some(sent.sent_on);
    invoice.due_on = Some(sent.due_on);
    invoice.sent_at = Some(tx.now);
    let pdf = document::print(&invoice, &lines, &parties)?;
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

/// Gives the invoice its number, the studio's date of today and the day by which it is due.
fn number(
    tx: &mut Tx,
    invoice: &Invoice,
    lines: &[Line],
    parties: &parties::Parties,
) -> AppResult<rules::Sent> {
    let issued_on = parties.studio.zone.date_of(tx.now);
    let due_on = rules::due_after(issued_on, u16::try_from(invoice.payment_days).unwrap_or_default());
    let number = sending::take_number(tx, parties.studio.invoice_prefix.clone())?;
    let draft = rules::Draft { lines: lines.len(), total: invoice.total() };
    draft.send(number, issued_on, due_on).map_err(|_| AppError::Conflict("invoices-conflict-empty"))
}
