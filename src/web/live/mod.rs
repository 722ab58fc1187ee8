//! Live events: one hub per instance distributes events to the streams of open pages.
//!
//! A change writes its event in its own transaction ([`crate::events::record`]); Postgres sends a notification; the hub reads the event,
//! has the room's [`LiveView`] render it once, and sends the same bytes to every stream that it concerns. A stream that was disconnected
//! replays what it missed.

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

/// The route of the event stream.
pub fn routes() -> Vec<Route> {
    vec![get("/live", Access::SignedIn, stream::open)]
}
