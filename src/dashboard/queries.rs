//! The only SQL of the room. What a room tells itself is asked there; here is what lies across.

use chrono::NaiveDate;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Date, Nullable, Uuid},
};

use super::model::{FirstClient, InStatus, Unread, Upcoming};
use crate::{db::Tx, error::AppResult, kernel::ids::ClientId, prepared::prepared};

/// Conversations with something unread, the newest first.
pub fn unread(tx: &mut Tx, most: i64) -> AppResult<Vec<Unread>> {
    let scope = tx.scope;
    Ok(prepared(
        "select c.project_id, coalesce(p.name, nullif(c.title, ''), cl.name) as name, cl.name as client_name, count(*) as unread,
            max(m.created_at) as last_at, (array_agg(u.name order by m.id desc))[1] as sender,
            (array_agg(left(m.body, 140) order by m.id desc))[1] as beginning
        from users me
        join conversations c on c.studio_id = me.studio_id and ($2 is null or c.client_id = $2)
        join clients cl on cl.studio_id = c.studio_id and cl.id = c.client_id
        left join projects p on p.studio_id = c.studio_id and p.id = c.project_id
        left join read_marks r on r.studio_id = c.studio_id and r.conversation_id = c.id and r.user_id = me.id
        join messages m on m.studio_id = c.studio_id and m.conversation_id = c.id and m.sender_id <> me.id
            and m.id > coalesce(r.read_through, '00000000-0000-0000-0000-000000000000') and m.created_at > me.created_at
        join users u on u.studio_id = m.studio_id and u.id = m.sender_id
        where me.id = $1
        group by c.id, c.project_id, c.title, p.name, cl.name
        order by last_at desc, c.id limit $3",
    )
    .bind::<Nullable<Uuid>, _>(scope.user)
    .bind::<Nullable<Uuid>, _>(scope.client())
    .bind::<BigInt, _>(most)
    .load(tx.conn())?)
}

/// Open milestones with a date, up to a day or all of them, the first first.
pub fn upcoming(tx: &mut Tx, until: Option<NaiveDate>, most: i64) -> AppResult<Vec<Upcoming>> {
    let client: Option<ClientId> = tx.scope.client();
    Ok(prepared(
        "select m.project_id, p.name as project_name, c.name as client_name, m.title, m.due_on
        from milestones m
        join projects p on p.studio_id = m.studio_id and p.id = m.project_id
            and p.archived_at is null and p.status in ('planning', 'in_progress', 'review')
        join clients c on c.studio_id = p.studio_id and c.id = p.client_id
        where m.done_at is null and m.due_on is not null and ($1 is null or m.due_on <= $1) and ($2 is null or m.client_id = $2)
        order by m.due_on, m.position, m.id limit $3",
    )
    .bind::<Nullable<Date>, _>(until)
    .bind::<Nullable<Uuid>, _>(client)
    .bind::<BigInt, _>(most)
    .load(tx.conn())?)
}

/// How many projects stand where, in the order of a project's life; none with none.
pub fn by_status(tx: &mut Tx) -> AppResult<Vec<InStatus>> {
    let mut found: Vec<InStatus> = prepared(
        "select status, count(*) as count from projects
        where archived_at is null and ($1 is null or client_id = $1) group by status",
    )
    .bind::<Nullable<Uuid>, _>(tx.scope.client())
    .load(tx.conn())?;
    found.sort_by_key(|found| found.status);
    Ok(found)
}

/// A client, if there is any.
pub fn first_client(tx: &mut Tx) -> AppResult<Option<ClientId>> {
    let found: Option<FirstClient> =
        prepared("select id from clients where archived_at is null order by id limit 1")
            .get_result(tx.conn())
            .optional()?;
    Ok(found.map(|client| client.id))
}
