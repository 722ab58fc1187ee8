//! How long what is kept, and what goes when its time is over.

use chrono::Duration;
use diesel::{prelude::*, sql_types};
use serde_json::{Map, Value, json};

use super::super::{kinds::AuditKind, rules::Keeping};
use crate::{
    audit::{self, Subject},
    db::Tx,
    error::AppResult,
    schema::retention,
};

type Row = (i32, i32, i32, i32, i32, i32, i32, i32);

/// What a studio has set; the defaults where it has set nothing.
pub fn keeping(tx: &mut Tx) -> AppResult<Keeping> {
    standing(tx).map(|(keeping, _)| keeping)
}

/// The same, with the revision a form is filled from: 0, where nothing is set.
pub fn standing(tx: &mut Tx) -> AppResult<(Keeping, i32)> {
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
        return Ok((Keeping::default(), 0));
    };
    Ok((Keeping { feed, mail, session, link, export, trash, audit }, revision))
}

/// Sets it anew, if nobody else has since `revision`; otherwise tells how it stands now.
pub fn keep(tx: &mut Tx, revision: Option<i32>, new: &Keeping) -> AppResult<Result<(), (Keeping, i32)>> {
    tx.take_turns("retention")?;
    let (old, standing) = standing(tx)?;
    if revision != Some(standing) {
        return Ok(Err((old, standing)));
    }
    diesel::delete(retention::table).execute(tx.conn())?;
    diesel::insert_into(retention::table)
        .values((
            retention::feed_days.eq(new.feed),
            retention::mail_days.eq(new.mail),
            retention::session_days.eq(new.session),
            retention::link_days.eq(new.link),
            retention::export_days.eq(new.export),
            retention::trash_days.eq(new.trash),
            retention::audit_days.eq(new.audit),
            retention::revision.eq(standing + 1),
        ))
        .execute(tx.conn())?;
    let studio = tx.scope.studio;
    audit::record(tx, AuditKind::RetentionChanged, studio, audit::change(told(&old), told(new))).map(Ok)
}

fn told(keeping: &Keeping) -> Value {
    let Keeping { feed, mail, session, link, export, trash, audit } = keeping;
    json!({ "feed": feed, "mail": mail, "session": session, "link": link, "export": export, "trash": trash, "audit": audit })
}

/// What goes when its time is over; `$1` is the instant before which it does.
const OVER: &[(&str, &str)] = &[
    ("feed", "select from forget_events($1, true)"),
    ("mail", "delete from mails where created_at < $1 and (sent_at is not null or expires_at < $1)"),
    ("session", "delete from sessions where expires_at < $1"),
    ("link", "delete from one_time_links where expires_at < $1"),
    ("code", "delete from sign_in_codes where expires_at < $1"),
    ("registration", "delete from registrations where expires_at < $1"),
    ("email_change", "delete from email_changes where expires_at < $1"),
];

/// Removes what was kept long enough, and tells the audit how much of each there was.
pub fn apply(tx: &mut Tx) -> AppResult<()> {
    let keeping = keeping(tx)?;
    let mut removed = Map::new();
    for (kind, statement) in OVER {
        let days = match *kind {
            "feed" => keeping.feed,
            "mail" => keeping.mail,
            "session" => keeping.session,
            _ => keeping.link,
        };
        let before = tx.now - Duration::days(days.into());
        let count =
            diesel::sql_query(*statement).bind::<sql_types::Timestamptz, _>(before).execute(tx.conn())?;
        if count > 0 {
            removed.insert((*kind).to_owned(), count.into());
        }
    }
    let cut = audit::cut_before(tx, tx.now - Duration::days(keeping.audit.into()))?;
    if cut > 0 {
        removed.insert("audit".to_owned(), cut.into());
    }
    if removed.is_empty() {
        return Ok(());
    }
    audit::record(tx, AuditKind::RetentionDone, Subject::NOTHING, Value::Object(removed))
}
