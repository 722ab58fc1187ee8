//! Writes to projects.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    db::Tx,
    error::AppResult,
    kernel::{
        Currency,
        ids::{ClientId, ProjectId},
    },
    projects::{model::ProjectDetails, rules::Status},
    schema::projects,
};

/// Inserts a project of a client, in its currency.
pub fn insert(
    tx: &mut Tx,
    (client, currency): (ClientId, Currency),
    details: &ProjectDetails,
) -> AppResult<ProjectId> {
    let id = ProjectId::new();
    let (author, now) = (tx.scope.user, tx.now);
    diesel::insert_into(projects::table)
        .values((
            projects::id.eq(id),
            projects::client_id.eq(client),
            projects::currency.eq(currency),
            details,
            projects::created_by.eq(author),
            projects::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(id)
}

/// Updates a project's details and increments its revision. Client and currency stay the same.
pub fn update(tx: &mut Tx, id: ProjectId, details: &ProjectDetails) -> AppResult<()> {
    diesel::update(projects::table.filter(projects::id.eq(id)))
        .set((details, projects::revision.eq(projects::revision + 1)))
        .execute(tx.conn())?;
    Ok(())
}

/// Sets a project's status, together with the previous one if the change can be undone.
pub fn set_status(tx: &mut Tx, id: ProjectId, status: Status, before: Option<Status>) -> AppResult<()> {
    let changed_at = before.map(|_| tx.now);
    diesel::update(projects::table.filter(projects::id.eq(id)))
        .set((
            projects::status.eq(status),
            projects::status_before.eq(before),
            projects::status_changed_at.eq(changed_at),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Sets when a project was archived; `None` restores it.
pub fn set_archived_at(tx: &mut Tx, id: ProjectId, at: Option<DateTime<Utc>>) -> AppResult<()> {
    diesel::update(projects::table.filter(projects::id.eq(id)))
        .set(projects::archived_at.eq(at))
        .execute(tx.conn())?;
    Ok(())
}
