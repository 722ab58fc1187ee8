//! Pages and forms of drafts.

use crate::{
    db::{Db, Tx},
    error::{AppError, AppResult},
    form_keys::create_once,
    invoices::{
        actions::{self, Meanwhile},
        forms::{InvoiceForm, InvoiceText, NewQuery},
        model::Invoice,
        pages::{AddedUp, ChooseClient, Edit, Gone},
        queries::{self, drafts},
        rules::Status,
    },
    kernel::{
        ids::{ClientId, InvoiceId, ProjectId},
        locale::Locale,
    },
    urls,
    web::{Confirmation, Confirmed, CreationForm, Form, Id, Once, PostForm, Staff, Ui, UrlQuery},
};
use actix_web::{http::StatusCode, web::Data};

/// Asks for the client first, since it determines the currency and the available projects.
pub async fn new(staff: Staff, UrlQuery(query): UrlQuery<NewQuery>, db: Data<Db>, ui: Ui) -> AppResult {
    let Ok(client) = query.client.typed().parse::<ClientId>() else {
        let clients = db.read(&staff, drafts::clients).await?;
        return ui.page(&ChooseClient { query, clients });
    };
    let locale = ui.locale();
    let page = db.read(&staff, move |tx| {
        let days = drafts::terms(tx)?.payment_days;
        let [client_id, project] = [&query.client, &query.project].map(|field| field.typed().to_string());
        let mut form: InvoiceForm = InvoiceText::blank(client_id, project, days).into();
        let (_, projects) = drafts::billed(tx, client, form.chosen_project())?;
        if is_archived(&projects, form.chosen_project()) {
            form.refuse_archived_project();
        }
        edit_page(tx, None, client, form, locale)
    });
    ui.page(&page.await?)
}

/// Stores a new draft.
pub async fn create(
    staff: Staff,
    CreationForm(mut form, submission): CreationForm<InvoiceForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let client = form.billed_client().ok_or(AppError::NotFound)?;
    let (locale, project) = (ui.locale(), form.chosen_project());
    let (billed, projects) = db.read(&staff, move |tx| drafts::billed(tx, client, project)).await?;
    if is_archived(&projects, project) {
        form.refuse_archived_project();
    }
    let Some(input) = form.parse(locale, billed.currency) else {
        return ui.refuse(&db.read(&staff, move |tx| edit_page(tx, None, client, form, locale)).await?);
    };
    let draft = move |tx: &mut Tx| actions::create_draft(tx, client, &input);
    match db.write(&staff, move |tx| create_once(tx, submission, draft)).await? {
        Once::Done(id) => ui.go_to_saying(urls::invoice(id), "invoices-said-drafted"),
        Once::Taken(_) => {
            let form = form.already_used(InvoiceForm::first_line);
            ui.conflict(&db.read(&staff, move |tx| edit_page(tx, None, client, form, locale)).await?)
        }
    }
}

/// Adds up a form as typed, without storing anything: returns only the totals to a script, otherwise the whole form.
pub async fn add_up(
    staff: Staff,
    PostForm(mut form): PostForm<InvoiceForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let client = form.billed_client().ok_or(AppError::NotFound)?;
    let (locale, project) = (ui.locale(), form.chosen_project());
    let (billed, _) = db.read(&staff, move |tx| drafts::billed(tx, client, project)).await?;
    if ui.is_htmx() {
        return ui.piece(&AddedUp { sums: form.sums(locale, billed.currency) });
    }
    let draft = form.changed_draft();
    let status = match form.parse(locale, billed.currency) {
        None => StatusCode::UNPROCESSABLE_ENTITY,
        // A form that was kept over a sign-in is shown to its author again: no button has been pressed since.
        Some(_) if staff.origin.only_shows => StatusCode::CONFLICT,
        Some(_) => StatusCode::OK,
    };
    ui.answer(status, &db.read(&staff, move |tx| edit_page(tx, draft, client, form, locale)).await?)
}

/// Shows the form of a draft.
pub async fn edit(staff: Staff, Id(id): Id<InvoiceId>, db: Data<Db>, ui: Ui) -> AppResult {
    let locale = ui.locale();
    let page = db.read(&staff, move |tx| {
        let invoice = queries::find(tx, id)?;
        if invoice.status != Status::Draft {
            return Err(AppError::Conflict("invoices-conflict-sent"));
        }
        if actions::is_on_its_way(tx, &invoice)? {
            return Err(AppError::Conflict(actions::SENDING));
        }
        let form = InvoiceText::of(&invoice, &queries::lines(tx, id)?, locale).into();
        edit_page(tx, Some(id), invoice.client_id, form, locale)
    });
    match said_while_sending(page.await, id, &ui)? {
        Ok(page) => ui.page(&page),
        Err(told) => told,
    }
}

