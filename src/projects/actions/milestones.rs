//! Adds, edits, completes, moves and removes a project's milestones.

use serde_json::{Value, json};

use super::lock_open;
use crate::{
    audit::{self, Changing},
    db::Tx,
    error::AppResult,
    events::{self, Event},
    kernel::ids::{MilestoneId, ProjectId},
    projects::{
        kinds::{AuditKind, EventKind, MILESTONE},
        model::{Header, Milestone, MilestoneInput},
        queries::{self, milestones},
    },
};

/// Adds a milestone at the end.
///
/// # Errors
/// `NotFound` if there is no such project; `Conflict` if it is archived.
pub fn add_milestone(tx: &mut Tx, project: ProjectId, input: &MilestoneInput) -> AppResult<MilestoneId> {
    let project = lock_open(tx, project)?;
    let id = milestones::insert_last(tx, &project, input)?;
    let event = Event::new(EventKind::MilestoneAdded).of_project(project.client_id, project.id).about(id);
    events::record(tx, event.with(json!({ "title": input.title })))?;
    let facts = json!({ "title": input.title, "client_id": project.client_id });
    audit::record(tx, AuditKind::MilestoneAdded, id, facts)?;
    Ok(id)
}

/// Updates a milestone, unless it has been changed since `revision`. In that case nothing is written, and the current milestone is
/// returned with its project.
///
/// # Errors
/// `NotFound` if there is no such milestone; `Conflict` if its project is archived.
pub fn revise_milestone(
    tx: &mut Tx,
    id: MilestoneId,
    revision: Option<i32>,
    input: &MilestoneInput,
) -> AppResult<Result<Milestone, (Header, Milestone)>> {
    let milestone = lock(tx, id)?;
    if revision != Some(milestone.revision) {
        return Ok(Err((queries::header(tx, milestone.project_id)?, milestone)));
    }
    let change = begin_change(tx, id)?;
    milestones::update(tx, id, input)?;
    let facts = json!({ "title": input.title });
    events::record(tx, event(EventKind::MilestoneChanged, &milestone, facts))?;
    change.record(tx, AuditKind::MilestoneChanged)?;
    Ok(Ok(milestone))
}

/// Marks a milestone as done or open. Does nothing if it already is.
///
/// # Errors
/// `NotFound` if there is no such milestone; `Conflict` if its project is archived.
pub fn set_milestone_done(tx: &mut Tx, id: MilestoneId, done: bool) -> AppResult<Milestone> {
    let milestone = lock(tx, id)?;
    if milestone.is_done() == done {
        return Ok(milestone);
    }
    let change = begin_change(tx, id)?;
    let done_at = done.then_some(tx.now);
    milestones::set_done_at(tx, id, done_at)?;
    let kinds = if done {
        (EventKind::MilestoneDone, AuditKind::MilestoneDone)
    } else {
        (EventKind::MilestoneReopened, AuditKind::MilestoneReopened)
    };
    record(tx, kinds, change, &milestone)?;
    Ok(Milestone { done_at, ..milestone })
}

/// Swaps a milestone with the one above or below it. Does nothing at the end of the list.
///
/// # Errors
/// `NotFound` if there is no such milestone; `Conflict` if its project is archived.
pub fn shift_milestone(tx: &mut Tx, id: MilestoneId, up: bool) -> AppResult<Milestone> {
    let milestone = lock(tx, id)?;
    let mut order = queries::milestones(tx, milestone.project_id)?;
    let at = order.iter().position(|other| other.id == id).unwrap_or_default();
    let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < order.len()) };
    let Some(to) = to else { return Ok(milestone) };
    let change = begin_change(tx, id)?;
    order.swap(at, to);
    milestones::save_order(tx, &order)?;
    record(tx, (EventKind::MilestoneMoved, AuditKind::MilestoneMoved), change, &milestone)?;
    Ok(milestone)
}

/// Removes a milestone.
///
/// # Errors
/// `NotFound` if there is no such milestone; `Conflict` if its project is archived.
pub fn remove_milestone(tx: &mut Tx, id: MilestoneId) -> AppResult<Milestone> {
    let milestone = lock(tx, id)?;
    let change = begin_change(tx, id)?;
    milestones::delete(tx, id)?;
    record(tx, (EventKind::MilestoneRemoved, AuditKind::MilestoneRemoved), change, &milestone)?;
    Ok(milestone)
}

/// Locks the project of a milestone, so that changes to its list are serialized, and returns the milestone.
fn lock(tx: &mut Tx, id: MilestoneId) -> AppResult<Milestone> {
    let project = queries::milestone(tx, id)?.project_id;
    lock_open(tx, project)?;
    queries::milestone(tx, id)
}

fn begin_change(tx: &mut Tx, id: MilestoneId) -> AppResult<Changing> {
    Changing::begin(tx, MILESTONE, id)
}

fn record(
    tx: &mut Tx,
    (happened, audited): (EventKind, AuditKind),
    change: Changing,
    milestone: &Milestone,
) -> AppResult<()> {
    events::record(tx, event(happened, milestone, json!({ "title": milestone.title })))?;
    change.record(tx, audited)
}

fn event(kind: EventKind, milestone: &Milestone, facts: Value) -> Event {
    let event = Event::new(kind).of_project(milestone.client_id, milestone.project_id);
    event.about(milestone.id).with(facts)
}
