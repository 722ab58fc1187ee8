//! How events change open pages: the progress bar, a milestone's mark, the status.

use askama::Template;

use super::{
    kinds::EventKind,
    model::{Bar, Header},
    pages::Row,
    queries::{find, header, milestone},
};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    live::{LiveView, StoredEvent},
    web::{filters, surroundings::Surroundings},
};

/// The room's live views.
pub fn live() -> Vec<LiveView> {
    vec![
        LiveView::new(EventKind::MilestoneDone, marked),
        LiveView::new(EventKind::MilestoneReopened, marked),
        LiveView::new(EventKind::MilestoneChanged, marked),
        LiveView::new(EventKind::MilestoneAdded, moved),
        LiveView::new(EventKind::MilestoneRemoved, moved),
        LiveView::new(EventKind::StatusChanged, restated),
    ]
}

/// A changed milestone and the updated progress bar.
#[derive(Template)]
#[template(path = "projects/live_milestone.html")]
struct Marked {
    bar: Bar,
    row: Row,
}

/// An updated progress bar.
#[derive(Template)]
#[template(path = "projects/live_progress.html")]
struct Moved {
    bar: Bar,
}

/// A changed status.
#[derive(Template)]
#[template(path = "projects/live_status.html")]
struct Restated {
    project: Header,
}

fn marked(tx: &mut Tx, event: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(id) = event.subject else { return Ok(None) };
    let Some(milestone) = still_there(milestone(tx, id.into()))? else { return Ok(None) };
    let bar = find(tx, milestone.project_id)?.bar();
    shown(&Marked { bar, row: Row::of(milestone, &around.today) }, around)
}

fn moved(tx: &mut Tx, event: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(id) = event.project else { return Ok(None) };
    let Some(project) = still_there(find(tx, id))? else { return Ok(None) };
    shown(&Moved { bar: project.bar() }, around)
}

fn restated(tx: &mut Tx, event: &StoredEvent, around: &Surroundings) -> AppResult<Option<String>> {
    let Some(id) = event.project else { return Ok(None) };
    let Some(project) = still_there(header(tx, id))? else { return Ok(None) };
    shown(&Restated { project }, around)
}

/// Turns `NotFound` into `None`: the subject of an event may be gone by the time it is shown.
fn still_there<T>(found: AppResult<T>) -> AppResult<Option<T>> {
    match found {
        Err(AppError::NotFound) => Ok(None),
        found => found.map(Some),
    }
}

fn shown(template: &impl Template, around: &Surroundings) -> AppResult<Option<String>> {
    Ok(Some(template.render_with_values(around)?))
}
