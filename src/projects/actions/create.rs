//! Creates a project.

use serde_json::json;

use crate::{
    audit,
    db::Tx,
    error::AppResult,
    events::{self, Event},
    kernel::{ids::ProjectId, text::Line},
    projects::{
        kinds::{AuditKind, EventKind},
        model::ProjectInput,
        queries::{changes, milestones},
    },
};

/// Creates a project with its first milestones.
pub fn create(tx: &mut Tx, input: &ProjectInput, first: &[Line]) -> AppResult<ProjectId> {
    let id = changes::insert(tx, (input.client, input.currency), &input.details)?;
    milestones::insert_first(tx, input.client, id, first)?;
    let event = Event::new(EventKind::ProjectCreated).of_project(input.client, id).about(id);
    events::record(tx, event.with(json!({ "name": input.details.name })))?;
    let facts = json!({ "name": input.details.name, "client_id": input.client });
    audit::record(tx, AuditKind::ProjectCreated, id, facts)?;
    Ok(id)
}
