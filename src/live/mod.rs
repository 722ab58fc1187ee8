//! What happened, as it happens: the events table, and one hub per instance that hands them to the streams.

pub mod events;

use crate::{kernel::ids::StudioId, web::Route};

/// The stream's route.
pub fn routes() -> Vec<Route> {
    Vec::new()
}

/// The hub of this instance.
#[derive(Default)]
pub struct Live {}

impl Live {
    /// How far the hub has come in a studio: a page made now goes on from here.
    pub fn position(&self, _studio: StudioId) -> String {
        String::from("0-0")
    }
}
