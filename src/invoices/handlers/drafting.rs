//! Drafts.

use actix_web::{http::StatusCode, web::Data};
use serde::Deserialize;

use crate::{
    db::{Db, Tx},
    error::{AppError, AppResult},
    form_keys::create_once,
    invoices::{
        actions::{self, Meanwhile},
        forms::InvoiceForm,
        model::Invoice,
        pages::{AddedUp, ChooseClient, Edit, Gone},
        queries::{self, drafts},
        rules::Status,
    },
    kernel::{
        ids::{ClientId, InvoiceId, ProjectId},
        locale::Locale,
        text::Asked,
    },
    urls,
    web::{
        Confirmation, Confirmed, CreationForm, Fault, Faults, Filled, Id, Once, PostForm, Staff, Ui,
        UrlQuery, already_used,
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
        let form = InvoiceForm::blank(query.client.to_string(), query.project.to_string(), days);
        let (_, projects) = drafts::billed(tx, client, form.project())?;
        let form = if is_archived(&projects, form.project()) {
            of_an_archived_project(form)
        } else {
            Filled::of(form)
        };
        edit_page(tx, None, client, form, locale)
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
    let project = form.project();
    let (billed, projects) = db.read(&staff, move |tx| drafts::billed(tx, client, project)).await?;
    let locale = ui.locale();
    let refused = match form.clone().parse(locale, billed.currency) {
        Ok(_) if is_archived(&projects, project) => {
            (StatusCode::UNPROCESSABLE_ENTITY, of_an_archived_project(form))
        }
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

/// Adds up a draft as it is typed, and keeps nothing: for a script the sums alone, else the form with all that was typed.
pub async fn add_up(staff: Staff, PostForm(form): PostForm<InvoiceForm>, db: Data<Db>, ui: Ui) -> AppResult {
    let client: ClientId = form.client.parse().map_err(|_| AppError::NotFound)?;
    let (locale, project) = (ui.locale(), form.project());
    let (billed, _) = db.read(&staff, move |tx| drafts::billed(tx, client, project)).await?;
    if ui.is_htmx() {
        return ui.piece(&AddedUp { sums: form.sums(locale, billed.currency) });
    }
    let draft = form.draft.parse().ok();
    let (status, form) = match form.clone().parse(locale, billed.currency) {
        Ok(_) => (StatusCode::OK, Filled::of(form)),
        Err(refused) => (StatusCode::UNPROCESSABLE_ENTITY, refused),
    };
    ui.answer(status, &db.read(&staff, move |tx| edit_page(tx, draft, client, form, locale)).await?)
}

/// A draft to change.
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
        let form = InvoiceForm::of(&invoice, &queries::lines(tx, id)?, locale);
        edit_page(tx, Some(id), invoice.client_id, Filled::of(form), locale)
    });
    match said_while_sending(page.await, id, &ui)? {
        Ok(page) => ui.page(&page),
        Err(told) => told,
    }
}

/// Where a draft cannot be changed because it is being sent: the way to its page, which says so and where that is taken back.
///
/// # Errors
/// As `done`, but for that.
pub fn said_while_sending<T>(done: AppResult<T>, id: InvoiceId, ui: &Ui) -> AppResult<Result<T, AppResult>> {
    match done {
        Err(AppError::Conflict(actions::SENDING)) => {
            Ok(Err(ui.go_to_saying(urls::invoice(id), actions::SENDING)))
        }
        done => done.map(Ok),
    }
}

/// Keeps what was changed, unless somebody else was quicker: then what they did is shown above what was typed.
pub async fn update(
    staff: Staff,
    Id(id): Id<InvoiceId>,
    PostForm(form): PostForm<InvoiceForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (locale, revision, project) = (ui.locale(), form.revision(), form.project());
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
    let newly_archived = project != invoice.project_id && is_archived(&projects, project);
    let input = match form.clone().parse(locale, invoice.currency) {
        Ok(input) if !newly_archived => input,
        parsed => {
            let refused = parsed.map_or_else(|refused| refused, |_| of_an_archived_project(form));
            let page = db.read(&staff, move |tx| edit_page(tx, Some(id), client, refused, locale));
            return ui.refuse(&page.await?);
        }
    };
    let meant = input.clone();
    match db.write(&staff, move |tx| actions::revise_draft(tx, id, revision, &input)).await? {
        Ok(()) => ui.go_to_saying(urls::invoice(id), "invoices-said-drafted"),
        Err(Meanwhile::Removed) => keep_as_new(staff, form, Gone::Removed, db, ui).await,
        Err(Meanwhile::Sending) => {
            let form = Filled::of(form);
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
            let form = Filled::of(InvoiceForm { revision: now.revision.to_string(), ..form });
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

/// Answers what was typed into the form of a draft that is none any more, as the form of a new one.
async fn keep_as_new(staff: Staff, form: InvoiceForm, gone: Gone, db: Data<Db>, ui: Ui) -> AppResult {
    let client: ClientId = form.client.parse().map_err(|_| AppError::NotFound)?;
    let locale = ui.locale();
    let form = Filled::of(InvoiceForm { revision: "0".into(), ..form });
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

/// The form as it comes back where its project was archived before it was chosen.
fn of_an_archived_project(form: InvoiceForm) -> Filled<InvoiceForm> {
    Filled::refused(form, Faults::one("project", Fault::new("invoices-fault-project-archived")))
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
    form: Filled<InvoiceForm>,
    locale: Locale,
) -> AppResult<Edit> {
    let (billed, projects) = drafts::billed(tx, client, form.typed.project())?;
    let usual_tax = locale.decimal(drafts::terms(tx)?.tax_rate.normalize());
    let sums = form.typed.sums(locale, billed.currency);
    Ok(Edit { id, billed, projects, usual_tax, sums, form, theirs: None, gone: None })
}
