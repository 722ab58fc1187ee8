//! Events as they happen: one hub per instance hands them to the streams of open pages.
//!
//! A change writes its event in its own transaction ([`crate::events::record`]); Postgres notifies; the hub reads the event, has the
//! room's [`LiveView`] render it once, and hands the same bytes to every stream it concerns. A stream that was away replays.

mod frame;
mod happened;
mod hub;
mod listener;
mod mailbox;
mod stream;
mod view;

pub use happened::{StoredEvent, prune};
pub use hub::Live;
pub use listener::start;
pub use view::LiveView;

use crate::{Access, Route, route::get};

/// The stream's route.
pub fn routes() -> Vec<Route> {
    vec![get("/live", Access::SignedIn, stream::open)]
}
