//! The SQL to search the audit log.

use chrono::{DateTime, Utc};
use diesel::{prelude::*, sql_types};
use serde_json::Value;
use uuid::Uuid;

use super::asked::Search;
use crate::{
    db::Tx,
    error::AppResult,
    kernel::{ids::UserId, paging::PageSize, text::anywhere},
    schema::{audit_checks, users},
};

/// The number of entries on a page.
pub const PAGE: PageSize = PageSize(50);

/// An entry, with its particulars unless they have been erased.
#[derive(Debug, Clone, QueryableByName)]
pub struct Kept {
    #[diesel(sql_type = sql_types::Uuid)]
    pub id: Uuid,
    #[diesel(sql_type = sql_types::Text)]
    pub kind: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    pub actor_id: Option<Uuid>,
    /// The actor's name at the time; after an erasure, the pseudonym.
    #[diesel(sql_type = sql_types::Text)]
    pub actor: String,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Text>)]
    pub subject_kind: Option<String>,
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    pub subject_id: Option<Uuid>,
    /// The current name of the user, client or project that the entry is about; empty for other things.
    #[diesel(sql_type = sql_types::Text)]
    pub subject: String,
    #[diesel(sql_type = sql_types::Jsonb)]
    pub facts: Value,
    #[diesel(sql_type = sql_types::Bool)]
    pub facts_erased: bool,
    #[diesel(sql_type = sql_types::Text)]
    pub address: String,
    #[diesel(sql_type = sql_types::Text)]
    pub agent: String,
    #[diesel(sql_type = sql_types::Text)]
    pub request_id: String,
    #[diesel(sql_type = sql_types::Timestamptz)]
    pub created_at: DateTime<Utc>,
    /// `None` until the entry has been linked to the chain.
    #[diesel(sql_type = sql_types::Nullable<sql_types::BigInt>)]
    pub sequence: Option<i64>,
}

/// At most `most` entries that match a search, newest first.
pub fn find(tx: &mut Tx, search: &Search, most: i64) -> AppResult<Vec<Kept>> {
    let exact = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
    let like = |text: &str| exact(text).map(|text| anywhere(&text));
    Ok(diesel::sql_query(
        "select e.id, e.kind, e.actor_id, coalesce(nullif(p.actor_name, ''), u.name, '') as actor, e.subject_kind, e.subject_id,
            coalesce(case e.subject_kind
                when 'user' then (select o.name from users o where o.studio_id = e.studio_id and o.id = e.subject_id)
                when 'client' then (select o.name from clients o where o.studio_id = e.studio_id and o.id = e.subject_id)
                when 'project' then (select o.name from projects o where o.studio_id = e.studio_id and o.id = e.subject_id) end, '') as subject,
            coalesce(p.facts, '{}') - 'address_hash' as facts, p.facts_salt is null as facts_erased, coalesce(p.address, '') as address,
            coalesce(p.agent, '') as agent, e.request_id, e.created_at, s.sequence
         from audit_entries e
         left join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
         left join audit_seals s on s.studio_id = e.studio_id and s.entry_id = e.id
         left join users u on u.studio_id = e.studio_id and u.id = e.actor_id
         where ($1 is null or p.actor_name ilike $1 or u.name ilike $1 or u.email ilike $1 or e.actor_id::text = $2)
           and ($3 is null or e.kind = $3 or split_part(e.kind, '.', 1) = $3)
           and ($4 is null or e.subject_kind = $4)
           and ($5 is null or e.subject_id = $5)
           and ($6 is null or e.created_at >= $6)
           and ($7 is null or e.created_at < $7)
           and ($8 is null or p.facts::text ilike $8 or e.kind ilike $8 or p.actor_name ilike $8 or p.address ilike $8
               or p.agent ilike $8 or e.request_id ilike $8)
           and ($9 is null or e.id < $9)
         order by e.id desc limit $10",
    )
    .bind::<sql_types::Nullable<sql_types::Text>, _>(like(&search.person))
    .bind::<sql_types::Text, _>(&search.person)
    .bind::<sql_types::Nullable<sql_types::Text>, _>(exact(&search.kind))
    .bind::<sql_types::Nullable<sql_types::Text>, _>(exact(&search.object))
    .bind::<sql_types::Nullable<sql_types::Uuid>, _>(search.id)
    .bind::<sql_types::Nullable<sql_types::Timestamptz>, _>(search.from)
    .bind::<sql_types::Nullable<sql_types::Timestamptz>, _>(search.until)
    .bind::<sql_types::Nullable<sql_types::Text>, _>(like(&search.text))
    .bind::<sql_types::Nullable<sql_types::Uuid>, _>(search.before)
    .bind::<sql_types::BigInt, _>(most)
    .load(tx.conn())?)
}

/// The users whose name or email address contains the searched text, at most 20.
pub fn people(tx: &mut Tx, search: &Search) -> AppResult<Vec<UserId>> {
    if search.person.is_empty() {
        return Ok(Vec::new());
    }
    let like = anywhere(&search.person);
    let meant = users::name.ilike(&like).or(users::email.ilike(&like));
    Ok(users::table.filter(meant).order(users::id).limit(20).select(users::id).load(tx.conn())?)
}

/// The result of the last verification of the chain.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = audit_checks)]
pub struct Found {
    pub checked_at: DateTime<Utc>,
    pub through: i64,
    pub fault: Option<String>,
    pub fault_sequence: Option<i64>,
    pub fault_entry: Option<Uuid>,
}

/// The result of the last verification, or `None` before the first.
pub fn last_check(tx: &mut Tx) -> AppResult<Option<Found>> {
    Ok(audit_checks::table.select(Found::as_select()).first(tx.conn()).optional()?)
}
