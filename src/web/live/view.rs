use super::StoredEvent;
use crate::{db::Tx, error::AppResult, events::Kind, surroundings::Surroundings};

/// Renders an event for pages that are open: `<hx-partial>`s, or none where there is nothing to show.
///
/// It is rendered once for a language and an audience, not for a person: what differs by person is CSS, or fetched by the page.
/// The transaction sees what the audience sees. A page may get the same partial twice, or one it already has: an element that
/// carries an id replaces the one on the page; a partial whose target is not on the page is dropped.
pub type Render = fn(&mut Tx, &StoredEvent, &Surroundings) -> AppResult<Option<String>>;

/// How a kind of event changes pages that are open.
#[derive(Clone, Copy)]
pub struct LiveView {
    kind: Kind,
    pub render: Render,
}

impl LiveView {
    /// The view of a kind.
    pub fn new(kind: impl Into<Kind>, render: Render) -> Self {
        Self { kind: kind.into(), render }
    }

    /// Whether it shows an event. One of a kind that nobody declares any more is shown by none.
    pub fn shows(&self, event: &StoredEvent) -> bool {
        self.kind.code() == event.kind
    }
}
