//! What is kept about people: taken along as a zip, erased on request, and gone when its time is over.

mod archive;
mod forms;
mod handlers;
mod jobs;
mod pages;
mod queries;
pub mod rules;

pub use jobs::jobs;

use crate::web::{
    Access, Route,
    route::{get, post},
};

/// The room's routes.
pub fn routes() -> Vec<Route> {
    use handlers::{erasure, exports, retention};
    vec![
        get("/account/data", Access::SignedIn, exports::own),
        post("/account/data", Access::SignedIn, exports::ask_own),
        get("/people/{id}/data", Access::Admin, exports::of_person),
        post("/people/{id}/data", Access::Admin, exports::ask_of_person),
        post("/people/{id}/erasure", Access::Admin, erasure::person),
        get("/clients/{id}/data", Access::Admin, exports::of_client),
        post("/clients/{id}/data", Access::Admin, exports::ask_of_client),
        post("/clients/{id}/erasure", Access::Admin, erasure::client),
        get("/exports/{id}", Access::SignedIn, exports::download),
        get("/studio/retention", Access::Admin, retention::show),
        post("/studio/retention", Access::Admin, retention::update),
    ]
}
