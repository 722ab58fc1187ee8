//! Named things in a project and their immutable versions.

mod actions;
mod download;
mod forms;
mod handlers;
mod intake;
mod kinds;
mod model;
mod pages;
mod privacy;
mod queries;
pub mod rules;
mod trash;

use askama::Template;

pub use actions::add_version;
pub use kinds::{AuditKind, EventKind};
pub use model::Listed;
pub use queries::recent;

use crate::{
    db::Tx,
    error::AppResult,
    live::{LiveView, StoredEvent},
    room::Room,
    web::{
        route::{Access, Route, get, post},
        surroundings::Surroundings,
    },
};

/// What the house must know of the room.
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
        get("/files/{id}", Access::SignedIn, handlers::show),
        post("/files/{id}/deletion", Access::SignedIn, handlers::delete),
        post("/files/{id}/restoration", Access::SignedIn, trash::restore),
        get("/file-versions/{id}", Access::SignedIn, download::download),
    ]
}

/// What happens to files shows in lists that are open.
fn live() -> Vec<LiveView> {
    [EventKind::Uploaded, EventKind::Deleted, EventKind::Restored]
        .map(|kind| LiveView::new(kind, show_list))
        .into()
}

fn show_list(tx: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(project) = happened.project else { return Ok(None) };
    let list = pages::List::new(project, None, queries::page(tx, project, None)?);
    Ok(Some(pages::Live { list }.render_with_values(around)?))
}
