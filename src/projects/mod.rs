//! Work for one client: milestones, progress, budget.

pub mod rules;

use crate::web::Route;

/// The room's routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
