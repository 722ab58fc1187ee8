//! Named things in a project and their immutable versions.

mod actions;
mod download;
mod forms;
mod handlers;
mod intake;
mod model;
mod pages;
mod queries;
pub mod rules;
mod trash;

use askama::Template;

pub use actions::add_version;
pub use model::Listed;
pub use queries::recent;
pub use trash::jobs;

use crate::{
    db::Tx,
    error::AppResult,
    live::{LiveView, StoredEvent},
    web::{
        route::{Access, Route, get, post},
        surroundings::Surroundings,
    },
};

/// The room's routes.
pub fn routes() -> Vec<Route> {
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
pub fn live() -> Vec<LiveView> {
    ["file.uploaded", "file.deleted", "file.restored"]
        .into_iter()
        .map(|kind| LiveView { kind, render: show_list })
        .collect()
}

fn show_list(tx: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(project) = happened.project else { return Ok(None) };
    let list = pages::List::new(project, None, queries::page(tx, project, None)?);
    Ok(Some(pages::Live { list }.render_with_values(around)?))
}
