//! Paying an invoice out of its client's credit.

use serde_json::json;

use super::event;
use crate::{
    audit,
    db::Tx,
    error::{AppError, AppResult},
    events,
    invoices::{
        kinds::{AuditKind, EventKind},
        queries::{self, credit, payments},
        rules::{self, Status},
    },
    kernel::ids::InvoiceId,
};

/// The message key of the refusal: the available credit or the balance is not what the user was shown.
pub const CHANGED: &str = "invoices-said-not-credited";

/// Pays an invoice out of its client's credit, using the oldest payment first. `minor` is the amount the user was offered: the whole
/// credit or the whole balance, whichever is less.
///
/// # Errors
/// Not found; conflict ([`CHANGED`]) if that amount has changed.
pub fn use_credit(tx: &mut Tx, id: InvoiceId, minor: i64) -> AppResult<InvoiceId> {
    let client = queries::find(tx, id)?.client_id;
    credit::lock(tx, client)?;
    let invoice = queries::lock(tx, id)?;
    let sources = credit::sources(tx, client, invoice.currency)?;
    let left: Vec<i64> = sources.iter().map(|(_, left)| *left).collect();
    let offered = left.iter().sum::<i64>().min(invoice.balance().minor);
    if invoice.status != Status::Sent || offered == 0 || offered != minor {
        return Err(AppError::Conflict(CHANGED));
    }
    for ((payment, _), part) in sources.iter().zip(rules::drawn(minor, &left)) {
        if part > 0 {
            payments::allocate(tx, &invoice, *payment, part, true)?;
        }
    }
    let paid_minor = invoice.paid_minor + minor;
    payments::save_paid(tx, id, paid_minor)?;
    let kind = if paid_minor >= invoice.total_minor { EventKind::Paid } else { EventKind::CreditUsed };
    let mut facts = json!({ "number": invoice.number, "amount_minor": minor, "currency": invoice.currency });
    events::record(tx, event(kind, &invoice).with(facts.clone()))?;
    facts["before"] = json!({ "paid_minor": invoice.paid_minor });
    facts["after"] = json!({ "paid_minor": paid_minor });
    audit::record(tx, AuditKind::CreditUsed, id, facts)?;
    Ok(id)
}
