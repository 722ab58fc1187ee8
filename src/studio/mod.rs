//! The studio itself: its founding, and what it says of itself.

mod actions;
pub mod addresses;
mod forms;
mod handlers;
mod model;
mod pages;
mod queries;

use crate::web::{
    Access, Route,
    route::{get, post},
};

pub use actions::{found, save};
pub use model::{NewStudio, Settings};
pub use queries::at_host;

/// The room's routes.
pub fn routes() -> Vec<Route> {
    vec![
        get("/studio", Access::Admin, handlers::show).fresh(),
        post("/studio", Access::Admin, handlers::update).fresh(),
        get("/studio/addresses", Access::Admin, addresses::show).fresh(),
        post("/studio/addresses", Access::Admin, addresses::update).fresh(),
    ]
}
