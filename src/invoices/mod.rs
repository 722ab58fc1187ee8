//! What a client owes: lines, totals, number, standing, and payments.

mod actions;
mod document;
mod forms;
mod handlers;
mod jobs;
mod kinds;
mod labels;
mod letters;
mod live;
mod model;
mod narrowing;
mod pages;
mod pay;
mod privacy;
mod queries;
mod recording;
pub mod rules;
mod shown;
mod turns;

use crate::{
    room::{Figure, Room},
    urls,
    web::{
        Access, Route,
        route::{get, post},
        shell::RailEntry,
    },
};

pub use actions::{create_draft, record_payment, reverse_payment, send, use_credit, void};
pub use kinds::{AuditKind, EventKind};
pub use model::{Entry, InvoiceInput, LineInput, Method, PaymentInput};
pub use queries::{
    credit::of_client as credit_of,
    open::{Open, in_currencies, open},
};
pub use recording::Recording;

/// The room's registration.
pub const ROOM: Room = Room {
    routes,
    live: live::live,
    jobs: |_, _| jobs::jobs(),
    events: EventKind::ALL,
    audit: &[AuditKind::ALL],
    things: &[kinds::INVOICE, kinds::PAYMENT],
    rail: &[RailEntry {
        also: |path| path.starts_with("/payments/"),
        ..RailEntry::new(40, urls::INVOICES, |_| "rail-invoices", "invoices", Access::SignedIn)
    }],
    turns: turns::turns,
    figures: |tx, client| {
        let credit = queries::credit::of_client(tx, client)?;
        Ok(credit.into_iter().map(|amount| Figure { name: "invoices-credit", amount }).collect())
    },
    privacy: privacy::PRIVACY,
    ..Room::named("invoices")
};

fn routes() -> Vec<Route> {
    vec![
        get("/invoices", Access::SignedIn, handlers::index),
        get("/invoices/new", Access::Staff, handlers::drafting::new),
        post("/invoices", Access::Staff, handlers::drafting::create).kept(labels::DRAFT),
        post("/invoices/sums", Access::Staff, handlers::drafting::add_up).kept_with_revision(labels::DRAFT),
        get("/invoices/{id}", Access::SignedIn, handlers::show),
        post("/invoices/{id}", Access::Staff, handlers::drafting::update).kept(labels::DRAFT),
        get("/invoices/{id}/edit", Access::Staff, handlers::drafting::edit),
        get("/invoices/{id}/pdf", Access::SignedIn, handlers::pdf),
        post("/invoices/{id}/removal", Access::Staff, handlers::drafting::remove),
        get("/invoices/{id}/delivery", Access::Staff, handlers::sending::ask),
        post("/invoices/{id}/delivery", Access::Staff, handlers::sending::send),
        post("/invoices/{id}/delivery/cancellation", Access::Staff, handlers::sending::take_back),
        get("/invoices/{id}/voiding", Access::Admin, handlers::sending::ask_to_void),
        post("/invoices/{id}/voiding", Access::Admin, handlers::sending::void).asked_anew(),
        post("/invoices/{id}/payments", Access::Admin, handlers::paying::record).kept(labels::PAYMENT),
        post("/invoices/{id}/credit", Access::Admin, handlers::paying::use_credit),
        get("/payments/{id}/reversal", Access::Admin, handlers::paying::ask_to_reverse).fresh(),
        post("/payments/{id}/reversal", Access::Admin, handlers::paying::reverse)
            .fresh()
            .kept(labels::REVERSAL),
        get("/projects/{id}/money", Access::SignedIn, handlers::of_project),
    ]
}
