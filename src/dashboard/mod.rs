//! The first page: whose turn it is, and how the money stands.

mod handlers;
mod model;
mod pages;
mod queries;
mod turns;

use crate::web::{
    Route,
    route::{Access, get},
};

/// The room's routes.
pub fn routes() -> Vec<Route> {
    vec![get("/", Access::SignedIn, handlers::index)]
}
