//! How pages that are open follow along: the bar moves and the milestone gets its mark.

use askama::Template;

use super::{
    model::Bar,
    pages::Row,
    queries::{find, milestone},
};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::MilestoneId,
    web::{filters, ui::Surroundings},
};

/// The bar and the milestone, each in its place.
#[derive(Template)]
#[template(path = "projects/live.html")]
struct Marked {
    bar: Bar,
    row: Row,
}

/// What a milestone's change shows on open pages.
pub fn marked(tx: &mut Tx, id: MilestoneId, around: &Surroundings) -> AppResult<Option<String>> {
    let milestone = match milestone(tx, id) {
        Err(AppError::NotFound) => return Ok(None),
        milestone => milestone?,
    };
    let bar = find(tx, milestone.project_id)?.bar();
    let marked = Marked { bar, row: Row::of(milestone, &around.today) };
    Ok(Some(marked.render_with_values(around)?))
}
