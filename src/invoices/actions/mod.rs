//! The actions on invoices, one transaction per function: each checks the rules, writes the rows, and records the event, the audit
//! entry and the mail that belong to it.

mod credit;
mod drafts;
mod payment;
mod send;
mod sending;
mod void;

use super::{kinds::EventKind, model::Invoice, queries, rules::Status};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    events::Event,
};

pub use credit::{CHANGED, use_credit};
pub use drafts::{Meanwhile, create_draft, remove_draft, revise_draft};
pub use payment::{record_payment, reverse_payment};
pub use send::send;
pub use sending::{
    NotBegun, SEND, Sender, Unsent, begin_sending, concerns, due_today, fail_sending, finish_sending, sender,
    stop_sending,
};
pub use void::void;

/// An event about an invoice that its client may see.
fn event(kind: EventKind, invoice: &Invoice) -> Event {
    let event = match invoice.project_id {
        Some(project) => Event::new(kind).of_project(invoice.client_id, project),
        None => Event::new(kind).of_client(invoice.client_id),
    };
    event.about(invoice.id)
}

/// The message key of the refusal: the draft is on its way and cannot be changed until its sending is cancelled.
pub const SENDING: &str = "invoices-said-not-while-sending";

/// Checks that a locked invoice is a draft that can be changed.
fn check_draft(tx: &mut Tx, invoice: &Invoice) -> AppResult<()> {
    if invoice.status != Status::Draft {
        return Err(AppError::Conflict("invoices-conflict-sent"));
    }
    if is_on_its_way(tx, invoice)? {
        return Err(AppError::Conflict(SENDING));
    }
    Ok(())
}

/// Whether a draft is being sent.
///
/// # Errors
/// Returns any database error.
pub fn is_on_its_way(tx: &mut Tx, draft: &Invoice) -> AppResult<bool> {
    Ok(queries::sending::find(tx, draft.id)?.is_some_and(|sending| sending.sends_at.is_some()))
}
