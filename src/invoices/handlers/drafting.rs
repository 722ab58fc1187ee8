//! Drafts.

use actix_web::{http::StatusCode, web::Data};
use serde::Deserialize;

use crate::{
    db::{Db, Tx},
    error::{AppError, AppResult},
    form_keys::create_once,
    invoices::{
        actions,
        forms::InvoiceForm,
        pages::{ChooseClient, Edit},
        queries::{self, drafts},
        rules::Status,
    },
    kernel::{
        ids::{ClientId, InvoiceId},
        locale::Locale,
        text::Asked,
    },
    urls,
    web::{
        Confirmation, Confirmed, CreationForm, Filled, Id, Once, PostForm, Staff, Ui, UrlQuery, already_used,
    },
};

/// Whom a new invoice is for, and which project of theirs.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct NewQuery {
    client: Asked,
    project: Asked,
}

/// Asks for the client first: it decides the currency and the projects to choose from.
pub async fn new(staff: Staff, UrlQuery(query): UrlQuery<NewQuery>, db: Data<Db>, ui: Ui) -> AppResult {
    let Ok(client) = query.client.parse::<ClientId>() else {
        let clients = db.read(&staff, drafts::clients).await?;
        return ui.page(&ChooseClient { clients });
    };
    let locale = ui.locale();
    let page = db.read(&staff, move |tx| {
        let days = drafts::terms(tx)?.payment_days;
        edit_page(
            tx,
            None,
            client,
            Filled::of(InvoiceForm::blank(query.client.to_string(), query.project.to_string(), days)),
            locale,
        )
    });
    ui.page(&page.await?)
}

/// Keeps a new draft.
pub async fn create(
    staff: Staff,
    CreationForm(form, submission): CreationForm<InvoiceForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let client: ClientId = form.client.parse().map_err(|_| AppError::NotFound)?;
    let (billed, _) = db.read(&staff, move |tx| drafts::billed(tx, client)).await?;
    let locale = ui.locale();
    let refused = match form.clone().parse(locale, billed.currency) {
        Ok(input) => {
            let draft = move |tx: &mut Tx| actions::create_draft(tx, client, &input);
            match db.write(&staff, move |tx| create_once(tx, submission, draft)).await? {
                Once::Done(id) => return ui.go_to_saying(urls::invoice(id), "invoices-said-drafted"),
                Once::Taken(_) => (StatusCode::CONFLICT, already_used(form, "line_what-0")),
            }
        }
        Err(refused) => (StatusCode::UNPROCESSABLE_ENTITY, refused),
    };
    let (status, form) = refused;
    ui.answer(status, &db.read(&staff, move |tx| edit_page(tx, None, client, form, locale)).await?)
}

/// A draft to change.
pub async fn edit(staff: Staff, Id(id): Id<InvoiceId>, db: Data<Db>, ui: Ui) -> AppResult {
    let locale = ui.locale();
    let page = db.read(&staff, move |tx| {
        let invoice = queries::find(tx, id)?;
        if invoice.status != Status::Draft {
            return Err(AppError::Conflict("invoices-conflict-sent"));
        }
        let form = InvoiceForm::of(&invoice, &queries::lines(tx, id)?, locale);
        edit_page(tx, Some(id), invoice.client_id, Filled::of(form), locale)
    });
    ui.page(&page.await?)
}

/// Keeps what was changed.
pub async fn update(
    staff: Staff,
    Id(id): Id<InvoiceId>,
    PostForm(form): PostForm<InvoiceForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (locale, revision) = (ui.locale(), form.revision());
    let invoice = db.read(&staff, move |tx| queries::find(tx, id)).await?;
    match form.parse(locale, invoice.currency) {
        Ok(input) => {
            db.write(&staff, move |tx| actions::revise_draft(tx, id, revision, &input)).await?;
            ui.go_to_saying(urls::invoice(id), "invoices-said-drafted")
        }
        Err(form) => {
            let page = db.read(&staff, move |tx| edit_page(tx, Some(id), invoice.client_id, form, locale));
            ui.refuse(&page.await?)
        }
    }
}

/// Deletes a draft, once the person was asked.
pub async fn remove(
    staff: Staff,
    Id(id): Id<InvoiceId>,
    PostForm(form): PostForm<Confirmed>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    if !form.is_meant() {
        let id = db.read(&staff, move |tx| queries::find(tx, id)).await?.id;
        let words = ["invoices-remove-question", "invoices-remove-text", "invoices-remove"];
        return ui.page(&Confirmation::new(&ui, words, urls::invoice_removal(id), urls::invoice(id)));
    }
    db.write(&staff, move |tx| actions::remove_draft(tx, id)).await?;
    ui.go_to_saying(urls::INVOICES, "invoices-said-removed")
}

fn edit_page(
    tx: &mut Tx,
    id: Option<InvoiceId>,
    client: ClientId,
    form: Filled<InvoiceForm>,
    locale: Locale,
) -> AppResult<Edit> {
    let (billed, projects) = drafts::billed(tx, client)?;
    let usual_tax = locale.decimal(drafts::terms(tx)?.tax_rate.normalize());
    Ok(Edit { id, billed, projects, usual_tax, form })
}
