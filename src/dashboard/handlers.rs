//! One address, two first pages.

use chrono::{Days, NaiveDate};

use super::pages::{ForClient, ForStaff};
use crate::{
    activity, clients, invoices, messages, projects,
    room::{Reader, Rooms},
    web::prelude::*,
};

/// How many of a thing the first page shows.
const SOME: i64 = 8;
/// How far ahead milestones are looked for.
const AHEAD: Days = Days::new(14);
/// Of fewer things that wait no room leaves any out.
const LISTED_WHOLE: usize = 16;

/// The first page: of a client's user, or of the studio.
pub async fn index(viewer: Viewer, visitor: Visitor, db: Data<Db>, rooms: Rooms, ui: Ui) -> AppResult {
    // What is due is due in the studio, wherever its reader is.
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
                waiting: if turns.len() < LISTED_WHOLE { listed } else { counted.max(listed) },
                turns,
                credit: match tx.scope.client() {
                    Some(client) => invoices::credit_of(tx, client)?,
                    None => Vec::new(),
                },
                projects: projects::current(tx, SOME)?,
                upcoming: projects::upcoming(tx, None, 100)?,
                feed: activity::feed_lines(&activity::latest(tx, None, SOME)?, rooms, words),
                write,
            })
        })
        .await?;
    // What came or went since the session was read shows in the rail as it does in the list.
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
                waiting: invoices::open(tx, today, SOME)?,
                money: invoices::in_currencies(tx, today)?,
                unread: messages::unread(tx, SOME)?,
                upcoming: projects::upcoming(tx, Some(today + AHEAD), 2 * SOME)?,
                feed: activity::feed_lines(&activity::latest(tx, None, SOME)?, rooms, words),
                a_client: if statuses.is_empty() { clients::first(tx)? } else { None },
                statuses,
            })
        })
        .await?;
    ui.page(&page)
}
