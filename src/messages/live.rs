//! How events change open pages.

use askama::Template;

use super::{
    kinds::EventKind,
    pages::{Arrival, Entry, Recount},
    queries,
};
use crate::{
    clients,
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::MessageId,
    live::{LiveView, StoredEvent},
    projects,
    web::surroundings::Surroundings,
};

/// The room's live views.
pub fn live() -> Vec<LiveView> {
    vec![LiveView::new(EventKind::Sent, arrival), LiveView::new(EventKind::Read, recount)]
}

fn arrival(tx: &mut Tx, happened: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(id) = happened.subject else { return Ok(None) };
    let place = match (happened.project, happened.client) {
        (Some(project), _) => projects::header(tx, project).map(|project| project.name),
        (None, Some(client)) => clients::find(tx, client).map(|client| client.name),
        (None, None) => return Ok(None),
    };
    let (message, place) = match (queries::message(tx, MessageId::from(id)), place) {
        (Err(AppError::NotFound), _) | (_, Err(AppError::NotFound)) => return Ok(None),
        (message, place) => (message?, place?),
    };
    let day = Some(around.zone.date_of(message.created_at));
    let entry = Entry { message, day, is_first_unread: false };
    Ok(Some(Arrival { entry, place }.render_with_values(around)?))
}

fn recount(_: &mut Tx, _: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    Ok(Some(Recount.render_with_values(around)?))
}
