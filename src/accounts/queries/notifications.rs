//! How soon a person wishes to be mailed of what. Nobody else reads it, but the system that mails.

use std::collections::BTreeMap;

use diesel::prelude::*;
use serde_json::json;

use crate::{
    accounts::kinds::AuditKind,
    accounts::rules::{News, Pace},
    audit,
    db::Tx,
    error::AppResult,
    kernel::ids::UserId,
    schema::notification_defaults,
};

/// A person's wishes. What is missing is at once.
pub fn wishes(tx: &mut Tx, user: UserId) -> AppResult<BTreeMap<News, Pace>> {
    let theirs = notification_defaults::table.filter(notification_defaults::user_id.eq(user));
    let rows: Vec<(News, Pace)> =
        theirs.select((notification_defaults::kind, notification_defaults::pace)).load(tx.conn())?;
    Ok(rows.into_iter().collect())
}

/// Keeps a person's wishes.
pub fn keep(tx: &mut Tx, user: UserId, wishes: &BTreeMap<News, Pace>) -> AppResult<()> {
    let before = self::wishes(tx, user)?;
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
    let change = audit::change(json!(before), json!(wishes));
    audit::record(tx, AuditKind::NotificationsChanged, user, change)
}
