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

pub use happened::{StoredEvent, prune};
pub use hub::Live;
pub use listener::start;

use crate::{
    db::Tx,
    error::AppResult,
    web::{Access, Route, route::get, surroundings::Surroundings},
};

/// How a kind of event changes pages that are open: `<hx-partial>`s, or none where there is nothing to show.
///
/// It is rendered once for a language and an audience, not for a person: what differs by person is CSS, or fetched by the page.
/// The transaction sees what the audience sees. A page may get the same partial twice, or one it already has: an element that
/// carries an id replaces the one on the page; a partial whose target is not on the page is dropped.
#[derive(Clone, Copy)]
pub struct LiveView {
    pub kind: &'static str,
    pub render: fn(&mut Tx, &StoredEvent, &Surroundings) -> AppResult<Option<String>>,
}

/// The stream's route.
pub fn routes() -> Vec<Route> {
    vec![get("/live", Access::SignedIn, stream::open)]
}
