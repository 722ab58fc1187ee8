//! Which conversations have messages that the reader has not seen.

use diesel::{
    prelude::*,
    sql_types::{BigInt, Nullable, Uuid},
};

use crate::{db::Tx, error::AppResult, messages::model::Unread, prepared::prepared};

/// How many candidate conversations are examined to find the newest ones with unread messages.
const LOOKED_AT: i64 = 24;

/// Conversations with unread messages, newest first, from a set of marks. `$1`: the reader, `$2`: limit, `$3`: how many marks.
macro_rules! unread {
    ($marks:expr) => {
        concat!(
            "select c.project_id, c.client_id, coalesce(p.name, nullif(c.title, ''), cl.name) as name, cl.name as client_name,
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

/// The marks whose first unread message is newest.
macro_rules! begun_last {
    () => {
        "select studio_id, conversation_id, seen from read_marks
            where user_id = $1 and unread_from is not null order by unread_from desc limit $3"
    };
}

/// The marks of the conversations with the newest messages. `offset 0` makes Postgres look up each mark by its key: the generic
/// plan of a prepared statement, made for a reader with few marks, would read all of the reader's marks.
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

/// Conversations with unread messages, newest first.
pub fn unread(tx: &mut Tx, most: i64) -> AppResult<Vec<Unread>> {
    let found = unread_among(tx, most, unread!(begun_last!()))?;
    if found.first().is_none_or(|found| found.of_all < LOOKED_AT) {
        return Ok(found);
    }
    // A conversation whose unread part began long ago may still have the newest message. It is then among the conversations with
    // the newest messages overall.
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
