//! A project's milestones.

use chrono::NaiveDate;

use crate::{
    form_keys::create_once,
    kernel::ids::{MilestoneId, ProjectId},
    projects::{
        actions::{self, ARCHIVED},
        forms::{MilestoneForm, MilestoneText, ShiftForm},
        model::{Header, Milestone, MilestoneInput, Project},
        pages::{EditMilestone, Milestones, Pressed, Removal, Row},
        queries,
        rules::earliest,
    },
    web::{differing, prelude::*},
};

/// Lists a project's milestones in order.
pub async fn index(viewer: Viewer, Id(id): Id<ProjectId>, db: Data<Db>, ui: Ui) -> AppResult {
    let found = db.read(&viewer, move |tx| everything(tx, id)).await?;
    ui.page(&page(found, MilestoneForm::default(), &ui))
}

/// Adds a milestone at the end.
pub async fn create(
    staff: Staff,
    Id(id): Id<ProjectId>,
    CreationForm(mut form, submission): CreationForm<MilestoneForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let Some(input) = form.parse() else {
        let found = db.read(&staff, move |tx| everything(tx, id)).await?;
        return ui.refuse(&page(found, form, &ui));
    };
    if is_too_early(&staff, id, input.due_on, &db, &ui).await? {
        let found = db.read(&staff, move |tx| everything(tx, id)).await?;
        return ui.refuse(&page(found, too_early(form), &ui));
    }
    let added =
        db.write(&staff, move |tx| create_once(tx, submission, |tx| actions::add_milestone(tx, id, &input)));
    match added.await {
        Err(AppError::Conflict(ARCHIVED)) => {
            let found = db.read(&staff, move |tx| everything(tx, id)).await?;
            ui.conflict(&page(found, form, &ui))
        }
        Err(error) => Err(error),
        Ok(Once::Done(_)) => ui.go_to_saying(urls::project_milestones(id), "projects-said-milestone-added"),
        Ok(Once::Taken(_)) => {
            let found = db.read(&staff, move |tx| everything(tx, id)).await?;
            ui.conflict(&page(found, form.already_used(|form| &mut form.title), &ui))
        }
    }
}

/// Shows the form for a milestone.
pub async fn edit(staff: Staff, Id(id): Id<MilestoneId>, db: Data<Db>, ui: Ui) -> AppResult {
    let (project, milestone) = db.read(&staff, move |tx| with_project(tx, id)).await?;
    let form = MilestoneText::of(&milestone).into();
    ui.page(&EditMilestone { project, milestone, form, theirs: None })
}

/// Saves a milestone, unless someone else has saved it since the form was filled; in that case both versions are shown.
pub async fn update(
    staff: Staff,
    Id(id): Id<MilestoneId>,
    PostForm(mut form): PostForm<MilestoneForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let revision = form.revision.typed().parse().ok();
    let Some(input) = form.parse() else {
        let (project, milestone) = db.read(&staff, move |tx| with_project(tx, id)).await?;
        return ui.refuse(&EditMilestone { project, milestone, form, theirs: None });
    };
    let (project, milestone) = db.read(&staff, move |tx| with_project(tx, id)).await?;
    if input.due_on != milestone.due_on && is_too_early(&staff, project.id, input.due_on, &db, &ui).await? {
        return ui.refuse(&EditMilestone { project, milestone, form: too_early(form), theirs: None });
    }
    let meant = input.clone();
    let saved = db.write(&staff, move |tx| actions::revise_milestone(tx, id, revision, &input)).await;
    match saved {
        Err(AppError::Conflict(ARCHIVED)) => {
            let (project, milestone) = db.read(&staff, move |tx| with_project(tx, id)).await?;
            ui.conflict(&EditMilestone { project, milestone, form, theirs: None })
        }
        Err(error) => Err(error),
        Ok(Ok(saved)) => {
            ui.go_to_saying(urls::project_milestones(saved.project_id), "projects-said-milestone-saved")
        }
        Ok(Err((project, now))) => {
            let theirs = Some(differences(&meant, &now));
            form.revision.fill(now.revision.to_string());
            ui.conflict(&EditMilestone { project, milestone: now, form, theirs })
        }
    }
}

/// The fields in which the stored milestone differs from the submitted one: the label's translation key, and the stored value.
fn differences(meant: &MilestoneInput, now: &Milestone) -> Vec<(&'static str, String)> {
    let stored = MilestoneText::of(now);
    differing([
        ("projects-milestone-title", meant.title.as_str() == now.title, stored.title),
        ("projects-due", meant.due_on == now.due_on, stored.due_on),
        ("projects-weight", meant.weight == now.weight, stored.weight),
    ])
}

