//! People: signing in and out, invitations, passwords, one's own account.

pub mod commands;
mod forms;
mod handlers;
mod model;
mod pages;
pub mod password;
mod queries;
pub mod rules;

use crate::web::{
    Access, Route,
    route::{get, post},
};

pub use model::{NewUser, Person, State};
pub use queries::{create_user, people, set_password};

/// The room's routes.
pub fn routes() -> Vec<Route> {
    vec![
        get("/sign-in", Access::Anyone, handlers::sign_in::show),
        post("/sign-in", Access::Anyone, handlers::sign_in::create),
        post("/sign-out", Access::Anyone, handlers::sign_in::end),
    ]
}
