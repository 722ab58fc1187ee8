//! Work for one client: milestones, progress, budget.

mod model;
mod queries;
pub mod rules;

pub use model::{Header, Project, Steps};
pub use queries::{find, header, visible};

use crate::web::Route;

/// The room's routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
