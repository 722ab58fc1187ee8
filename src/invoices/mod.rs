//! What a client owes and why: lines, totals, number, standing.

pub mod rules;

use crate::web::Route;

/// The room's routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
