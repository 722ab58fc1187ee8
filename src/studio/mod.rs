//! The studio itself: its founding, and what it says of itself.

mod queries;

use crate::web::Route;

pub use queries::{NewStudio, at_host, found};

/// The room's routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
