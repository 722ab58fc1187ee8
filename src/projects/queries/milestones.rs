//! Writes to milestones.

use chrono::{DateTime, Utc};
use diesel::{dsl::max, prelude::*};

use crate::{
    db::Tx,
    error::AppResult,
    kernel::{
        ids::{ClientId, MilestoneId, ProjectId},
        text::Line,
    },
    projects::model::{Milestone, MilestoneInput, Project},
    schema::milestones,
};

/// Inserts a new project's milestones in this order.
pub fn insert_first(tx: &mut Tx, client: ClientId, project: ProjectId, titles: &[Line]) -> AppResult<()> {
    let now = tx.now;
    let rows: Vec<_> = (1..)
        .zip(titles)
        .map(|(position, title)| {
            (
                milestones::id.eq(MilestoneId::new()),
                milestones::client_id.eq(client),
                milestones::project_id.eq(project),
                milestones::title.eq(title),
                milestones::position.eq(position),
                milestones::created_at.eq(now),
            )
        })
        .collect();
    if !rows.is_empty() {
        diesel::insert_into(milestones::table).values(rows).execute(tx.conn())?;
    }
    Ok(())
}

/// Inserts a milestone after the others of its project, which must be locked.
pub fn insert_last(tx: &mut Tx, project: &Project, input: &MilestoneInput) -> AppResult<MilestoneId> {
    let others = milestones::table.filter(milestones::project_id.eq(project.id));
    let last: Option<i32> = others.select(max(milestones::position)).first(tx.conn())?;
    let (id, now) = (MilestoneId::new(), tx.now);
    diesel::insert_into(milestones::table)
        .values((
            milestones::id.eq(id),
            milestones::client_id.eq(project.client_id),
            milestones::project_id.eq(project.id),
            input,
            milestones::position.eq(last.unwrap_or_default() + 1),
            milestones::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(id)
}

/// Updates a milestone's details and increments its revision.
pub fn update(tx: &mut Tx, id: MilestoneId, input: &MilestoneInput) -> AppResult<()> {
    diesel::update(milestones::table.filter(milestones::id.eq(id)))
        .set((input, milestones::revision.eq(milestones::revision + 1)))
        .execute(tx.conn())?;
    Ok(())
}

/// Sets when a milestone was completed, and by the current user; `None` reopens it and clears both.
pub fn set_done_at(tx: &mut Tx, id: MilestoneId, at: Option<DateTime<Utc>>) -> AppResult<()> {
    let by = at.and(tx.scope.user);
    diesel::update(milestones::table.filter(milestones::id.eq(id)))
        .set((milestones::done_at.eq(at), milestones::done_by.eq(by)))
        .execute(tx.conn())?;
    Ok(())
}

/// Sets the positions of a project's milestones to this order.
pub fn save_order(tx: &mut Tx, order: &[Milestone]) -> AppResult<()> {
    for (position, moved) in (1..).zip(order).filter(|(position, moved)| moved.position != *position) {
        diesel::update(milestones::table.filter(milestones::id.eq(moved.id)))
            .set(milestones::position.eq(position))
            .execute(tx.conn())?;
    }
    Ok(())
}

/// Deletes a milestone.
pub fn delete(tx: &mut Tx, id: MilestoneId) -> AppResult<()> {
    diesel::delete(milestones::table.filter(milestones::id.eq(id))).execute(tx.conn())?;
    Ok(())
}
