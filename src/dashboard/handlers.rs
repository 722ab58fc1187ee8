//! One address, two first pages.

use actix_web::web::Data;
use chrono::{Days, NaiveDate};

use super::{
    pages::{ForClient, ForStaff},
    queries,
    turns::turns,
};
use crate::{
    access::Viewer,
    activity,
    db::Db,
    error::AppResult,
    invoices, projects,
    web::{Ui, Visitor},
};

/// How many of a thing the first page shows.
const SOME: i64 = 8;
/// How far ahead milestones are looked for.
const AHEAD: Days = Days::new(14);

/// The first page: of a client's user, or of the studio.
pub async fn index(viewer: Viewer, visitor: Visitor, db: Data<Db>, ui: Ui) -> AppResult {
    // What is due is due in the studio, wherever its reader is.
    let today = visitor.studio.zone.date_of(ui.around.now);
    if viewer.role.works_here() {
        for_staff(viewer, today, db, ui).await
    } else {
        for_client(viewer, today, db, ui).await
    }
}

async fn for_client(viewer: Viewer, today: NaiveDate, db: Data<Db>, ui: Ui) -> AppResult {
    // A member cannot pay: invoices wait for the managers. They are still there to be read.
    let pays = viewer.manages_client();
    let (open, unread, projects, upcoming, entries) = db
        .read(&viewer, move |tx| {
            Ok((
                if pays { invoices::open(tx, today, 2 * SOME)? } else { Vec::new() },
                queries::unread(tx, SOME)?,
                projects::current(tx, SOME)?,
                queries::upcoming(tx, None, 100)?,
                activity::latest(tx, None, SOME)?,
            ))
        })
        .await?;
    let feed = activity::tell(&entries, ui.around.words);
    ui.page(&ForClient { turns: turns(open, unread), projects, upcoming, feed })
}

async fn for_staff(viewer: Viewer, today: NaiveDate, db: Data<Db>, ui: Ui) -> AppResult {
    let words = ui.around.words;
    let page = db
        .read(&viewer, move |tx| {
            let statuses = queries::by_status(tx)?;
            Ok(ForStaff {
                today,
                waiting: invoices::open(tx, today, SOME)?,
                money: invoices::in_currencies(tx, today)?,
                unread: queries::unread(tx, SOME)?,
                upcoming: queries::upcoming(tx, Some(today + AHEAD), 2 * SOME)?,
                feed: activity::tell(&activity::latest(tx, None, SOME)?, words),
                a_client: if statuses.is_empty() { queries::first_client(tx)? } else { None },
                statuses,
            })
        })
        .await?;
    ui.page(&page)
}
