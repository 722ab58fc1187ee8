//! The list of projects, and their details.

use actix_web::web::Data;

use crate::{
    access::Viewer,
    db::Db,
    error::AppResult,
    form_keys::create_once,
    kernel::{ids::ProjectId, locale::Locale},
    projects::{
        actions,
        forms::{ListQuery, NewQuery, ProjectForm},
        model::Project,
        pages::{Edit, Index, New},
        queries,
    },
    urls,
    web::{CreationForm, Filled, Id, Once, PostForm, Staff, Ui, UrlQuery, already_used, differing},
};

/// The projects the viewer may see, newest first.
pub async fn index(
    viewer: Viewer,
    UrlQuery(filters): UrlQuery<ListQuery>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (asked, for_staff) = (filters.clone(), viewer.role.works_here());
    let ((projects, last), clients) = db
        .read(&viewer, move |tx| {
            let clients = if for_staff { queries::listed_clients(tx, asked.client())? } else { Vec::new() };
            Ok((queries::list(tx, &asked)?, clients))
        })
        .await?;
    let older = last.map(|last| filters.before(last)).unwrap_or_default();
    let write = viewer.role.client().map(urls::client_messages).unwrap_or_default();
    ui.page(&Index { projects, older, filters, clients, write, today: ui.around.today })
}

/// The form for a new project.
pub async fn new(staff: Staff, UrlQuery(wanted): UrlQuery<NewQuery>, db: Data<Db>, ui: Ui) -> AppResult {
    let chosen = wanted.client.to_string().parse().ok();
    let choices = db.read(&staff, move |tx| queries::choices(tx, chosen)).await?;
    let form = Filled::of(ProjectForm { client: wanted.client.to_string(), ..ProjectForm::default() });
    ui.page(&New::with(form, choices))
}

/// Opens a project; a refused form comes back with the reason beside each field.
pub async fn create(
    staff: Staff,
    CreationForm(form, submission): CreationForm<ProjectForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let chosen = form.client.parse().ok();
    let choices = db.read(&staff, move |tx| queries::choices(tx, chosen)).await?;
    let (input, first) = match form.clone().parse_new(&choices, ui.locale()) {
        Ok(input) => input,
        Err(form) => return ui.refuse(&New::with(form, choices)),
    };
    let opened =
        db.write(&staff, move |tx| create_once(tx, submission, |tx| actions::create(tx, &input, &first)));
    match opened.await? {
        Once::Done(id) => ui.go_to_saying(urls::project(id), "projects-said-opened"),
        Once::Taken(_) => ui.conflict(&New::with(already_used(form, "name"), choices)),
    }
}

/// The form for a project's details.
pub async fn edit(staff: Staff, Id(id): Id<ProjectId>, db: Data<Db>, ui: Ui) -> AppResult {
    let (project, choices) =
        db.read(&staff, move |tx| Ok((queries::find(tx, id)?, queries::kept_choices(tx)?))).await?;
    let form = Filled::of(ProjectForm::of(&project, ui.locale()));
    ui.page(&Edit::with(project, form, choices))
}

/// Saves a project's details, unless somebody else did so since the form was filled: then both are shown.
pub async fn update(
    staff: Staff,
    Id(id): Id<ProjectId>,
    PostForm(form): PostForm<ProjectForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (project, choices) =
        db.read(&staff, move |tx| Ok((queries::find(tx, id)?, queries::kept_choices(tx)?))).await?;
    let revision = form.revision.parse().unwrap_or_default();
    let (input, form) = match form.parse_change(&project, &choices, ui.locale()) {
        Ok(input) => input,
        Err(form) => return ui.refuse(&Edit::with(project, form, choices)),
    };
    match db.write(&staff, move |tx| actions::revise(tx, id, revision, &input)).await? {
        Ok(()) => ui.go_to_saying(urls::project(id), "projects-said-saved"),
        Err(now) => {
            let theirs = differences(&form, &now, ui.locale());
            let form = ProjectForm { revision: now.revision.to_string(), ..form };
            let page = Edit { theirs: Some(theirs), ..Edit::with(now, Filled::of(form), choices) };
            ui.conflict(&page)
        }
    }
}

/// Where the project as it stands differs from a form: the key of the field's name, and how it stands.
fn differences(form: &ProjectForm, now: &Project, locale: Locale) -> Vec<(&'static str, String)> {
    let stored = ProjectForm::of(now, locale);
    let kind = now.type_name.clone().unwrap_or_default();
    differing([
        ("projects-name", form.name.trim() == stored.name, stored.name),
        ("projects-type", form.kind == stored.kind, kind),
        ("projects-starts", form.starts_on == stored.starts_on, stored.starts_on),
        ("projects-due", form.due_on == stored.due_on, stored.due_on),
        ("projects-budget", form.budget.trim() == stored.budget, stored.budget),
        (
            "projects-description",
            form.description.replace("\r\n", "\n").trim() == stored.description,
            stored.description,
        ),
    ])
}
