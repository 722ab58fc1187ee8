//! What happened, readable by those involved: the events of `events` told as sentences, and sent to pages that are open.
//!
//! It knows no other room, only what their events carry and what their `ROOM` says of the kind, so that any room's page may show a feed. A
//! project's own feed is a page of the projects room.

mod handlers;
mod model;
mod privacy;
mod queries;
mod sentence;

pub use model::Entry;
pub use queries::{latest, page};
pub use sentence::{FeedLine, Part, feed_lines};

use crate::{
    live,
    room::Room,
    web::{
        Route,
        route::{Access, get},
    },
};

/// What the house must know of the room.
pub const ROOM: Room = Room { routes, privacy: privacy::PRIVACY, ..Room::named("activity") };

fn routes() -> Vec<Route> {
    let mut routes = live::routes();
    routes.push(get("/activity", Access::SignedIn, handlers::index));
    routes
}
