//! Payments.

use actix_web::web::Data;

use super::shown;
use crate::{
    db::Db,
    error::AppResult,
    invoices::{actions, forms::PaymentForm, queries},
    kernel::ids::InvoiceId,
    urls,
    web::{Admin, Id, Once, PostForm, Ui},
};

/// Records a payment that came in outside the portal.
pub async fn record(
    admin: Admin,
    Id(id): Id<InvoiceId>,
    PostForm(form): PostForm<PaymentForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (today, locale) = (ui.around.today, ui.locale());
    let invoice = db.read(&admin, move |tx| queries::find(tx, id)).await?;
    match form.clone().parse(locale, invoice.currency, today) {
        Ok(input) => match db.write(&admin, move |tx| actions::record_payment(tx, id, &input)).await? {
            Once::Done(()) => ui.go_to_saying(urls::invoice(id), "invoices-said-recorded"),
            Once::Taken(first) => {
                let form = form.recorded_another(&first, locale);
                ui.conflict(&db.read(&admin, move |tx| shown(tx, id, today, |_| form)).await?)
            }
        },
        Err(form) => ui.refuse(&db.read(&admin, move |tx| shown(tx, id, today, |_| form)).await?),
    }
}
