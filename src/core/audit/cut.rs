//! Retention: the beginning of the chain is deleted after its retention period, and the hash at which it was cut is recorded.

use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_types};
use serde_json::json;

use super::{AuditKind, Subject};
use crate::{db::Tx, error::AppResult, schema::audit_seals};

#[derive(QueryableByName)]
struct Through {
    #[diesel(sql_type = sql_types::Nullable<sql_types::BigInt>)]
    through: Option<i64>,
}

#[derive(QueryableByName)]
struct Removed {
    #[diesel(sql_type = sql_types::BigInt)]
    removed: i64,
}

/// Deletes the entries at the beginning of the chain that were written before an instant. Returns how many. Postgres refuses to delete
/// entries younger than two years.
pub fn cut_before(tx: &mut Tx, before: DateTime<Utc>) -> AppResult<i64> {
    // Only from the beginning: a younger entry stops it, even if older ones follow.
    let Through { through } = diesel::sql_query(
        "select coalesce(
            (select min(s.sequence) - 1 from audit_seals s join audit_entries e on e.studio_id = s.studio_id and e.id = s.entry_id
                where e.created_at >= $1 or s.sealed_at >= $1),
            (select max(sequence) from audit_seals)) as through",
    )
    .bind::<sql_types::Timestamptz, _>(before)
    .get_result(tx.conn())?;
    let Some(through) = through.filter(|through| *through > 0) else { return Ok(0) };
    let last: Option<Vec<u8>> = audit_seals::table
        .filter(audit_seals::sequence.eq(through))
        .select(audit_seals::hash)
        .first(tx.conn())
        .optional()?;
    let Some(hash) = last else { return Ok(0) };
    let Removed { removed } = diesel::sql_query("select cut_audit($1) as removed")
        .bind::<sql_types::BigInt, _>(through)
        .get_result(tx.conn())?;
    super::record(
        tx,
        AuditKind::Cut,
        Subject::NOTHING,
        json!({ "through": through, "hash": data_encoding::HEXLOWER.encode(&hash) }),
    )?;
    Ok(removed)
}
