//! The feed of everything its reader may know of.

use actix_web::web::Data;
use askama::Template;
use serde::Deserialize;

use super::{Told, queries, tell};
use crate::{
    access::Viewer,
    db::Db,
    error::AppResult,
    room::Rooms,
    web::{Ui, UrlQuery, filters, titled},
};

titled! { Index = "activity-title"; }

/// Where a feed goes on.
#[derive(Deserialize)]
pub struct FeedQuery {
    before: Option<i64>,
}

#[derive(Template)]
#[template(path = "activity/index.html")]
struct Index {
    feed: Vec<Told>,
    older: String,
}

/// What happened, newest first.
pub async fn index(
    viewer: Viewer,
    UrlQuery(query): UrlQuery<FeedQuery>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    let feed = db.read(&viewer, move |tx| queries::page(tx, None, query.before)).await?;
    ui.page(&Index {
        feed: tell(&feed.entries, rooms, ui.around.words),
        older: feed.older.map(|before| format!("/activity?before={before}")).unwrap_or_default(),
    })
}
