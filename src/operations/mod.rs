//! Health, metrics, logs, the mail outbox: how the portal is run.

use crate::web::Route;

/// The room's routes.
pub fn routes() -> Vec<Route> {
    Vec::new()
}
