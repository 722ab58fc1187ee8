//! A project's first page, and what happened in it.

use actix_web::web::Data;
use serde::Deserialize;

use crate::{
    access::Viewer,
    activity,
    db::Db,
    error::AppResult,
    kernel::ids::ProjectId,
    projects::{
        pages::{Activity, Row, Show},
        queries,
    },
    room::Rooms,
    urls,
    web::{Id, Ui, UrlQuery},
};

/// How the project stands.
pub async fn overview(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    ui.page(&page(&viewer, id, &db, rooms, &ui).await?)
}

/// The overview.
pub async fn page(viewer: &Viewer, id: ProjectId, db: &Db, rooms: Rooms, ui: &Ui) -> AppResult<Show> {
    let (project, about, milestones, burn, entries) = db
        .read(viewer, move |tx| {
            let (project, about, burn) = queries::overview(tx, id)?;
            Ok((project, about, queries::milestones(tx, id)?, burn, activity::latest(tx, Some(id), 5)?))
        })
        .await?;
    let rows = milestones.into_iter().map(|milestone| Row::of(milestone, &ui.around.today)).collect();
    let feed = activity::tell(&entries, rooms, ui.around.words);
    let undoable = about.undoable(ui.around.now);
    Ok(Show { project, tab: "overview", bar: about.bar(), about, rows, burn, feed, undoable, refusal: None })
}

/// Where a feed goes on.
#[derive(Deserialize)]
pub struct FeedQuery {
    before: Option<i64>,
}

/// What happened in the project, newest first.
pub async fn activity(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    UrlQuery(query): UrlQuery<FeedQuery>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    let (project, feed) = db
        .read(&viewer, move |tx| Ok((queries::header(tx, id)?, activity::page(tx, Some(id), query.before)?)))
        .await?;
    let older = feed.older.map(|before| format!("{}?before={before}", urls::project_activity(id)));
    let told = activity::tell(&feed.entries, rooms, ui.around.words);
    ui.page(&Activity { project, tab: "activity", feed: told, older: older.unwrap_or_default() })
}
