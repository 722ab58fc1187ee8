//! Files: named things in a project, and their immutable versions.

mod actions;
mod download;
mod faults;
mod file;
mod forms;
mod handlers;
mod intake;
mod kinds;
mod model;
mod pages;
mod privacy;
mod queries;
mod receive;
pub mod rules;
mod trash;

use askama::Template;

pub use actions::add_version;
pub use kinds::{AuditKind, EventKind};
pub use model::Listed;
pub use queries::recent;

use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::FileId,
    live::{LiveView, StoredEvent},
    room::Room,
    web::{
        route::{Access, Route, get, post},
        surroundings::Surroundings,
    },
};

/// What the rest of the portal needs to know about this room.
pub const ROOM: Room = Room {
    routes,
    live,
    jobs: |_, _| trash::jobs(),
    events: EventKind::ALL,
    audit: &[AuditKind::ALL],
    things: kinds::THINGS,
    privacy: privacy::PRIVACY,
    ..Room::named("files")
};

fn routes() -> Vec<Route> {
    vec![
        get("/projects/{id}/files", Access::SignedIn, handlers::index),
        post("/projects/{id}/files", Access::SignedIn, handlers::upload),
        get("/projects/{id}/files/trash", Access::SignedIn, trash::index),
        get("/files/{id}", Access::SignedIn, file::show),
        post("/files/{id}/versions", Access::SignedIn, file::upload),
        post("/files/{id}/name", Access::SignedIn, file::rename).kept(forms::NAME_LABELS),
        post("/files/{id}/deletion", Access::SignedIn, file::delete),
        post("/files/{id}/restoration", Access::SignedIn, trash::restore),
        get("/file-versions/{id}", Access::SignedIn, download::download),
    ]
}

/// Changes to files update open lists and the file's own page.
fn live() -> Vec<LiveView> {
    [EventKind::Uploaded, EventKind::Deleted, EventKind::Restored, EventKind::Renamed]
        .map(|kind| LiveView::new(kind, show_list))
        .into()
}

fn show_list(tx: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(project) = happened.project else { return Ok(None) };
    let list = pages::List::new(project, None, queries::page(tx, project, None)?);
    let file = match happened.subject.map(FileId::from) {
        Some(id) => still_there(queries::find(tx, id))?,
        None => None,
    };
    let versions = match &file {
        Some(file) => queries::versions(tx, file.id)?,
        None => Vec::new(),
    };
    Ok(Some(pages::Live { list, file, versions }.render_with_values(around)?))
}

/// `None` for a file in the trash, in which case only the list is updated.
fn still_there(found: AppResult<model::File>) -> AppResult<Option<model::File>> {
    match found {
        Err(AppError::NotFound) => Ok(None),
        found => found.map(Some),
    }
}
