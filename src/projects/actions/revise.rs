//! Edits a project's details.

use serde_json::json;

use super::{begin_change, lock_open, record};
use crate::{
    db::Tx,
    error::AppResult,
    kernel::ids::ProjectId,
    projects::{
        kinds::{AuditKind, EventKind},
        model::Project,
        model::ProjectInput,
        queries::changes,
    },
};

/// Updates a project's details, unless they have been changed since `revision`. In that case nothing is written, and the current
/// project is returned.
///
/// # Errors
/// `NotFound` if there is no such project; `Conflict` if it is archived.
pub fn revise(
    tx: &mut Tx,
    id: ProjectId,
    revision: i32,
    input: &ProjectInput,
) -> AppResult<Result<(), Project>> {
    let project = lock_open(tx, id)?;
    if project.revision != revision {
        return Ok(Err(project));
    }
    let change = begin_change(tx, id)?;
    changes::update(tx, id, &input.details)?;
    let kinds = (EventKind::ProjectChanged, AuditKind::ProjectChanged);
    record(tx, kinds, change, &project, json!({ "name": input.details.name }))?;
    Ok(Ok(()))
}
