//! Personal data: exported as a zip, erased on request, and deleted when its retention period is over.

mod actions;
mod archive;
mod forms;
mod handlers;
mod jobs;
mod kept;
mod kinds;
mod pages;
mod queries;
pub mod rules;
mod unpacked;

pub use kinds::AuditKind;

use crate::{
    room::Room,
    web::{
        Access, Route,
        route::{get, post},
    },
};

/// The room's registration.
pub const ROOM: Room = Room {
    routes,
    jobs: |_, rooms| jobs::jobs(rooms),
    audit: &[AuditKind::ALL],
    things: kinds::THINGS,
    privacy: kept::PRIVACY,
    ..Room::named("privacy")
};

fn routes() -> Vec<Route> {
    use handlers::{erasure, exports, retention};
    vec![
        get("/account/data", Access::SignedIn, exports::own).fresh(),
        post("/account/data", Access::SignedIn, exports::ask_own).fresh(),
        get("/people/{id}/data", Access::Admin, exports::of_person).fresh(),
        post("/people/{id}/data", Access::Admin, exports::ask_of_person).fresh(),
        post("/people/{id}/erasure", Access::Admin, erasure::person).fresh().on("/people/{id}/data"),
        get("/clients/{id}/data", Access::Admin, exports::of_client).fresh(),
        post("/clients/{id}/data", Access::Admin, exports::ask_of_client).fresh(),
        post("/clients/{id}/erasure", Access::Admin, erasure::client).fresh().on("/clients/{id}/data"),
        get("/exports/{id}", Access::SignedIn, exports::download).fresh(),
        get("/studio/retention", Access::Admin, retention::show).fresh(),
        post("/studio/retention", Access::Admin, retention::update).fresh().kept(retention::LABELS),
    ]
}
