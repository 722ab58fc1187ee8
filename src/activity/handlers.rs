//! The feed of everything its reader may know of.

use askama::Template;

use super::{Told, queries, tell};
use crate::{
    room::Rooms,
    web::{filters, prelude::*, titled},
};

titled! { Index = "activity-title"; }

#[derive(Template)]
#[template(path = "activity/index.html")]
struct Index {
    feed: Vec<Told>,
    older: String,
}

/// What happened, newest first.
pub async fn index(
    viewer: Viewer,
    UrlQuery(Before { before }): UrlQuery<Before<i64>>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    let page = db.read(&viewer, move |tx| queries::page(tx, None, before)).await?;
    ui.page(&Index { feed: tell(&page.items, rooms, ui.around.words), older: older(urls::ACTIVITY, &page) })
}
