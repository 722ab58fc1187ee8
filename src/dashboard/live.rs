//! How the open first page is updated.

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

/// The events that change what is waiting for a client's people. Messages do, too, but their own room triggers the
/// recount.
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
