//! The only SQL of the room. What a room tells itself is asked there; here is what lies across.

use chrono::NaiveDate;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Date, Nullable, Uuid},
};

use super::model::{FirstClient, InStatus, Unread, Upcoming};
use crate::{db::Tx, error::AppResult, kernel::ids::ClientId, prepared::prepared};

/// How many conversations are looked at for the newest with something unread: so many with the newest messages, and so many whose unread
/// part began last.
const LOOKED_AT: i64 = 24;

/// Conversations with something unread, the newest first.
pub fn unread(tx: &mut Tx, most: i64) -> AppResult<Vec<Unread>> {
    let scope = tx.scope;
    Ok(prepared(
        "select c.project_id, coalesce(p.name, nullif(c.title, ''), cl.name) as name, cl.name as client_name,
            c.messages - r.seen as unread, m.created_at as last_at, u.name as sender, left(m.body, 140) as beginning
        from (
            (select studio_id, conversation_id, seen from read_marks
                where user_id = $1 and unread_from is not null order by unread_from desc limit $3)
            union
            select r.studio_id, r.conversation_id, r.seen
                from (select studio_id, id from conversations where last_message_id is not null order by last_message_id desc limit $3) c
                join read_marks r on r.studio_id = c.studio_id and r.conversation_id = c.id and r.user_id = $1 and r.unread_from is not null
        ) r
        join conversations c on c.studio_id = r.studio_id and c.id = r.conversation_id
        join clients cl on cl.studio_id = c.studio_id and cl.id = c.client_id
        left join projects p on p.studio_id = c.studio_id and p.id = c.project_id
        join messages m on m.studio_id = c.studio_id and m.id = c.last_message_id
        join users u on u.studio_id = m.studio_id and u.id = m.sender_id
        order by c.last_message_id desc limit $2",
    )
    .bind::<Nullable<Uuid>, _>(scope.user)
    .bind::<BigInt, _>(most)
    .bind::<BigInt, _>(LOOKED_AT)
    .load(tx.conn())?)
}

/// What all statements about milestones to come begin with. `$1`: until which day, or null.
macro_rules! upcoming {
    () => {
        "select m.project_id, p.name as project_name, c.name as client_name, m.title, m.due_on
        from milestones m
        join projects p on p.studio_id = m.studio_id and p.id = m.project_id
            and p.archived_at is null and p.status in ('planning', 'in_progress', 'review')
        join clients c on c.studio_id = p.studio_id and c.id = p.client_id
        where m.done_at is null and m.due_on is not null and ($1 is null or m.due_on <= $1)"
    };
}

/// Open milestones with a date, up to a day or all of them, the first first.
pub fn upcoming(tx: &mut Tx, until: Option<NaiveDate>, most: i64) -> AppResult<Vec<Upcoming>> {
    let client: Option<ClientId> = tx.scope.client();
    // Said to Postgres apart from the policies, which no index can serve.
    let statement = match client {
        Some(_) => concat!(upcoming!(), " and m.client_id = $2 order by m.due_on, m.position, m.id limit $3"),
        None => concat!(upcoming!(), " order by m.due_on, m.position, m.id limit $3"),
    };
    Ok(prepared(statement)
        .bind::<Nullable<Date>, _>(until)
        .bind::<Nullable<Uuid>, _>(client)
        .bind::<BigInt, _>(most)
        .load(tx.conn())?)
}

/// How many projects stand where, in the order of a project's life; none with none.
pub fn by_status(tx: &mut Tx) -> AppResult<Vec<InStatus>> {
    let mut found: Vec<InStatus> =
        prepared("select status, projects as count from projects_in_status where projects > 0")
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
