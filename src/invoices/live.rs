//! How an invoice's page changes while it is open.

use askama::Template;

use super::{
    kinds::EventKind,
    model::{Invoice, Payment},
    queries,
    rules::Standing,
};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::InvoiceId,
    live::{LiveView, StoredEvent},
    web::{filters, surroundings::Surroundings},
};

#[derive(Template)]
#[template(path = "invoices/live.html")]
struct Changed {
    invoice: Invoice,
    standing: Standing,
    payments: Vec<Payment>,
}

/// The looks of what happens to invoices.
pub fn live() -> Vec<LiveView> {
    [EventKind::Sent, EventKind::Voided, EventKind::Paid, EventKind::PaymentRecorded]
        .map(|kind| LiveView::new(kind, render))
        .into()
}

fn render(tx: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(id) = happened.subject.map(InvoiceId::from) else { return Ok(None) };
    let invoice = match queries::find(tx, id) {
        Ok(invoice) => invoice,
        Err(AppError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (standing, payments) = (invoice.standing(around.today), queries::payments::of_invoice(tx, id)?);
    Ok(Some(Changed { invoice, standing, payments }.render_with_values(around)?))
}
