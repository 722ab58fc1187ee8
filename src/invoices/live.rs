//! Live changes of an open invoice page.

use askama::Template;

use super::{
    kinds::EventKind,
    model::{Entry, Invoice, Part},
    pages::Sending,
    pay::HowToPay,
    queries::{self, parties},
    rules::{Standing, Status},
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
    /// The invoice's row in a list.
    entry: Entry,
    invoice: Invoice,
    standing: Standing,
    payments: Vec<Part>,
    credit: Money,
    pay: Option<HowToPay>,
}

/// The views of live events about invoices.
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
    .chain([EventKind::Sending, EventKind::SendingStopped].map(|kind| LiveView::new(kind, render_sending)))
    .chain([
        LiveView::new(EventKind::NotSent, render_not_sent),
        LiveView::new(EventKind::SendingDone, render_done),
    ])
    .chain([EventKind::DraftChanged, EventKind::DraftRemoved].map(|kind| LiveView::new(kind, render_draft)))
    .collect()
}

/// Replaces the actions on pages that show an outdated revision of a draft by a notice.
#[derive(Template)]
#[template(path = "invoices/moved.html")]
struct Moved {
    id: InvoiceId,
    revision: i64,
    said: &'static str,
    /// Where the notice links to.
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

/// The actions on a draft, and whether it is on its way.
#[derive(Template)]
#[template(path = "invoices/live_sending.html")]
struct OnItsWay {
    /// The draft's row in a list.
    entry: Entry,
    invoice: Invoice,
    sending: Option<Sending>,
    /// The recipients of the mail; empty while the draft is on its way.
    people: String,
}

fn render_sending(tx: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(invoice) = about(tx, happened)?.filter(|invoice| invoice.status == Status::Draft) else {
        return Ok(None);
    };
    let sending = Sending::of(tx, &invoice)?;
    let people = match sending {
        Some(Sending::OnItsWay { .. }) => String::new(),
        _ => parties::listed(&parties::recipients(tx, &invoice)?, around.words),
    };
    let is_sending = matches!(sending, Some(Sending::OnItsWay { .. }));
    let entry = entry(tx, &invoice, Standing::Draft, is_sending)?;
    Ok(Some(OnItsWay { entry, invoice, sending, people }.render_with_values(around)?))
}

/// Notifies the sender of a draft, on whatever page they are, that it could not be sent.
#[derive(Template)]
#[template(path = "invoices/live_not_sent.html")]
struct Unsent {
    id: InvoiceId,
    page: String,
    client: String,
}

fn render_not_sent(_: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(id) = happened.subject.map(InvoiceId::from) else { return Ok(None) };
    let client = happened.facts["name"].as_str().unwrap_or_default().to_owned();
    Ok(Some(Unsent { id, page: urls::invoice(id), client }.render_with_values(around)?))
}

/// Notifies the sender of a draft, on whatever page they are, that it has been sent.
#[derive(Template)]
#[template(path = "invoices/live_done.html")]
struct Done {
    id: InvoiceId,
    number: String,
}

fn render_done(tx: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(Invoice { id, number: Some(number), .. }) = about(tx, happened)? else { return Ok(None) };
    Ok(Some(Done { id, number }.render_with_values(around)?))
}

/// An invoice's row in a list.
fn entry(tx: &mut Tx, invoice: &Invoice, standing: Standing, is_sending: bool) -> AppResult<Entry> {
    let client_name = queries::client_name(tx, invoice.client_id)?.unwrap_or_default();
    Ok(Entry { invoice: invoice.clone(), client_name, standing, is_sending })
}

/// The invoice that an event is about. Returns `None` if it no longer exists.
fn about(tx: &mut Tx, happened: &StoredEvent) -> AppResult<Option<Invoice>> {
    let Some(id) = happened.subject.map(InvoiceId::from) else { return Ok(None) };
    match queries::find(tx, id) {
        Err(AppError::NotFound) => Ok(None),
        found => found.map(Some),
    }
}

fn render(tx: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(invoice) = about(tx, happened)? else { return Ok(None) };
    let payments = queries::payments::of_invoice(tx, invoice.id)?;
    let standing = invoice.standing(around.today);
    let pay = if tx.scope.client().is_some() { HowToPay::of(&invoice)? } else { None };
    let credit = queries::credit::in_currency(tx, invoice.client_id, invoice.currency)?;
    let entry = entry(tx, &invoice, standing, false)?;
    Ok(Some(Changed { entry, invoice, standing, payments, credit, pay }.render_with_values(around)?))
}
