//! Sending and voiding.

use actix_web::web::Data;
use serde::Deserialize;

use crate::{
    db::Db,
    error::AppResult,
    invoices::actions,
    kernel::ids::InvoiceId,
    tenancy::Studios,
    urls,
    web::{Admin, Button, Id, PostForm, Staff, Ui},
};

/// Which draft was looked at when it was sent.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DeliveryForm {
    revision: String,
}

/// Sends a draft to its client.
pub async fn send(
    staff: Staff,
    Id(id): Id<InvoiceId>,
    PostForm(form): PostForm<DeliveryForm>,
    db: Data<Db>,
    studios: Data<Studios>,
    ui: Ui,
) -> AppResult {
    let revision = form.revision.parse().unwrap_or_default();
    let base_url = studios.base_url(staff.studio).await?;
    db.write(&staff, move |tx| actions::send(tx, id, revision, &base_url)).await?;
    ui.go_to_saying(urls::invoice(id), "invoices-said-sent")
}

/// Voids an invoice; it keeps its number.
pub async fn void(admin: Admin, Id(id): Id<InvoiceId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    db.write(&admin, move |tx| actions::void(tx, id)).await?;
    ui.go_to_saying(urls::invoice(id), "invoices-said-voided")
}
