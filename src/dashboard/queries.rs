//! The only SQL of the room. What a room tells itself is asked there; here is what lies across.

use chrono::NaiveDate;
use diesel::{
    prelude::*,
    sql_types::{BigInt, Date, Nullable, Uuid},
};

use super::model::{FirstClient, InStatus, Unread, Upcoming};
use crate::{db::Tx, error::AppResult, kernel::ids::ClientId, prepared::prepared};

/// How many conversations are looked at for the newest with something unread.
const LOOKED_AT: i64 = 24;

/// Conversations with something unread, the newest first, out of a set of marks. `$1`: the reader, `$2`: how many, `$3`: out of how many.
macro_rules! unread {
    ($marks:expr) => {
        concat!(
            "select c.project_id, coalesce(p.name, nullif(c.title, ''), cl.name) as name, cl.name as client_name,
                c.messages - r.seen as unread, m.created_at as last_at, u.name as sender, left(m.body, 140) as beginning,
                count(*) over () as of_all
            from (",
            $marks,
            ") r
            join conversations c on c.studio_id = r.studio_id and c.id = r.conversation_id
            join clients cl on cl.studio_id = c.studio_id and cl.id = c.client_id
            left join projects p on p.studio_id = c.studio_id and p.id = c.project_id
            join messages m on m.studio_id = c.studio_id and m.id = c.last_message_id
            join users u on u.studio_id = m.studio_id and u.id = m.sender_id
            order by c.last_message_id desc limit $2"
        )
    };
}

/// Those whose unread part began last.
macro_rules! begun_last {
    () => {
        "select studio_id, conversation_id, seen from read_marks
            where user_id = $1 and unread_from is not null order by unread_from desc limit $3"
    };
}

/// Those with the newest messages. `offset 0` has Postgres look each mark up by its key: a plan that is kept for any reader, who may have few
/// marks, reads all of theirs.
macro_rules! newest_of_all {
    ($client:literal) => {
        concat!(
            "select r.studio_id, r.conversation_id, r.seen
                from (select studio_id, id from conversations where last_message_id is not null ",
            $client,
            " order by last_message_id desc limit $3) c
                cross join lateral (select * from read_marks r where r.studio_id = c.studio_id and r.conversation_id = c.id
                    and r.user_id = $1 and r.unread_from is not null offset 0) r"
        )
    };
}

/// Conversations with something unread, the newest first.
pub fn unread(tx: &mut Tx, most: i64) -> AppResult<Vec<Unread>> {
    let found = unread_among(tx, most, unread!(begun_last!()))?;
    if found.first().is_none_or(|found| found.of_all < LOOKED_AT) {
        return Ok(found);
    }
    // One that began long ago may have the newest message: then it is among the conversations with the newest of all.
    let statement = match tx.scope.client() {
        Some(_) => unread!(concat!("(", begun_last!(), ") union ", newest_of_all!("and client_id = $4"))),
        None => unread!(concat!("(", begun_last!(), ") union ", newest_of_all!(""))),
    };
    unread_among(tx, most, statement)
}

fn unread_among(tx: &mut Tx, most: i64, statement: &'static str) -> AppResult<Vec<Unread>> {
    let scope = tx.scope;
    Ok(prepared(statement)
        .bind::<Nullable<Uuid>, _>(scope.user)
        .bind::<BigInt, _>(most)
        .bind::<BigInt, _>(LOOKED_AT)
        .bind::<Nullable<Uuid>, _>(scope.client())
        .load(tx.conn())?)
}

/// Milestones to come of projects that go on, the first first. `$1`: until which day, or null, `$2`: the client, `$3`: how many. They are walked in
/// order, each with a look at its project: `offset 0` keeps Postgres from beginning at the projects.
macro_rules! upcoming {
    ($client:literal) => {
        concat!(
            "select m.project_id, m.project as project_name, c.name as client_name, m.title, m.due_on
            from (
                select m.*, p.name as project from milestones m
                cross join lateral (
                    select p.name from projects p where p.studio_id = m.studio_id and p.id = m.project_id
                        and p.archived_at is null and p.status in ('planning', 'in_progress', 'review') offset 0
                ) p
                where m.done_at is null and m.due_on is not null and ($1 is null or m.due_on <= $1) ",
            $client,
            " order by m.due_on, m.position, m.id limit $3
            ) m
            cross join lateral (select c.name from clients c where c.studio_id = m.studio_id and c.id = m.client_id offset 0) c
            order by m.due_on, m.position, m.id"
        )
    };
}

/// Open milestones with a date, up to a day or all of them, the first first.
pub fn upcoming(tx: &mut Tx, until: Option<NaiveDate>, most: i64) -> AppResult<Vec<Upcoming>> {
    let client: Option<ClientId> = tx.scope.client();
    // Said to Postgres apart from the policies, which no index can serve.
    let statement = match client {
        Some(_) => upcoming!("and m.client_id = $2"),
        None => upcoming!(""),
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