/// If a draft cannot be changed because it is on its way, redirects to its page, which says so and offers to cancel the sending.
///
/// # Errors
/// Every other error of `done`.
pub fn said_while_sending<T>(done: AppResult<T>, id: InvoiceId, ui: &Ui) -> AppResult<Result<T, AppResult>> {
    match done {
        Err(AppError::Conflict(actions::SENDING)) => {
            Ok(Err(ui.go_to_saying(urls::invoice(id), actions::SENDING)))
        }
        done => done.map(Ok),
    }
}

/// Saves the changes, unless another user has changed the draft: then those changes are shown above the form.
pub async fn update(
    staff: Staff,
    Id(id): Id<InvoiceId>,
    PostForm(mut form): PostForm<InvoiceForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (locale, revision, project) = (ui.locale(), form.filled_from(), form.chosen_project());
    let found = db.read(&staff, move |tx| {
        let invoice = queries::find(tx, id)?;
        let (_, projects) = drafts::billed(tx, invoice.client_id, project)?;
        Ok((invoice, projects))
    });
    let (invoice, projects) = match found.await {
        Err(AppError::NotFound) => return keep_as_new(staff, form, Gone::Removed, db, ui).await,
        found => found?,
    };
    let client = invoice.client_id;
    if invoice.status != Status::Draft {
        return keep_as_new(staff, form, sent(invoice), db, ui).await;
    }
    if project != invoice.project_id && is_archived(&projects, project) {
        form.refuse_archived_project();
    }
    let Some(input) = form.parse(locale, invoice.currency) else {
        return ui.refuse(&db.read(&staff, move |tx| edit_page(tx, Some(id), client, form, locale)).await?);
    };
    let meant = input.clone();
    match db.write(&staff, move |tx| actions::revise_draft(tx, id, revision, &input)).await? {
        Ok(()) => ui.go_to_saying(urls::invoice(id), "invoices-said-drafted"),
        Err(Meanwhile::Removed) => keep_as_new(staff, form, Gone::Removed, db, ui).await,
        Err(Meanwhile::Sending) => {
            let page = db.read(&staff, move |tx| {
                let mut page = edit_page(tx, Some(id), client, form, locale)?;
                page.gone = Some(Gone::Sending(id));
                Ok(page)
            });
            ui.conflict(&page.await?)
        }
        Err(Meanwhile::Sent(invoice)) => keep_as_new(staff, form, sent(*invoice), db, ui).await,
        Err(Meanwhile::Changed(now, lines)) => {
            let words = ui.around.words;
            form.revision.fill(now.revision.to_string());
            let page = db.read(&staff, move |tx| {
                let (_, projects) = drafts::billed(tx, client, now.project_id)?;
                let project = projects.into_iter().find(|project| Some(project.id) == now.project_id);
                let project = project.map(|project| project.name).unwrap_or_default();
                let theirs = meant.differences((&now, &lines), project, locale, words);
                let mut page = edit_page(tx, Some(id), client, form, locale)?;
                page.theirs = Some(theirs);
                Ok(page)
            });
            ui.conflict(&page.await?)
        }
    }
}

/// Returns the form of a draft that no longer exists as the form of a new draft.
async fn keep_as_new(staff: Staff, mut form: InvoiceForm, gone: Gone, db: Data<Db>, ui: Ui) -> AppResult {
    let client = form.billed_client().ok_or(AppError::NotFound)?;
    let locale = ui.locale();
    form.revision.fill("0");
    let page = db.read(&staff, move |tx| {
        let mut page = edit_page(tx, None, client, form, locale)?;
        page.gone = Some(gone);
        Ok(page)
    });
    ui.conflict(&page.await?)
}

fn sent(invoice: Invoice) -> Gone {
    Gone::Sent(invoice.id, invoice.number.unwrap_or_default())
}

fn is_archived(projects: &[drafts::BilledProject], chosen: Option<ProjectId>) -> bool {
    projects.iter().any(|project| Some(project.id) == chosen && project.archived)
}

/// Deletes a draft after a confirmation.
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
    let removed = db.write(&staff, move |tx| actions::remove_draft(tx, id)).await;
    match said_while_sending(removed, id, &ui)? {
        Ok(()) => ui.go_to_saying(urls::INVOICES, "invoices-said-removed"),
        Err(told) => told,
    }
}

fn edit_page(
    tx: &mut Tx,
    id: Option<InvoiceId>,
    client: ClientId,
    mut form: InvoiceForm,
    locale: Locale,
) -> AppResult<Edit> {
    form.drop_empty_rows();
    form.draft.fill(id.map(|id| id.to_string()).unwrap_or_default());
    form.client.fill(client.to_string());
    let (billed, projects) = drafts::billed(tx, client, form.chosen_project())?;
    let usual_tax = locale.decimal(drafts::terms(tx)?.tax_rate.normalize());
    let sums = form.sums(locale, billed.currency);
    Ok(Edit { id, billed, projects, usual_tax, sums, form, theirs: None, gone: None })
}
