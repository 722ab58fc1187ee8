//! The studio's own facts: name, branding, project types; founding one from the command line.

use crate::web::Route;

/// The room's routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
