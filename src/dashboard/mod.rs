//! The first page: whose turn it is, and how the money stands.

mod handlers;
mod live;
mod pages;

use crate::{
    access::Viewer,
    room::Room,
    urls,
    web::{
        Route,
        route::{Access, get},
        shell::RailEntry,
    },
};

/// What the house must know of the room.
pub const ROOM: Room = Room {
    routes,
    live: live::live,
    rail: &[RailEntry {
        count: |viewer| viewer.turns,
        count_id: "count-turns",
        also: |path| path == urls::ACTIVITY,
        ..RailEntry::new(10, "/", rail_key, "home", Access::SignedIn)
    }],
    ..Room::named("dashboard")
};

fn rail_key(viewer: &Viewer) -> &'static str {
    if viewer.role.works_here() { "rail-today" } else { "rail-home" }
}

fn routes() -> Vec<Route> {
    vec![get("/", Access::SignedIn, handlers::index)]
}
