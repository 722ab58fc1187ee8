//! Voiding an invoice.

use serde_json::json;

use super::event;
use crate::{
    audit,
    db::Tx,
    error::{AppError, AppResult},
    events,
    invoices::{
        kinds::{AuditKind, EventKind},
        queries::{self, sending},
        rules::Status,
    },
    kernel::ids::InvoiceId,
};

/// Voids a sent invoice on which nothing was paid. It keeps its number.
///
/// # Errors
/// Conflict if something has been paid, or it is no longer open.
pub fn void(tx: &mut Tx, id: InvoiceId) -> AppResult<()> {
    let invoice = queries::lock(tx, id)?;
    let (Status::Sent, Some(number)) = (invoice.status, &invoice.number) else {
        return Err(AppError::Conflict("invoices-conflict-void"));
    };
    if invoice.paid_minor > 0 {
        return Err(AppError::Conflict("invoices-conflict-paid"));
    }
    sending::mark_void(tx, id)?;
    let facts = json!({ "number": number });
    events::record(tx, event(EventKind::Voided, &invoice).with(facts.clone()))?;
    audit::record(tx, AuditKind::Voided, id, facts)
}
