//! Retention periods: set by admins, and applied every day.

use chrono::Duration;
use serde_json::{Map, Value, json};

use crate::{
    audit::{self, Subject},
    db::Tx,
    error::AppResult,
    privacy::{kinds::AuditKind, queries::retention, rules::Periods},
};

/// Sets the periods, unless they have been changed since `revision`: then returns the current ones with their revision.
pub fn set_retention(
    tx: &mut Tx,
    revision: Option<i32>,
    new: &Periods,
) -> AppResult<Result<(), (Periods, i32)>> {
    tx.take_turns("retention")?;
    let (old, current) = retention::current(tx)?;
    if revision != Some(current) {
        return Ok(Err((old, current)));
    }
    retention::replace(tx, new, current + 1)?;
    let studio = tx.scope.studio;
    let facts = audit::change(in_days(&old), in_days(new));
    audit::record(tx, AuditKind::RetentionChanged, studio, facts).map(Ok)
}

fn in_days(periods: &Periods) -> Value {
    let Periods { feed, mail, session, link, export, trash, audit } = periods;
    json!({ "feed": feed, "mail": mail, "session": session, "link": link, "export": export, "trash": trash, "audit": audit })
}

/// Deletes data whose retention period is over, and records the number of rows of each kind.
pub fn apply_retention(tx: &mut Tx) -> AppResult<()> {
    let periods = retention::periods(tx)?;
    let removed = retention::delete_outdated(tx, &periods)?;
    let mut removed: Map<_, _> =
        removed.into_iter().map(|(kind, count)| (kind.to_owned(), Value::from(count))).collect();
    let cut = audit::cut_before(tx, tx.now - Duration::days(periods.audit.into()))?;
    if cut > 0 {
        removed.insert("audit".to_owned(), cut.into());
    }
    if removed.is_empty() {
        return Ok(());
    }
    audit::record(tx, AuditKind::RetentionDone, Subject::NOTHING, Value::Object(removed))
}
