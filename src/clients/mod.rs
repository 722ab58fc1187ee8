//! Clients: the customer companies of a studio, and who belongs to them.

mod actions;
mod forms;
mod handlers;
mod kinds;
mod model;
mod pages;
mod privacy;
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

pub use actions::create;
pub use kinds::AuditKind;
pub use model::{Client, ClientInput};
pub use queries::{NAME_IN_ORDER, find, first};

/// The room's registration with the portal.
pub const ROOM: Room = Room {
    routes,
    audit: &[AuditKind::ALL],
    things: &[kinds::CLIENT],
    rail: &[RailEntry::new(50, urls::CLIENTS, |_| "rail-clients", "clients", Access::Staff)],
    privacy: privacy::PRIVACY,
    ..Room::named("clients")
};

fn routes() -> Vec<Route> {
    use handlers::{clients, invitations};
    vec![
        get("/clients", Access::Staff, clients::index),
        post("/clients", Access::Staff, clients::create).kept(forms::CLIENT_LABELS),
        get("/clients/new", Access::Staff, clients::new),
        get("/clients/{id}", Access::SignedIn, clients::show),
        post("/clients/{id}", Access::Staff, clients::update).kept(forms::CLIENT_LABELS),
        get("/clients/{id}/edit", Access::Staff, clients::edit),
        post("/clients/{id}/archive", Access::Staff, clients::archive),
        post("/clients/{id}/return", Access::Staff, clients::restore),
        get("/clients/{id}/invitations", Access::StaffOrManager, invitations::new).fresh(),
        post("/clients/{id}/invitations", Access::StaffOrManager, invitations::create)
            .fresh()
            .kept(crate::accounts::INVITATION_LABELS),
    ]
}
