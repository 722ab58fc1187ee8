//! The first page: one URL, with one page for a client's users and another for the studio's own people.

use chrono::{Days, NaiveDate};

use super::pages::{ForClient, ForStaff};
use crate::{
    activity, clients, invoices, messages, projects,
    room::{Reader, Rooms},
    web::prelude::*,
};

/// How many items each section of the page shows.
const SHOWN: i64 = 8;
/// How far ahead milestones are shown.
const AHEAD: Days = Days::new(14);
/// If there are fewer items than this, no room has left any out of its list, and the count is exact.
const EXACT_BELOW: usize = 16;

/// The first page for the viewer's role.
pub async fn index(viewer: Viewer, visitor: Visitor, db: Data<Db>, rooms: Rooms, ui: Ui) -> AppResult {
    // Due dates are in the studio's time zone, whatever the viewer's is.
    let today = visitor.studio.zone.date_of(ui.around.now);
    if viewer.role.works_here() {
        for_staff(viewer, today, db, rooms, ui).await
    } else {
        for_client(viewer, today, db, rooms, ui).await
    }
}

async fn for_client(viewer: Viewer, today: NaiveDate, db: Data<Db>, rooms: Rooms, mut ui: Ui) -> AppResult {
    let (words, counted) = (ui.around.words, viewer.turns);
    let write = viewer.role.client().map(urls::client_messages).unwrap_or_default();
    let reader = Reader { viewer: viewer.clone(), words, locale: ui.locale(), today };
    let page = db
        .read(&viewer, move |tx| {
            let turns = rooms.turns(tx, &reader)?;
            let listed = turns.len() as i64;
            Ok(ForClient {
                waiting: if turns.len() < EXACT_BELOW { listed } else { counted.max(listed) },
                turns,
                credit: match tx.scope.client() {
                    Some(client) => invoices::credit_of(tx, client)?,
                    None => Vec::new(),
                },
                projects: projects::current(tx, SHOWN)?,
                upcoming: projects::upcoming(tx, None, 100)?,
                feed: activity::feed_lines(&activity::latest(tx, None, SHOWN)?, rooms, words),
                write,
            })
        })
        .await?;
    // The rail shows the same count as the list, even if it has changed since the session was read.
    ui.around.viewer.iter_mut().for_each(|viewer| viewer.turns = page.waiting);
    ui.page(&page)
}

async fn for_staff(viewer: Viewer, today: NaiveDate, db: Data<Db>, rooms: Rooms, ui: Ui) -> AppResult {
    let words = ui.around.words;
    let page = db
        .read(&viewer, move |tx| {
            let statuses = projects::by_status(tx)?;
            Ok(ForStaff {
                today,
                waiting: invoices::open(tx, today, SHOWN)?,
                money: invoices::in_currencies(tx, today)?,
                unread: messages::unread(tx, SHOWN)?,
                upcoming: projects::upcoming(tx, Some(today + AHEAD), 2 * SHOWN)?,
                feed: activity::feed_lines(&activity::latest(tx, None, SHOWN)?, rooms, words),
                a_client: if statuses.is_empty() { clients::first(tx)? } else { None },
                statuses,
            })
        })
        .await?;
    ui.page(&page)
}
