//! A project's overview and its activity.

use crate::{
    activity,
    kernel::ids::ProjectId,
    projects::{
        pages::{Activity, Row, Show},
        queries,
    },
    room::Rooms,
    web::prelude::*,
};

/// Shows a project's overview.
pub async fn overview(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    ui.page(&page(&viewer, id, &db, rooms, &ui).await?)
}

/// Reads the overview's page.
pub async fn page(viewer: &Viewer, id: ProjectId, db: &Db, rooms: Rooms, ui: &Ui) -> AppResult<Show> {
    let (project, about, milestones, burn, entries) = db
        .read(viewer, move |tx| {
            let (project, about, burn) = queries::overview(tx, id)?;
            Ok((project, about, queries::milestones(tx, id)?, burn, activity::latest(tx, Some(id), 5)?))
        })
        .await?;
    let rows = milestones.into_iter().map(|milestone| Row::of(milestone, &ui.around.today)).collect();
    let feed = activity::feed_lines(&entries, rooms, ui.around.words);
    let undoable = about.undoable(ui.around.now);
    Ok(Show { project, tab: "overview", bar: about.bar(), about, rows, burn, feed, undoable, refusal: None })
}

/// Shows what happened in the project, newest first.
pub async fn activity(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    UrlQuery(Before { before }): UrlQuery<Before<i64>>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    let (project, page) = db
        .read(&viewer, move |tx| Ok((queries::header(tx, id)?, activity::page(tx, Some(id), before)?)))
        .await?;
    let feed = activity::feed_lines(&page.items, rooms, ui.around.words);
    ui.page(&Activity { project, tab: "activity", feed, older: older(&urls::project_activity(id), &page) })
}
