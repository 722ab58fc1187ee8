//! The first page: whose turn it is, and how the money stands.

use crate::web::Route;

/// The room's routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
