//! How the first page changes while it is open.

use askama::Template;

use super::pages::Recount;
use crate::{
    db::Tx,
    error::AppResult,
    events::Audience,
    invoices::EventKind,
    live::{LiveView, StoredEvent},
    web::surroundings::Surroundings,
};

/// What changes what waits for a client's people. Messages do, too: their own room has the pages count anew.
pub fn live() -> Vec<LiveView> {
    [
        EventKind::Sent,
        EventKind::Voided,
        EventKind::Paid,
        EventKind::PaymentRecorded,
        EventKind::PaymentReversed,
        EventKind::CreditUsed,
    ]
    .map(|kind| LiveView::new(kind, recount))
    .into_iter()
    .collect()
}

fn recount(_: &mut Tx, _: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    match around.audience {
        Some(Audience::Client(_)) => Ok(Some(Recount.render_with_values(around)?)),
        Some(Audience::Studio) | None => Ok(None),
    }
}
