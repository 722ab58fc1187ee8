//! What happened, readable by those involved: the events of `live::events` told as sentences.
//!
//! It knows no other room, only what their events carry, so that any room's page may show a feed. A project's own
//! feed is a page of the projects room.

mod entry;
mod handlers;
mod queries;

pub use entry::{Entry, Told, tell};
pub use queries::{Feed, latest, page};

use crate::web::{
    Route,
    route::{Access, get},
};

/// The room's routes.
pub fn routes() -> Vec<Route> {
    vec![get("/activity", Access::SignedIn, handlers::index)]
}
