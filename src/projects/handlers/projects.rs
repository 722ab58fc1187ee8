//! Lists, creates and edits projects.

use crate::{
    form_keys::create_once,
    kernel::ids::ProjectId,
    projects::{
        actions,
        forms::{NewQuery, ProjectForm, ProjectQuery, ProjectText},
        pages::{Edit, Index, New},
        queries,
    },
    web::prelude::*,
};

/// Lists the projects that the viewer may see, newest first.
pub async fn index(
    viewer: Viewer,
    UrlQuery(filters): UrlQuery<ProjectQuery>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (asked, for_staff) = (filters.clone(), viewer.role.works_here());
    let (page, clients) = db
        .read(&viewer, move |tx| {
            let clients = if for_staff { queries::listed_clients(tx, asked.client())? } else { Vec::new() };
            Ok((queries::list(tx, &asked)?, clients))
        })
        .await?;
    let older = filters.following(urls::PROJECTS, &page);
    let write = viewer.role.client().map(urls::client_messages).unwrap_or_default();
    ui.page(&Index { projects: page.items, older, filters, clients, write, today: ui.around.today })
}

/// Shows the form for a new project.
pub async fn new(staff: Staff, UrlQuery(wanted): UrlQuery<NewQuery>, db: Data<Db>, ui: Ui) -> AppResult {
    let chosen = wanted.client.to_string().parse().ok();
    let choices = db.read(&staff, move |tx| queries::choices(tx, chosen)).await?;
    let form = ProjectText { client: wanted.client.to_string(), ..ProjectText::default() };
    ui.page(&New::with(form.into(), choices))
}

/// Creates a project. A refused form comes back with the reason beside each field.
pub async fn create(
    staff: Staff,
    CreationForm(mut form, submission): CreationForm<ProjectForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let chosen = form.client.typed().parse().ok();
    let choices = db.read(&staff, move |tx| queries::choices(tx, chosen)).await?;
    let Some((input, first)) = form.parse_new(&choices, ui.locale()) else {
        return ui.refuse(&New::with(form, choices));
    };
    let opened =
        db.write(&staff, move |tx| create_once(tx, submission, |tx| actions::create(tx, &input, &first)));
    match opened.await? {
        Once::Done(id) => ui.go_to_saying(urls::project(id), "projects-said-opened"),
        Once::Taken(_) => ui.conflict(&New::with(form.already_used(|form| &mut form.name), choices)),
    }
}

/// Shows the form for a project's details.
pub async fn edit(staff: Staff, Id(id): Id<ProjectId>, db: Data<Db>, ui: Ui) -> AppResult {
    let (project, choices) =
        db.read(&staff, move |tx| Ok((queries::find(tx, id)?, queries::edit_choices(tx)?))).await?;
    let form = ProjectText::of(&project, ui.locale()).into();
    ui.page(&Edit::with(project, form, choices))
}

/// Saves a project's details, unless someone else has saved them since the form was filled; in that case both versions are shown.
pub async fn update(
    staff: Staff,
    Id(id): Id<ProjectId>,
    PostForm(mut form): PostForm<ProjectForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (project, choices) =
        db.read(&staff, move |tx| Ok((queries::find(tx, id)?, queries::edit_choices(tx)?))).await?;
    let revision = form.revision.typed().parse().unwrap_or_default();
    let Some(input) = form.parse_change(&project, &choices, ui.locale()) else {
        return ui.refuse(&Edit::with(project, form, choices));
    };
    match db.write(&staff, move |tx| actions::revise(tx, id, revision, &input)).await? {
        Ok(()) => ui.go_to_saying(urls::project(id), "projects-said-saved"),
        Err(now) => {
            let theirs = Some(form.differences(&now, ui.locale()));
            form.revision.fill(now.revision.to_string());
            ui.conflict(&Edit { theirs, ..Edit::with(now, form, choices) })
        }
    }
}
