//! What is done with projects and their milestones: one transaction a function, which checks the rules, writes rows, and records the
//! event and the audit entry that go with it.

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

/// What is said to whoever would change an archived project: a key of the words.
pub const ARCHIVED: &str = "projects-is-archived";

/// A project that may be changed, locked until the transaction ends.
///
/// # Errors
/// Not found when there is none, or none this asker may see; conflict when it is archived.
fn lock_open(tx: &mut Tx, id: ProjectId) -> AppResult<Project> {
    let project = queries::lock(tx, id)?;
    if project.archived_at.is_some() { Err(AppError::Conflict(ARCHIVED)) } else { Ok(project) }
}

/// Refuses what would change an archived project.
///
/// # Errors
/// Not found when there is none, or none this asker may see; conflict when it is archived.
pub fn check_open(tx: &mut Tx, id: ProjectId) -> AppResult<()> {
    match queries::header(tx, id)?.archived_at {
        Some(_) => Err(AppError::Conflict(ARCHIVED)),
        None => Ok(()),
    }
}

/// A change of a project, as the audit tells it; begun before the row is written.
fn begin_change(tx: &mut Tx, id: ProjectId) -> AppResult<Changing> {
    Changing::begin(tx, PROJECT, id)
}

/// Records a change in the feed, with these facts, and in the audit.
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
