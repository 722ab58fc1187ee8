//! Conversations, and what was said in them. For now each project has one.

mod actions;
mod forms;
mod handlers;
mod live;
mod model;
mod pages;
mod queries;

pub use actions::{mark_read, send};
pub use forms::{MOST, MessageInput};
pub use live::live;

use crate::web::{
    Access, Route,
    route::{get, post},
};

/// The room's routes.
pub fn routes() -> Vec<Route> {
    vec![
        get("/messages", Access::SignedIn, handlers::index),
        get("/messages/unread", Access::SignedIn, handlers::unread),
        get("/projects/{id}/messages", Access::SignedIn, handlers::show),
        post("/projects/{id}/messages", Access::SignedIn, handlers::send),
        post("/conversations/{id}/read", Access::SignedIn, handlers::read),
    ]
}
