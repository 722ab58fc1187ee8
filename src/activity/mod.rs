//! The activity feed: events as sentences, for those who may see them, and sent to open pages.
//!
//! It depends on no other room, only on the facts of events and on how each room's `ROOM` declares their kinds, so that
//! any room's page can show a feed. A project's own feed is a page of the projects room.

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

/// The room's registration with the portal.
pub const ROOM: Room = Room { routes, privacy: privacy::PRIVACY, ..Room::named("activity") };

fn routes() -> Vec<Route> {
    let mut routes = live::routes();
    routes.push(get("/activity", Access::SignedIn, handlers::index));
    routes
}
