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
        queries::{self, parties, sending},
        rules,
    },
    kernel::{ids::InvoiceId, sha256::Sha256},
    storage,
};

/// Sends a draft at once: see [`send_locked`]. `revision` is the draft that was looked at.
///
/// # Errors
/// Conflict, when it was sent or changed meanwhile, is being sent, or has no lines.
pub fn send(tx: &mut Tx, id: InvoiceId, revision: i32, base_url: &Url) -> AppResult<()> {
    let invoice = queries::lock(tx, id)?;
    check_draft(tx, &invoice)?;
    if invoice.revision != revision {
        return Err(AppError::Conflict("invoices-conflict-changed"));
    }
    send_locked(tx, invoice, base_url)
}

/// Sends a draft that is locked, in the name of whoever acts: takes its number, freezes both parties and the PDF, and mails it to the
/// client; all of it or nothing. `base_url` begins the link in the mail.
///
/// # Errors
/// Conflict, when it has no lines.
pub fn send_locked(tx: &mut Tx, mut invoice: Invoice, base_url: &Url) -> AppResult<()> {
    let id = invoice.id;
    let lines = queries::lines(tx, id)?;
    let parties = parties::current(tx, &invoice)?;
    let sent = number(tx, &invoice, &lines, &parties)?;

    invoice.number = Some(sent.number.to_string());
    invoice.issued_on = Some(sent.sent_on);
    invoice.due_on = Some(sent.due_on);
    invoice.sent_at = Some(tx.now);
    let pdf = document::print(&invoice, &lines, &parties)?;
    let blob = storage::put_bytes(tx, Some(invoice.client_id), &pdf)?;
    sending::end(tx, id)?;
    sending::freeze(tx, id, &sent, &parties, (blob, Sha256::of(&pdf)))?;

    let facts =
        json!({ "number": invoice.number, "total_minor": invoice.total_minor, "currency": invoice.currency });
    events::record(tx, event(EventKind::Sent, &invoice).with(facts.clone()))?;
    audit::record(tx, AuditKind::Sent, id, facts)?;
    letters::send_invoice(tx, &invoice, &parties, blob, base_url)
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
