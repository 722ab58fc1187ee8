//! Sealing: adds waiting entries to the chain, by one process per studio at a time.

use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_types};

use super::chain::{BEGINNING, Chained, Place};
use crate::{db::Tx, error::AppResult, schema::audit_seals};

/// The number of entries that are sealed in one transaction.
pub(super) const AT_ONCE: i64 = 500;

#[derive(QueryableByName)]
struct Got {
    #[diesel(sql_type = sql_types::Bool)]
    got: bool,
}

/// Adds some of the waiting entries to the chain, in the order they were written as far as they are visible. Returns how many; 0 while
/// another process is sealing.
pub fn seal(tx: &mut Tx) -> AppResult<usize> {
    let studio = tx.scope.studio.uuid();
    let Got { got } = diesel::sql_query("select pg_try_advisory_xact_lock(140, hashtext($1)) as got")
        .bind::<sql_types::Text, _>(studio.to_string())
        .get_result(tx.conn())?;
    if !got {
        return Ok(0);
    }
    let waiting: Vec<Chained> = diesel::sql_query(
        "select e.id, e.kind, e.actor_id, e.actor_name, e.subject_kind, e.subject_id, e.facts::text as facts, e.address,
            e.agent, e.request_id, e.created_at, e.who_seal, e.facts_seal
         from audit_particulars p join audit_entries e on e.studio_id = p.studio_id and e.id = p.entry_id
         where p.waits order by p.entry_id limit $1",
    )
    .bind::<sql_types::BigInt, _>(AT_ONCE)
    .load(tx.conn())?;
    if waiting.is_empty() {
        return Ok(0);
    }
    let last: Option<(i64, Vec<u8>)> = audit_seals::table
        .order(audit_seals::sequence.desc())
        .select((audit_seals::sequence, audit_seals::hash))
        .first(tx.conn())
        .optional()?;
    let (mut sequence, mut previous) = match last {
        Some((sequence, hash)) => (sequence, hash.try_into().unwrap_or(BEGINNING)),
        None => (0, BEGINNING),
    };
    // Postgres stores microseconds, and the hash must match what is stored.
    let sealed_at: DateTime<Utc> =
        DateTime::from_timestamp_micros(tx.now.timestamp_micros()).unwrap_or(tx.now);
    let mut rows = Vec::with_capacity(waiting.len());
    for entry in &waiting {
        sequence += 1;
        let hash = *entry.hash(&Place { studio, sequence, previous, sealed_at }).as_bytes();
        rows.push((
            audit_seals::sequence.eq(sequence),
            audit_seals::entry_id.eq(entry.id),
            audit_seals::previous.eq(previous.to_vec()),
            audit_seals::hash.eq(hash.to_vec()),
            audit_seals::sealed_at.eq(sealed_at),
        ));
        previous = hash;
    }
    diesel::insert_into(audit_seals::table).values(rows).execute(tx.conn())?;
    let ids: Vec<_> = waiting.iter().map(|entry| entry.id).collect();
    diesel::sql_query("update audit_particulars set waits = false where entry_id = any ($1)")
        .bind::<sql_types::Array<sql_types::Uuid>, _>(ids)
        .execute(tx.conn())?;
    // Logs the head of the chain, outside the database, so that a chain that was cut off at its end can be detected.
    let head = data_encoding::HEXLOWER.encode(&previous);
    tracing::info!(target: "audit", event = "audit.sealed", %studio, sequence, head, entries = waiting.len());
    Ok(waiting.len())
}
