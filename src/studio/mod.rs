//! The studio itself: creating one, and its settings.

mod actions;
pub mod addresses;
mod forms;
mod handlers;
mod kinds;
mod model;
mod pages;
mod queries;

use crate::{
    room::Room,
    urls,
    web::{
        Access, Route,
        route::{get, post},
        shell::RailEntry,
    },
};

pub use actions::{found, save};
pub use kinds::AuditKind;
pub use model::{NewStudio, Settings};
pub use queries::at_host;

/// The room's registration with the portal.
pub const ROOM: Room = Room {
    routes,
    audit: &[AuditKind::ALL],
    things: &[kinds::STUDIO],
    rail: &[RailEntry::new(80, urls::STUDIO, |_| "rail-studio", "admin", Access::Admin)],
    ..Room::named("studio")
};

fn routes() -> Vec<Route> {
    vec![
        get("/studio", Access::Admin, handlers::show).fresh(),
        post("/studio", Access::Admin, handlers::update).fresh().kept(forms::SETTINGS_LABELS),
        get("/studio/addresses", Access::Admin, addresses::show).fresh(),
        post("/studio/addresses", Access::Admin, addresses::update).fresh().kept(addresses::LABELS),
    ]
}
