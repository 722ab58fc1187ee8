//! Business actions on projects and milestones. Each runs in one transaction: it checks the rules, writes the rows, and records the
//! event and the audit entry.

mod create;
mod milestones;
mod revise;
mod status;

use serde_json::Value;

use super::{
    kinds::{AuditKind, EventKind, PROJECT},
    model::Project,
    queries,
};
use crate::{
    audit::Changing,
    db::Tx,
    error::{AppError, AppResult},
    events::{self, Event},
    kernel::ids::ProjectId,
};

pub use create::create;
pub use milestones::{
    add_milestone, remove_milestone, revise_milestone, set_milestone_done, shift_milestone,
};
pub use revise::revise;
pub use status::{change_status, set_archived, undo_status};

/// The message for a request to change an archived project: a translation key.
pub const ARCHIVED: &str = "projects-is-archived";

/// Locks a project until the transaction ends, and returns it if it may be changed.
///
/// # Errors
/// `NotFound` if it does not exist or is not visible to the viewer; `Conflict` if it is archived.
fn lock_open(tx: &mut Tx, id: ProjectId) -> AppResult<Project> {
    let project = queries::lock(tx, id)?;
    if project.archived_at.is_some() { Err(AppError::Conflict(ARCHIVED)) } else { Ok(project) }
}

/// Checks that a project is not archived.
///
/// # Errors
/// `NotFound` if it does not exist or is not visible to the viewer; `Conflict` if it is archived.
pub fn check_open(tx: &mut Tx, id: ProjectId) -> AppResult<()> {
    match queries::header(tx, id)?.archived_at {
        Some(_) => Err(AppError::Conflict(ARCHIVED)),
        None => Ok(()),
    }
}

/// Begins the audit record of a change to a project. Call it before the row is written.
fn begin_change(tx: &mut Tx, id: ProjectId) -> AppResult<Changing> {
    Changing::begin(tx, PROJECT, id)
}

/// Records a change in the feed, with these facts, and in the audit log.
fn record(
    tx: &mut Tx,
    (happened, audited): (EventKind, AuditKind),
    change: Changing,
    project: &Project,
    facts: Value,
) -> AppResult<()> {
    let event = Event::new(happened).of_project(project.client_id, project.id).about(project.id);
    events::record(tx, event.with(facts))?;
    change.record(tx, audited)
}
