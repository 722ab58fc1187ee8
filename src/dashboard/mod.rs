//! The first page: pending work, and the state of invoices and payments.

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

/// The room's registration with the portal.
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
