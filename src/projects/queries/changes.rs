//! What the room writes about projects. Each change tells its event in its own transaction.

use diesel::prelude::*;
use serde_json::json;

use super::find;
use crate::{
    audit::{self, Changing, Thing},
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        ids::{MilestoneId, ProjectId},
        text::Line,
    },
    live::events::{Event, record},
    projects::{forms::ProjectInput, model::Project, rules::Status},
    schema::{milestones, projects},
};

/// Opens a project with its first milestones.
///
/// # Errors
/// As Postgres answers; its client must be there.
pub fn open(tx: &mut Tx, input: &ProjectInput, first: &[Line]) -> AppResult<ProjectId> {
    let id = ProjectId::new();
    let (author, now) = (tx.scope.user, tx.now);
    diesel::insert_into(projects::table)
        .values((
            projects::id.eq(id),
            projects::client_id.eq(input.client),
            projects::type_id.eq(input.type_id),
            projects::name.eq(&input.name),
            projects::description.eq(&input.description),
            projects::starts_on.eq(input.starts_on),
            projects::due_on.eq(input.due_on),
            projects::currency.eq(input.currency),
            projects::budget_minor.eq(input.budget.map(|budget| budget.minor)),
            projects::created_by.eq(author),
            projects::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    let rows: Vec<_> = (1..)
        .zip(first)
        .map(|(position, title)| {
            (
                milestones::id.eq(MilestoneId::new()),
                milestones::client_id.eq(input.client),
                milestones::project_id.eq(id),
                milestones::title.eq(title),
                milestones::position.eq(position),
                milestones::created_at.eq(now),
            )
        })
        .collect();
    if !rows.is_empty() {
        diesel::insert_into(milestones::table).values(rows).execute(tx.conn())?;
    }
    let event = Event::new("project.created").of_project(input.client, id).about(id.uuid());
    record(tx, event.with(json!({"name": input.name})))?;
    let facts = json!({ "name": input.name, "client_id": input.client });
    audit::record(tx, "project.created", Some(("project", id.uuid())), facts)?;
    Ok(id)
}

/// Changes a project's details, if nobody else has since `revision`; otherwise tells how it stands now.
pub fn revise(
    tx: &mut Tx,
    id: ProjectId,
    revision: i32,
    input: &ProjectInput,
) -> AppResult<Result<(), Project>> {
    let project = changeable(tx, id)?;
    if project.revision != revision {
        return Ok(Err(project));
    }
    let change = changing(tx, id)?;
    diesel::update(projects::table.filter(projects::id.eq(id)))
        .set((
            projects::type_id.eq(input.type_id),
            projects::name.eq(&input.name),
            projects::description.eq(&input.description),
            projects::starts_on.eq(input.starts_on),
            projects::due_on.eq(input.due_on),
            projects::budget_minor.eq(input.budget.map(|budget| budget.minor)),
            projects::revision.eq(revision + 1),
        ))
        .execute(tx.conn())?;
    tell(tx, "project.changed", change, &project, json!({"name": input.name}))?;
    Ok(Ok(()))
}

/// Moves a project on to another status; staying where it is changes nothing.
///
/// # Errors
/// Conflict when its status does not lead there, or it is archived.
pub fn change_status(tx: &mut Tx, id: ProjectId, to: Status) -> AppResult<()> {
    let project = changeable(tx, id)?;
    let to = project.status.become_next(to).map_err(|_| AppError::Conflict("projects-no-such-step"))?;
    if to == project.status {
        return Ok(());
    }
    let change = changing(tx, id)?;
    diesel::update(projects::table.filter(projects::id.eq(id)))
        .set(projects::status.eq(to))
        .execute(tx.conn())?;
    let facts = json!({"name": project.name, "from": project.status, "to": to});
    tell(tx, "project.status", change, &project, facts)
}

/// Puts a project away, to be read and not changed; or brings it back.
///
/// # Errors
/// Not found when there is none, or none this asker may see.
pub fn archive(tx: &mut Tx, id: ProjectId, away: bool) -> AppResult<()> {
    let project = locked(tx, id)?;
    if project.archived_at.is_some() == away {
        return Ok(());
    }
    let at = away.then_some(tx.now);
    let change = changing(tx, id)?;
    diesel::update(projects::table.filter(projects::id.eq(id)))
        .set(projects::archived_at.eq(at))
        .execute(tx.conn())?;
    let kind = if away { "project.archived" } else { "project.restored" };
    tell(tx, kind, change, &project, json!({"name": project.name}))
}

/// A project that may be changed, held until the transaction ends.
pub fn changeable(tx: &mut Tx, id: ProjectId) -> AppResult<Project> {
    let project = locked(tx, id)?;
    if project.archived_at.is_some() { Err(AppError::Conflict("projects-is-archived")) } else { Ok(project) }
}

fn locked(tx: &mut Tx, id: ProjectId) -> AppResult<Project> {
    // Locked first: what is read after it is what is then changed.
    let held = projects::table.filter(projects::id.eq(id)).select(projects::id).for_update();
    held.first::<ProjectId>(tx.conn())?;
    find(tx, id)
}

fn changing(tx: &mut Tx, id: ProjectId) -> AppResult<Changing> {
    Changing::begin(tx, Thing::Project, id.uuid())
}

/// To the feed and to the audit, under one name.
fn tell(
    tx: &mut Tx,
    kind: &'static str,
    change: Changing,
    project: &Project,
    facts: serde_json::Value,
) -> AppResult<()> {
    let event = Event::new(kind).of_project(project.client_id, project.id).about(project.id.uuid());
    record(tx, event.with(facts))?;
    change.record(tx, kind)
}