/// Moves a milestone up or down by one.
pub async fn shift(
    staff: Staff,
    Id(id): Id<MilestoneId>,
    PostForm(form): PostForm<ShiftForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let up = match form.to.as_str() {
        "up" => true,
        "down" => false,
        _ => return Err(AppError::BadRequest),
    };
    match db.write(&staff, move |tx| actions::shift_milestone(tx, id, up)).await {
        Err(AppError::Conflict(ARCHIVED)) => archived(&staff, id, &db, &ui).await,
        shifted => ui.go_to(urls::project_milestones(shifted?.project_id)),
    }
}

/// Marks a milestone as done.
pub async fn complete(staff: Staff, Id(id): Id<MilestoneId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    mark(staff, id, true, db, ui).await
}

/// Marks a milestone as open.
pub async fn reopen(staff: Staff, Id(id): Id<MilestoneId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    mark(staff, id, false, db, ui).await
}

/// Removes a milestone after confirmation.
pub async fn remove(
    staff: Staff,
    Id(id): Id<MilestoneId>,
    PostForm(form): PostForm<Confirmed>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    if !form.is_meant() {
        let milestone = db.read(&staff, move |tx| queries::milestone(tx, id)).await?;
        return ui.page(&Removal { milestone });
    }
    match db.write(&staff, move |tx| actions::remove_milestone(tx, id)).await {
        Err(AppError::Conflict(ARCHIVED)) => archived(&staff, id, &db, &ui).await,
        removed => {
            let list = urls::project_milestones(removed?.project_id);
            ui.go_to_saying(list, "projects-said-milestone-removed")
        }
    }
}

/// Responds to htmx with the row and the progress bar; without scripts, redirects to the list.
async fn mark(staff: Staff, id: MilestoneId, done: bool, db: Data<Db>, ui: Ui) -> AppResult {
    let marked = db
        .write(&staff, move |tx| {
            let milestone = actions::set_milestone_done(tx, id, done)?;
            let project = queries::find(tx, milestone.project_id)?;
            Ok((milestone, project))
        })
        .await;
    let (milestone, project) = match marked {
        Err(AppError::Conflict(ARCHIVED)) => return archived(&staff, id, &db, &ui).await,
        marked => marked?,
    };
    if !ui.is_htmx() {
        return ui.go_to(urls::project_milestones(project.id));
    }
    let row = Row { pressed: true, ..Row::of(milestone, &ui.around.today) };
    ui.piece(&Pressed { row, bar: project.bar(), open: project.archived_at.is_none() })
}

/// Whether a due date is too early for a milestone of a project.
async fn is_too_early(
    staff: &Staff,
    project: ProjectId,
    due: Option<NaiveDate>,
    db: &Db,
    ui: &Ui,
) -> AppResult<bool> {
    let Some(due) = due else { return Ok(false) };
    let project = db.read(staff, move |tx| queries::find(tx, project)).await?;
    Ok(due < earliest(project.starts_on, ui.around.zone.date_of(project.created_at)))
}

fn too_early(form: MilestoneForm) -> MilestoneForm {
    form.refused(|form| &mut form.due_on, Fault::new("projects-fault-due-before-start"))
}

/// The milestones of an archived project, with the notice that nothing can be changed.
async fn archived(staff: &Staff, id: MilestoneId, db: &Db, ui: &Ui) -> AppResult {
    let read = move |tx: &mut Tx| {
        let milestone = queries::milestone(tx, id)?;
        everything(tx, milestone.project_id)
    };
    let found = db.read(staff, read).await?;
    ui.conflict(&page(found, MilestoneForm::default(), ui))
}

fn everything(tx: &mut Tx, id: ProjectId) -> AppResult<(Header, Project, Vec<Milestone>)> {
    let (header, project, _) = queries::overview(tx, id)?;
    Ok((header, project, queries::milestones(tx, id)?))
}

fn with_project(tx: &mut Tx, id: MilestoneId) -> AppResult<(Header, Milestone)> {
    let milestone = queries::milestone(tx, id)?;
    Ok((queries::header(tx, milestone.project_id)?, milestone))
}

fn page(found: (Header, Project, Vec<Milestone>), form: MilestoneForm, ui: &Ui) -> Milestones {
    let (project, about, milestones) = found;
    let rows = milestones.into_iter().map(|milestone| Row::of(milestone, &ui.around.today)).collect();
    Milestones { project, tab: "milestones", bar: about.bar(), rows, form }
}
