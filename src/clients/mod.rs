//! Client companies, and who belongs to them.

use crate::web::Route;

/// The room's routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
