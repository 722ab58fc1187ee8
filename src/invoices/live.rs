//! How an invoice's page changes while it is open.

use askama::Template;

use super::{
    kinds::EventKind,
    model::{Invoice, Part},
    pay::HowToPay,
    queries,
    rules::Standing,
};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    events::Kind,
    kernel::{ids::InvoiceId, money::Money},
    live::{LiveView, StoredEvent},
    urls,
    web::{filters, surroundings::Surroundings},
};

#[derive(Template)]
#[template(path = "invoices/live.html")]
struct Changed {
    invoice: Invoice,
    standing: Standing,
    payments: Vec<Part>,
    credit: Money,
    pay: Option<HowToPay>,
}

/// The looks of what happens to invoices.
pub fn live() -> Vec<LiveView> {
    [
        EventKind::Sent,
        EventKind::Voided,
        EventKind::Paid,
        EventKind::PaymentRecorded,
        EventKind::PaymentReversed,
        EventKind::CreditUsed,
    ]
    .map(|kind| LiveView::new(kind, render))
    .into_iter()
    .chain([EventKind::DraftChanged, EventKind::DraftRemoved].map(|kind| LiveView::new(kind, render_draft)))
    .collect()
}

/// Says on the pages of a draft, as it was before, that it is not so any more, in place of what could be done with it.
#[derive(Template)]
#[template(path = "invoices/moved.html")]
struct Moved {
    id: InvoiceId,
    revision: i64,
    said: &'static str,
    /// Where it leads to.
    page: String,
}

fn render_draft(_: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some((id, revision)) = happened.subject.zip(happened.facts["revision"].as_i64()) else {
        return Ok(None);
    };
    let id = InvoiceId::from(id);
    let (said, page) = if happened.kind == Kind::from(EventKind::DraftRemoved).code() {
        ("invoices-live-removed", urls::INVOICES.to_owned())
    } else {
        ("invoices-live-changed", urls::invoice(id))
    };
    Ok(Some(Moved { id, revision, said, page }.render_with_values(around)?))
}

fn render(tx: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(id) = happened.subject.map(InvoiceId::from) else { return Ok(None) };
    let invoice = match queries::find(tx, id) {
        Ok(invoice) => invoice,
        Err(AppError::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (standing, payments) = (invoice.standing(around.today), queries::payments::of_invoice(tx, id)?);
    let pay = if tx.scope.client().is_some() { HowToPay::of(&invoice)? } else { None };
    let credit = queries::credit::in_currency(tx, invoice.client_id, invoice.currency)?;
    Ok(Some(Changed { invoice, standing, payments, credit, pay }.render_with_values(around)?))
}
