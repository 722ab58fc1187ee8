//! What the room writes about milestones.

use diesel::{dsl::max, prelude::*};
use serde_json::{Value, json};

use super::{changes::changeable, header, milestone, visible_milestones};
use crate::{
    audit::{self, Changing, Thing},
    db::Tx,
    error::AppResult,
    kernel::ids::{MilestoneId, ProjectId},
    live::events::{Event, record},
    projects::{
        forms::MilestoneInput,
        model::{Header, Milestone},
    },
    schema::milestones,
};

/// Adds a milestone at the end.
///
/// # Errors
/// Not found without the project; conflict when it is archived.
pub fn add(tx: &mut Tx, project: ProjectId, input: &MilestoneInput) -> AppResult<MilestoneId> {
    let project = changeable(tx, project)?;
    let ours = visible_milestones(tx.scope).filter(milestones::project_id.eq(project.id));
    let last: Option<i32> = ours.select(max(milestones::position)).first(tx.conn())?;
    let (id, now) = (MilestoneId::new(), tx.now);
    diesel::insert_into(milestones::table)
        .values((
            milestones::id.eq(id),
            milestones::client_id.eq(project.client_id),
            milestones::project_id.eq(project.id),
            milestones::title.eq(&input.title),
            milestones::due_on.eq(input.due_on),
            milestones::weight.eq(input.weight),
            milestones::position.eq(last.unwrap_or_default() + 1),
            milestones::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    let event = Event::new("milestone.added").of_project(project.client_id, project.id).about(id.uuid());
    record(tx, event.with(json!({"title": input.title})))?;
    let facts = json!({ "title": input.title, "client_id": project.client_id });
    audit::record(tx, "milestone.added", Some(("milestone", id.uuid())), facts)?;
    Ok(id)
}

/// Changes a milestone's details, if nobody else has since `revision`; otherwise tells how it stands now, and in which project.
pub fn revise(
    tx: &mut Tx,
    id: MilestoneId,
    revision: Option<i32>,
    input: &MilestoneInput,
) -> AppResult<Result<Milestone, (Header, Milestone)>> {
    let milestone = held(tx, id)?;
    if revision != Some(milestone.revision) {
        return Ok(Err((header(tx, milestone.project_id)?, milestone)));
    }
    let change = changing(tx, id)?;
    diesel::update(milestones::table.filter(milestones::id.eq(id)))
        .set((
            milestones::title.eq(&input.title),
            milestones::due_on.eq(input.due_on),
            milestones::weight.eq(input.weight),
            milestones::revision.eq(milestone.revision + 1),
        ))
        .execute(tx.conn())?;
    record(tx, event("milestone.changed", &milestone, json!({"title": input.title})).unseen())?;
    change.record(tx, "milestone.changed")?;
    Ok(Ok(milestone))
}

/// Marks a milestone done, or open again; a second time changes nothing.
///
/// # Errors
/// Not found without the milestone; conflict when its project is archived.
pub fn set_done(tx: &mut Tx, id: MilestoneId, done: bool) -> AppResult<Milestone> {
    let milestone = held(tx, id)?;
    if milestone.is_done() == done {
        return Ok(milestone);
    }
    let change = changing(tx, id)?;
    let (by, at) = (tx.scope.user.filter(|_| done), done.then_some(tx.now));
    diesel::update(milestones::table.filter(milestones::id.eq(id)))
        .set((milestones::done_at.eq(at), milestones::done_by.eq(by)))
        .execute(tx.conn())?;
    let kind = if done { "milestone.done" } else { "milestone.reopened" };
    record(tx, event(kind, &milestone, json!({"title": milestone.title})))?;
    change.record(tx, kind)?;
    Ok(Milestone { done_at: at, ..milestone })
}

/// Changes places with the milestone above or below it; at the end it stays.
pub fn shift(tx: &mut Tx, id: MilestoneId, up: bool) -> AppResult<Milestone> {
    let milestone = held(tx, id)?;
    let mut order = super::milestones(tx, milestone.project_id)?;
    let at = order.iter().position(|other| other.id == id).unwrap_or_default();
    let to = if up { at.checked_sub(1) } else { Some(at + 1).filter(|to| *to < order.len()) };
    let Some(to) = to else { return Ok(milestone) };
    let change = changing(tx, id)?;
    order.swap(at, to);
    for (position, moved) in (1..).zip(&order).filter(|(position, moved)| moved.position != *position) {
        diesel::update(milestones::table.filter(milestones::id.eq(moved.id)))
            .set(milestones::position.eq(position))
            .execute(tx.conn())?;
    }
    record(tx, event("milestone.moved", &milestone, json!({"title": milestone.title})).unseen())?;
    change.record(tx, "milestone.moved")?;
    Ok(milestone)
}

/// Removes a milestone.
pub fn remove(tx: &mut Tx, id: MilestoneId) -> AppResult<Milestone> {
    let milestone = held(tx, id)?;
    let change = changing(tx, id)?;
    diesel::delete(milestones::table.filter(milestones::id.eq(id))).execute(tx.conn())?;
    record(tx, event("milestone.removed", &milestone, json!({"title": milestone.title})))?;
    change.record(tx, "milestone.removed")?;
    Ok(milestone)
}

/// A milestone whose project is held, so that two changes to its list follow one another.
fn held(tx: &mut Tx, id: MilestoneId) -> AppResult<Milestone> {
    let project = milestone(tx, id)?.project_id;
    changeable(tx, project)?;
    milestone(tx, id)
}

fn changing(tx: &mut Tx, id: MilestoneId) -> AppResult<Changing> {
    Changing::begin(tx, Thing::Milestone, id.uuid())
}

fn event(kind: &'static str, milestone: &Milestone, facts: Value) -> Event {
    let of = Event::new(kind).of_project(milestone.client_id, milestone.project_id);
    of.about(milestone.id.uuid()).with(facts)
}
