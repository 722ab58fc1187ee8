//! Retention periods, and the deletion of data when they are over.

use chrono::Duration;
use diesel::{prelude::*, sql_types};

use super::super::rules::Periods;
use crate::{db::Tx, error::AppResult, schema::retention};

type Row = (i32, i32, i32, i32, i32, i32, i32, i32);

/// The studio's periods; the defaults if it has set none.
pub fn periods(tx: &mut Tx) -> AppResult<Periods> {
    current(tx).map(|(periods, _)| periods)
}

/// The same, with their revision for a form: 0 if none are set.
pub fn current(tx: &mut Tx) -> AppResult<(Periods, i32)> {
    let row: Option<Row> = retention::table
        .select((
            retention::feed_days,
            retention::mail_days,
            retention::session_days,
            retention::link_days,
            retention::export_days,
            retention::trash_days,
            retention::audit_days,
            retention::revision,
        ))
        .first(tx.conn())
        .optional()?;
    let Some((feed, mail, session, link, export, trash, audit, revision)) = row else {
        return Ok((Periods::default(), 0));
    };
    Ok((Periods { feed, mail, session, link, export, trash, audit }, revision))
}

/// Replaces the periods.
pub fn replace(tx: &mut Tx, periods: &Periods, revision: i32) -> AppResult<()> {
    diesel::delete(retention::table).execute(tx.conn())?;
    diesel::insert_into(retention::table)
        .values((
            retention::feed_days.eq(periods.feed),
            retention::mail_days.eq(periods.mail),
            retention::session_days.eq(periods.session),
            retention::link_days.eq(periods.link),
            retention::export_days.eq(periods.export),
            retention::trash_days.eq(periods.trash),
            retention::audit_days.eq(periods.audit),
            retention::revision.eq(revision),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// What is deleted when its period is over, if it is older than the instant `$1`.
const OVER: &[(&str, &str)] = &[
    ("feed", "select from forget_events($1, true)"),
    ("mail", "delete from mails where created_at < $1 and (sent_at is not null or expires_at < $1)"),
    ("session", "delete from sessions where expires_at < $1"),
    ("link", "delete from one_time_links where expires_at < $1"),
    ("code", "delete from sign_in_codes where expires_at < $1"),
    ("registration", "delete from registrations where expires_at < $1"),
    ("email_change", "delete from email_changes where expires_at < $1"),
];

/// Deletes data whose period is over. Returns the number of rows of each kind that had any.
pub fn delete_outdated(tx: &mut Tx, periods: &Periods) -> AppResult<Vec<(&'static str, usize)>> {
    let mut removed = Vec::new();
    for (kind, statement) in OVER {
        let days = match *kind {
            "feed" => periods.feed,
            "mail" => periods.mail,
            "session" => periods.session,
            _ => periods.link,
        };
        let before = tx.now - Duration::days(days.into());
        let count =
            diesel::sql_query(*statement).bind::<sql_types::Timestamptz, _>(before).execute(tx.conn())?;
        removed.extend((count > 0).then_some((*kind, count)));
    }
    Ok(removed)
}
