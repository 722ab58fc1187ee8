use super::StoredEvent;
use crate::{db::Tx, error::AppResult, events::Kind, surroundings::Surroundings};

/// Renders an event for open pages: `<hx-partial>`s, or `None` if there is nothing to show.
///
/// It is rendered once per language and audience, not per person: what differs per person is done with CSS, or fetched by the page. The
/// transaction sees what the audience sees. A page may receive the same partial twice, or one whose content it already has: an element with
/// an id replaces the one on the page, and a partial whose target is not on the page is dropped.
pub type Render = fn(&mut Tx, &StoredEvent, &Surroundings) -> AppResult<Option<String>>;

/// How events of a kind change open pages.
#[derive(Clone, Copy)]
pub struct LiveView {
    kind: Kind,
    pub render: Render,
}

impl LiveView {
    /// Creates the view of a kind.
    pub fn new(kind: impl Into<Kind>, render: Render) -> Self {
        Self { kind: kind.into(), render }
    }

    /// Whether this view shows an event. No view shows events of a kind that is no longer declared.
    pub fn shows(&self, event: &StoredEvent) -> bool {
        self.kind.code() == event.kind
    }
}
