//! Client companies, and who belongs to them.

mod actions;
mod forms;
mod handlers;
mod model;
mod pages;
mod queries;

use crate::web::{
    Access, Route,
    route::{get, post},
};

pub use actions::create;
pub use model::{Client, ClientInput};
pub use queries::find;

/// The room's routes.
pub fn routes() -> Vec<Route> {
    use handlers::{clients, invitations};
    vec![
        get("/clients", Access::Staff, clients::index),
        post("/clients", Access::Staff, clients::create),
        get("/clients/new", Access::Staff, clients::new),
        get("/clients/{id}", Access::SignedIn, clients::show),
        post("/clients/{id}", Access::Staff, clients::update),
        get("/clients/{id}/edit", Access::Staff, clients::edit),
        post("/clients/{id}/archive", Access::Staff, clients::archive),
        post("/clients/{id}/return", Access::Staff, clients::bring_back),
        get("/clients/{id}/invitations", Access::StaffOrManager, invitations::new).fresh(),
        post("/clients/{id}/invitations", Access::StaffOrManager, invitations::create).fresh(),
    ]
}
