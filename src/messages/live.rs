//! How messages arrive on pages that are open.

use askama::Template;

use super::{
    kinds::EventKind,
    pages::{Arrival, Entry, Recount},
    queries,
};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::MessageId,
    live::{LiveView, StoredEvent},
    projects,
    web::surroundings::Surroundings,
};

/// The looks of what happens in conversations.
pub fn live() -> Vec<LiveView> {
    vec![LiveView::new(EventKind::Sent, arrival), LiveView::new(EventKind::Read, recount)]
}

fn arrival(tx: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let (Some(id), Some(project)) = (happened.subject, happened.project) else { return Ok(None) };
    let (message, project) = match (queries::message(tx, MessageId::from(id)), projects::header(tx, project))
    {
        (Err(AppError::NotFound), _) | (_, Err(AppError::NotFound)) => return Ok(None),
        (message, project) => (message?, project?.name),
    };
    let day = Some(around.zone.date_of(message.created_at));
    let entry = Entry { message, day, is_first_unread: false };
    Ok(Some(Arrival { entry, project }.render_with_values(around)?))
}

fn recount(_: &mut Tx, _: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    Ok(Some(Recount.render_with_values(around)?))
}
