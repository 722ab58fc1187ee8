//! The feed of everything the viewer may see.

use askama::Template;

use super::{FeedLine, feed_lines, queries};
use crate::{
    room::Rooms,
    web::{filters, prelude::*, titled},
};

titled! { Index = "activity-title"; }

#[derive(Template)]
#[template(path = "activity/index.html")]
struct Index {
    feed: Vec<FeedLine>,
    older: String,
}

/// The feed, newest entries first.
pub async fn index(
    viewer: Viewer,
    UrlQuery(Before { before }): UrlQuery<Before<i64>>,
    db: Data<Db>,
    rooms: Rooms,
    ui: Ui,
) -> AppResult {
    let page = db.read(&viewer, move |tx| queries::page(tx, None, before)).await?;
    ui.page(&Index {
        feed: feed_lines(&page.items, rooms, ui.around.words),
        older: older(urls::ACTIVITY, &page),
    })
}
