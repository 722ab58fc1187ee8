//! Changing a project's status, archiving and restoring it.

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

/// Changes a project's status, and answers the change that led to it, where it can be undone. The one it has already changes nothing.
///
/// # Errors
/// Conflict when that status cannot follow its present one, or it is archived.
pub fn change_status(tx: &mut Tx, id: ProjectId, to: Status) -> AppResult<Option<Undoable>> {
    let project = lock_open(tx, id)?;
    let to = project.status.become_next(to).map_err(|_| AppError::Conflict("projects-no-such-step"))?;
    if to == project.status {
        return Ok(project.undoable(tx.now));
    }
    set_status(tx, &project, to, Some(project.status))?;
    Ok(Some(Undoable { before: project.status, at: tx.now }))
}

/// Sets a project's status back to what it was before its last change, within ten minutes. `of` is when the change was that is meant, in
/// microseconds since 1970.
///
/// # Errors
/// Conflict when there is nothing to undo any more, the status has been changed again, or the project is archived.
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

/// Archives a project, which can then be read and not changed; or restores it.
///
/// # Errors
/// Not found when there is none, or none this asker may see.
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
