//! Sending and voiding.

use std::sync::Arc;

use actix_web::web::Data;
use serde::Deserialize;

use crate::{
    db::{Db, Tx},
    error::AppResult,
    invoices::{
        actions, document,
        queries::{self, parties},
    },
    kernel::ids::InvoiceId,
    tenancy::Studios,
    urls,
    web::{Admin, Confirmation, Confirmed, Id, PostForm, Staff, Ui},
};

/// Which draft was looked at when it was sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeliveryForm {
    revision: String,
    confirmed: String,
}

/// Sends a draft to its client, once the person has seen who gets it: it takes a number, which is final.
pub async fn send(
    staff: Staff,
    Id(id): Id<InvoiceId>,
    PostForm(form): PostForm<DeliveryForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    if form.confirmed != "yes" {
        let to = db.read(&staff, move |tx| {
            let draft = queries::find(tx, id)?;
            parties::recipients(tx, &draft)
        });
        let people = parties::listed(&to.await?);
        let words = ui.around.words;
        return ui.page(&Confirmation {
            question: words.text("invoices-send-question"),
            text: words.with("invoices-send-text", &[("people", people.into())]),
            button: words.text("invoices-send"),
            kind: "primary",
            action: urls::invoice_delivery(id),
            kept: Some(("revision", form.revision)),
            back: urls::invoice(id),
        });
    }
    let revision = form.revision.parse().unwrap_or_default();
    let base_url = studios.base_url(staff.studio).await?;
    let turn = Arc::new(document::turn().await?);
    let sent = move |tx: &mut Tx| {
        let _turn = &turn;
        actions::send(tx, id, revision, &base_url)
    };
    let mailed = db.write(&staff, sent).await?;
    let said = if mailed == 0 { "invoices-said-sent-unmailed" } else { "invoices-said-sent" };
    ui.go_to_saying(urls::invoice(id), said)
}

/// Voids an invoice, once the person was asked; it keeps its number.
pub async fn void(
    admin: Admin,
    Id(id): Id<InvoiceId>,
    PostForm(form): PostForm<Confirmed>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    if !form.is_meant() {
        let id = db.read(&admin, move |tx| queries::find(tx, id)).await?.id;
        let words = ["invoices-void-question", "invoices-void-text", "invoices-void"];
        return ui.page(&Confirmation::new(&ui, words, urls::invoice_voiding(id), urls::invoice(id)));
    }
    db.write(&admin, move |tx| actions::void(tx, id)).await?;
    ui.go_to_saying(urls::invoice(id), "invoices-said-voided")
}
