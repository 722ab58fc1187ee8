//! Changes a project's status, archives and restores it.

use serde_json::json;

use super::{begin_change, lock_open, record};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::ProjectId,
    projects::{
        kinds::{AuditKind, EventKind},
        model::{Project, Undoable},
        queries::{self, changes},
        rules::Status,
    },
};

/// Changes a project's status. Returns the status change that can now be undone, if any. Does nothing if the project already has
/// the status.
///
/// # Errors
/// `Conflict` if the current status does not allow this one to follow, or the project is archived.
pub fn change_status(tx: &mut Tx, id: ProjectId, to: Status) -> AppResult<Option<Undoable>> {
    let project = lock_open(tx, id)?;
    let to = project.status.become_next(to).map_err(|_| AppError::Conflict("projects-no-such-step"))?;
    if to == project.status {
        return Ok(project.undoable(tx.now));
    }
    set_status(tx, &project, to, Some(project.status))?;
    Ok(Some(Undoable { before: project.status, at: tx.now }))
}

/// Undoes the last status change within ten minutes. `of` identifies the change by its time, in microseconds since 1970.
///
/// # Errors
/// `Conflict` if there is nothing left to undo, if the status has been changed again, or if the project is archived.
pub fn undo_status(tx: &mut Tx, id: ProjectId, of: Option<i64>) -> AppResult<()> {
    let project = lock_open(tx, id)?;
    let change = project.undoable(tx.now).ok_or(AppError::Conflict("projects-nothing-to-undo"))?;
    if of != Some(change.at.timestamp_micros()) {
        return Err(AppError::Conflict("projects-changed-again"));
    }
    set_status(tx, &project, change.before, None)
}

fn set_status(tx: &mut Tx, project: &Project, to: Status, before: Option<Status>) -> AppResult<()> {
    let change = begin_change(tx, project.id)?;
    changes::set_status(tx, project.id, to, before)?;
    let facts = json!({ "name": project.name, "from": project.status, "to": to });
    record(tx, (EventKind::StatusChanged, AuditKind::StatusChanged), change, project, facts)
}

/// Archives a project, which makes it read-only, or restores it.
///
/// # Errors
/// `NotFound` if it does not exist or is not visible to the viewer.
pub fn set_archived(tx: &mut Tx, id: ProjectId, archived: bool) -> AppResult<()> {
    let project = queries::lock(tx, id)?;
    if project.archived_at.is_some() == archived {
        return Ok(());
    }
    let change = begin_change(tx, id)?;
    changes::set_archived_at(tx, id, archived.then_some(tx.now))?;
    let kinds = if archived {
        (EventKind::ProjectArchived, AuditKind::ProjectArchived)
    } else {
        (EventKind::ProjectRestored, AuditKind::ProjectRestored)
    };
    record(tx, kinds, change, &project, json!({ "name": project.name }))
}
