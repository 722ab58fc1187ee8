//! How soon users are notified by mail, for each kind of news. Only the user and the system can read it.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::{
    accounts::rules::{News, Pace},
    db::Tx,
    error::AppResult,
    kernel::ids::UserId,
    schema::notification_defaults,
};

/// A user's settings. A missing kind means at once.
pub fn wishes(tx: &mut Tx, user: UserId) -> AppResult<BTreeMap<News, Pace>> {
    let theirs = notification_defaults::table.filter(notification_defaults::user_id.eq(user));
    let rows: Vec<(News, Pace)> =
        theirs.select((notification_defaults::kind, notification_defaults::pace)).load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

/// Writes a user's settings.
pub fn upsert(tx: &mut Tx, user: UserId, wishes: &BTreeMap<News, Pace>) -> AppResult<()> {
    for (news, pace) in wishes {
        diesel::insert_into(notification_defaults::table)
            .values((
                notification_defaults::studio_id.eq(tx.scope.studio),
                notification_defaults::user_id.eq(user),
                notification_defaults::kind.eq(news),
                notification_defaults::pace.eq(pace),
            ))
            .on_conflict((
                notification_defaults::studio_id,
                notification_defaults::user_id,
                notification_defaults::kind,
            ))
            .do_update()
            .set(notification_defaults::pace.eq(pace))
            .execute(tx.conn())?;
    }
    Ok(())
}
