//! People: signing in and out, invitations, passwords.

use crate::web::Route;

/// The room's routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
