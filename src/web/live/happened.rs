use chrono::{DateTime, Duration, Utc};
use diesel::{prelude::*, sql_types};
use serde_json::Value;
use uuid::Uuid;

use crate::{
    access::Viewer,
    db::Tx,
    error::{AppError, AppResult},
    events::{Audience, Cursor},
    kernel::ids::{ClientId, ProjectId, UserId},
    prepared::prepared,
};

/// An event as it was stored ([`crate::events::Event`]), with its position.
#[derive(Debug, Clone)]
pub struct StoredEvent {
    pub at: Cursor,
    pub kind: String,
    /// The client whose users may know of it; `None` for an event within the studio.
    pub client: Option<ClientId>,
    pub project: Option<ProjectId>,
    /// Set if it concerns a single user.
    pub only: Option<UserId>,
    /// Who did it; `None` for the system.
    pub actor: Option<UserId>,
    /// The row it is about.
    pub subject: Option<Uuid>,
    pub facts: Value,
    pub created_at: DateTime<Utc>,
}

impl StoredEvent {
    /// Whether a user may know of it.
    pub fn concerns(&self, user: UserId, audience: Audience) -> bool {
        let for_them = match audience {
            Audience::Studio => true,
            Audience::Client(client) => self.client == Some(client),
        };
        for_them && self.only.is_none_or(|only| only == user)
    }
}

/// How long events that no feed shows are kept, and so for how long a stream can be disconnected without losing any.
pub const KEPT: Duration = Duration::days(1);

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Text)]
    xid: String,
    #[diesel(sql_type = sql_types::BigInt)]
    id: i64,
    #[diesel(sql_type = sql_types::Text)]
    kind: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    client_id: Option<ClientId>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    project_id: Option<ProjectId>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    user_id: Option<UserId>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    actor_id: Option<UserId>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    subject_id: Option<Uuid>,
    #[diesel(sql_type = sql_types::Jsonb)]
    facts: Value,
    #[diesel(sql_type = sql_types::Timestamptz)]
    created_at: DateTime<Utc>,
    #[diesel(sql_type = sql_types::Bool)]
    settled: bool,
}

/// Events in order, and whether more exist or are about to be committed.
pub struct Batch {
    pub events: Vec<StoredEvent>,
    pub more: bool,
}

/// Reads the events after a cursor. Stops before the oldest running transaction, because it may still commit an event with a lower
/// position.
pub fn after(tx: &mut Tx, cursor: Cursor, most: usize) -> AppResult<Batch> {
    let rows: Vec<Row> = prepared(
        "select xid::text as xid, id, kind, client_id, project_id, user_id, actor_id, subject_id, facts, created_at,
            xid < pg_snapshot_xmin(pg_current_snapshot()) as settled
        from events where (xid, id) > ($1::xid8, $2) order by events.xid, events.id limit $3",
    )
    .bind::<sql_types::Text, _>(cursor.xid.to_string())
    .bind::<sql_types::BigInt, _>(cursor.id)
    .bind::<sql_types::BigInt, _>(most as i64)
    .load(tx.conn())?;
    let read = rows.len();
    let events: Vec<_> = rows
        .into_iter()
        .take_while(|row| row.settled)
        .map(StoredEvent::try_from)
        .collect::<AppResult<_>>()?;
    Ok(Batch { more: events.len() < read || read == most, events })
}

/// Returns the position of the newest settled event, and whether newer ones are about to settle.
pub fn newest(tx: &mut Tx) -> AppResult<(Cursor, bool)> {
    #[derive(QueryableByName)]
    struct Place {
        #[diesel(sql_type = sql_types::Text)]
        xid: String,
        #[diesel(sql_type = sql_types::BigInt)]
        id: i64,
        #[diesel(sql_type = sql_types::Bool)]
        settled: bool,
    }
    let places: Vec<Place> = diesel::sql_query(
        "select xid::text as xid, id, true as settled from (select xid, id from events
            where xid < pg_snapshot_xmin(pg_current_snapshot()) order by xid desc, id desc limit 1) settled
        union all
        select '0', 0, false where exists (select from events where xid >= pg_snapshot_xmin(pg_current_snapshot()))",
    )
    .load(tx.conn())?;
    let waiting = places.iter().any(|place| !place.settled);
    let newest = places.iter().find(|place| place.settled);
    Ok((newest.map(|place| cursor(&place.xid, place.id)).transpose()?.unwrap_or_default(), waiting))
}

/// Whether all events after a position are still stored. Returns false for a position that was never issued.
pub fn is_kept(tx: &mut Tx, place: Cursor) -> AppResult<bool> {
    #[derive(QueryableByName)]
    struct Kept {
        #[diesel(sql_type = sql_types::Bool)]
        kept: bool,
    }
    let kept: Kept = diesel::sql_query(
        "select case when $2 = 0 then $1::xid8 = '0'::xid8 and not exists (select from events where created_at < $3)
            else exists (select from events where xid = $1::xid8 and id = $2) end as kept",
    )
    .bind::<sql_types::Text, _>(place.xid.to_string())
    .bind::<sql_types::BigInt, _>(place.id)
    .bind::<sql_types::Timestamptz, _>(tx.now - KEPT)
    .get_result(tx.conn())?;
    Ok(kept.kept)
}

/// Deletes events that no feed shows once they are a day old. Keeps the newest event, from which streams continue.
///
/// # Errors
/// Database errors.
pub fn prune(tx: &mut Tx) -> AppResult<usize> {
    let removed = diesel::sql_query("select from forget_events($1, false)")
        .bind::<sql_types::Timestamptz, _>(tx.now - KEPT)
        .execute(tx.conn())?;
    Ok(removed)
}

/// The events that a viewer missed, at most `most`; `None` if there are more.
pub fn missed_by(
    viewer: &Viewer,
    tx: &mut Tx,
    from: Cursor,
    to: Cursor,
    most: usize,
) -> AppResult<Option<Vec<StoredEvent>>> {
    let mut events = after(tx, from, most + 1)?.events;
    let too_many = events.len() > most;
    events.retain(|event| event.at <= to && event.concerns(viewer.user, Audience::of(viewer.role)));
    Ok((!too_many).then_some(events))
}

impl TryFrom<Row> for StoredEvent {
    type Error = AppError;

    fn try_from(row: Row) -> AppResult<Self> {
        Ok(Self {
            at: cursor(&row.xid, row.id)?,
            kind: row.kind,
            client: row.client_id,
            project: row.project_id,
            only: row.user_id,
            actor: row.actor_id,
            subject: row.subject_id,
            facts: row.facts,
            created_at: row.created_at,
        })
    }
}

fn cursor(xid: &str, id: i64) -> AppResult<Cursor> {
    Ok(Cursor { xid: xid.parse().map_err(AppError::internal)?, id })
}
