//! What happened, readable by those involved: the events of `events` told as sentences.
//!
//! It knows no other room, only what their events carry, so that any room's page may show a feed. A project's own
//! feed is a page of the projects room.

mod handlers;
mod model;
mod queries;
mod sentence;

pub use model::Entry;
pub use queries::{Feed, latest, page};
pub use sentence::{Part, Told, tell};

use crate::web::{
    Route,
    route::{Access, get},
};

/// The room's routes.
pub fn routes() -> Vec<Route> {
    vec![get("/activity", Access::SignedIn, handlers::index)]
}
