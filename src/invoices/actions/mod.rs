//! What is done with invoices: one transaction a file, which checks the rules, writes rows, and records the event, the audit
//! entry and the letters that go with it.

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

/// An event about an invoice, which its client may know of.
fn event(kind: EventKind, invoice: &Invoice) -> Event {
    let event = match invoice.project_id {
        Some(project) => Event::new(kind).of_project(invoice.client_id, project),
        None => Event::new(kind).of_client(invoice.client_id),
    };
    event.about(invoice.id)
}

/// Says that a draft is on its way, and stays as it is until that is taken back.
pub const SENDING: &str = "invoices-said-not-while-sending";

/// Whether a locked invoice is still a draft that may be changed.
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
/// As Postgres answers.
pub fn is_on_its_way(tx: &mut Tx, draft: &Invoice) -> AppResult<bool> {
    Ok(queries::sending::find(tx, draft.id)?.is_some_and(|sending| sending.sends_at.is_some()))
}
