//! What is done with invoices: one transaction a file, which checks the rules, writes rows, and records the event, the audit
//! entry and the letters that go with it.

mod credit;
mod drafts;
mod payment;
mod send;
mod void;

use super::{kinds::EventKind, model::Invoice};
use crate::events::Event;

pub use credit::{CHANGED, use_credit};
pub use drafts::{Meanwhile, create_draft, remove_draft, revise_draft};
pub use payment::{record_payment, reverse_payment};
pub use send::send;
pub use void::void;

/// An event about an invoice, which its client may know of.
fn event(kind: EventKind, invoice: &Invoice) -> Event {
    let event = match invoice.project_id {
        Some(project) => Event::new(kind).of_project(invoice.client_id, project),
        None => Event::new(kind).of_client(invoice.client_id),
    };
    event.about(invoice.id)
}
