//! Conversations, and what was said in them.

use crate::{live::Look, web::Route};

/// The room's routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}

/// How messages show on open pages.
pub fn live() -> Vec<Look> {
    Vec::new()
}
