//! The rows of people and clients that an erasure changes.

use diesel::{prelude::*, sql_types};
use uuid::Uuid;

use crate::{
    db::Tx,
    error::AppResult,
    kernel::ids::{BlobId, ClientId, UserId},
    room::Rooms,
    schema::{clients, users},
    storage,
};

/// What an erasure asks about a person.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Person {
    pub role: String,
    pub state: String,
    pub email: String,
    #[diesel(select_expression = users::erased_at.is_not_null())]
    pub erased: bool,
}

/// A person.
///
/// # Errors
/// Not found, when there is nobody.
pub fn person(tx: &mut Tx, id: UserId) -> AppResult<Person> {
    Ok(users::table.filter(users::id.eq(id)).select(Person::as_select()).first(tx.conn())?)
}

/// Whether a client is erased; its row stays locked until the transaction ends.
///
/// # Errors
/// Not found, when there is none.
pub fn lock_client(tx: &mut Tx, id: ClientId) -> AppResult<bool> {
    let client = clients::table.filter(clients::id.eq(id)).select(clients::erased_at.is_not_null());
    Ok(client.for_update().first(tx.conn())?)
}

/// What of a client people write into, in the order in which they lock it: what they have begun comes to its end before the erasure
/// begins, or waits and finds it erased.
const WORK: &[&str] = &[
    "select from conversations where client_id = $1 order by id for update",
    "select from files where client_id = $1 order by id for update",
    "select from projects where client_id = $1 order by id for no key update",
];

/// Locks what a client's people and the studio write into.
pub fn lock_work_of(tx: &mut Tx, id: ClientId) -> AppResult<()> {
    for statement in WORK {
        diesel::sql_query(*statement).bind::<sql_types::Uuid, _>(id.uuid()).execute(tx.conn())?;
    }
    Ok(())
}

/// The people of a client who are not erased.
pub fn people_of(tx: &mut Tx, id: ClientId) -> AppResult<Vec<UserId>> {
    let theirs = users::table.filter(users::client_id.eq(id).and(users::erased_at.is_null()));
    Ok(theirs.order(users::id).select(users::id).load(tx.conn())?)
}

/// The same, locked until the transaction ends.
pub fn lock_people_of(tx: &mut Tx, id: ClientId) -> AppResult<Vec<UserId>> {
    let theirs = users::table.filter(users::client_id.eq(id).and(users::erased_at.is_null()));
    Ok(theirs.order(users::id).select(users::id).for_update().load(tx.conn())?)
}

/// Erasures of a studio follow one another: what two people did together is told in the same rows, and two erasures at once would each
/// wait for rows that the other holds.
pub fn take_turns(tx: &mut Tx) -> AppResult<()> {
    let studio = tx.scope.studio.to_string();
    diesel::sql_query("select pg_advisory_xact_lock(200, hashtext($1))")
        .bind::<sql_types::Text, _>(studio)
        .execute(tx.conn())?;
    Ok(())
}

/// What somebody has sent comes to its end before they are erased, or finds them so (`must_be_signed_in`).
pub fn hold(tx: &mut Tx, user: UserId) -> AppResult<()> {
    diesel::sql_query("select hold_for_erasure($1)")
        .bind::<sql_types::Uuid, _>(user.uuid())
        .execute(tx.conn())?;
    Ok(())
}

/// Locks the admins who can sign in, and somebody besides, in the order of their ids as everyone does who locks several people; answers
/// those admins.
pub fn lock_admins_and(tx: &mut Tx, id: UserId) -> AppResult<Vec<UserId>> {
    let is_admin = users::role.eq("admin").and(users::state.eq("active"));
    let rows: Vec<(UserId, bool)> = users::table
        .filter(users::id.eq(id).or(is_admin))
        .order(users::id)
        .select((users::id, is_admin))
        .for_update()
        .load(tx.conn())?;
    Ok(rows.into_iter().filter_map(|(id, is_admin)| is_admin.then_some(id)).collect())
}

#[derive(QueryableByName)]
struct StandIn {
    #[diesel(sql_type = sql_types::Uuid)]
    id: UserId,
}

/// The rows that stand for a person's address, present or former, in clients whose managers invited it.
pub fn stand_ins_of(tx: &mut Tx, id: UserId) -> AppResult<Vec<UserId>> {
    let rows: Vec<StandIn> = diesel::sql_query(
        "select id from users where invited_as is not null and id <> $1
            and address_hash(invited_as) in (select address_hashes_of($1)) order by id",
    )
    .bind::<sql_types::Uuid, _>(id.uuid())
    .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Deletes what belongs to a person alone, and puts `instead` in place of what they wrote. `erasure`: the entry in the audit.
pub fn erase_belongings(tx: &mut Tx, id: UserId, instead: &str, erasure: Uuid) -> AppResult<()> {
    diesel::sql_query("select forget_owned($1, $3), erase_messages_of_person($1, $2, $3)")
        .bind::<sql_types::Uuid, _>(id.uuid())
        .bind::<sql_types::Text, _>(instead)
        .bind::<sql_types::Uuid, _>(erasure)
        .execute(tx.conn())?;
    Ok(())
}

/// Removes a person's picture at once: a face is not left to the sweep.
pub fn remove_picture(tx: &mut Tx, id: UserId) -> AppResult<()> {
    let person = users::table.filter(users::id.eq(id));
    let Some(picture) = person.select(users::avatar_id).first::<Option<BlobId>>(tx.conn())? else {
        return Ok(());
    };
    diesel::update(person).set(users::avatar_id.eq(None::<BlobId>)).execute(tx.conn())?;
    storage::let_go(tx, picture)
}

/// Puts a pseudonym and an address that is nobody's in place of a person's, and closes the account.
pub fn erase_person(tx: &mut Tx, id: UserId, pseudonym: &str, address: &str) -> AppResult<()> {
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((
            users::name.eq(pseudonym),
            users::email.eq(address),
            users::invited_as.eq(None::<String>),
            users::state.eq("deactivated"),
            users::locale.eq(None::<String>),
            users::zone.eq(None::<String>),
            users::theme.eq(None::<String>),
            users::last_seen_at.eq(None::<chrono::DateTime<chrono::Utc>>),
            users::erased_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Erases a client and its things: names, texts and drafts. What was sent and paid stays.
pub fn erase_client(
    tx: &mut Tx,
    rooms: Rooms,
    id: ClientId,
    pseudonym: &str,
    project: &str,
    instead: &str,
) -> AppResult<()> {
    // What hangs on something goes before it: the later room first.
    for statement in rooms.0.iter().rev().flat_map(|room| room.privacy.erase_client) {
        diesel::sql_query(*statement)
            .bind::<sql_types::Uuid, _>(id.uuid())
            .bind::<sql_types::Text, _>(pseudonym)
            .bind::<sql_types::Text, _>(project)
            .bind::<sql_types::Text, _>(instead)
            .bind::<sql_types::Timestamptz, _>(tx.now)
            .execute(tx.conn())?;
    }
    Ok(())
}
