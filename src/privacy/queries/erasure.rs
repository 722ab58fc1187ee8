//! Statements about the people and clients to be erased.

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

/// The facts about a person that an erasure checks.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = users)]
pub struct Person {
    pub role: String,
    pub state: String,
    pub email: String,
    #[diesel(select_expression = users::erased_at.is_not_null())]
    pub erased: bool,
}

/// Finds a person.
///
/// # Errors
/// Not found if there is none.
pub fn person(tx: &mut Tx, id: UserId) -> AppResult<Person> {
    Ok(users::table.filter(users::id.eq(id)).select(Person::as_select()).first(tx.conn())?)
}

/// Locks a client's row until the transaction ends. Returns whether the client is erased.
///
/// # Errors
/// Not found if there is none.
pub fn lock_client(tx: &mut Tx, id: ClientId) -> AppResult<bool> {
    let client = clients::table.filter(clients::id.eq(id)).select(clients::erased_at.is_not_null());
    Ok(client.for_update().first(tx.conn())?)
}

/// The rows of a client that people write to, in the order in which they are locked. A concurrent change either finishes before the
/// erasure begins, or waits and finds the client erased.
const WORK: &[&str] = &[
    "select from conversations where client_id = $1 order by id for update",
    "select from files where client_id = $1 order by id for update",
    "select from projects where client_id = $1 order by id for no key update",
];

/// Locks the rows that a client's users and the studio write to.
pub fn lock_work_of(tx: &mut Tx, id: ClientId) -> AppResult<()> {
    for statement in WORK {
        diesel::sql_query(*statement).bind::<sql_types::Uuid, _>(id.uuid()).execute(tx.conn())?;
    }
    Ok(())
}

/// The users of a client who are not erased.
pub fn people_of(tx: &mut Tx, id: ClientId) -> AppResult<Vec<UserId>> {
    let theirs = users::table.filter(users::client_id.eq(id).and(users::erased_at.is_null()));
    Ok(theirs.order(users::id).select(users::id).load(tx.conn())?)
}

/// The same, with their rows locked until the transaction ends.
pub fn lock_people_of(tx: &mut Tx, id: ClientId) -> AppResult<Vec<UserId>> {
    let theirs = users::table.filter(users::client_id.eq(id).and(users::erased_at.is_null()));
    Ok(theirs.order(users::id).select(users::id).for_update().load(tx.conn())?)
}

/// Makes the erasures of a studio run one at a time: two people's shared actions are recorded in the same rows, so concurrent erasures
/// would deadlock.
pub fn take_turns(tx: &mut Tx) -> AppResult<()> {
    let studio = tx.scope.studio.to_string();
    diesel::sql_query("select pg_advisory_xact_lock(200, hashtext($1))")
        .bind::<sql_types::Text, _>(studio)
        .execute(tx.conn())?;
    Ok(())
}

/// Locks a user for erasure: a request of theirs in progress either finishes before the erasure, or finds the account erased
/// (`must_be_signed_in`).
pub fn hold(tx: &mut Tx, user: UserId) -> AppResult<()> {
    diesel::sql_query("select hold_for_erasure($1)")
        .bind::<sql_types::Uuid, _>(user.uuid())
        .execute(tx.conn())?;
    Ok(())
}

/// Locks the active admins and one more user, in the order of ids that all transactions use to lock several users. Returns the active
/// admins.
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

/// The stand-ins for a person's current and former addresses, at clients whose managers invited them.
pub fn stand_ins_of(tx: &mut Tx, id: UserId) -> AppResult<Vec<UserId>> {
    let rows: Vec<StandIn> = diesel::sql_query(
        "select id from users where invited_as is not null and id <> $1
            and address_hash(invited_as) in (select address_hashes_of($1)) order by id",
    )
    .bind::<sql_types::Uuid, _>(id.uuid())
    .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| row.id).collect())
}

/// Deletes what belongs only to a person, and replaces the texts they wrote with `instead`. `erasure` is the audit entry.
pub fn erase_belongings(tx: &mut Tx, id: UserId, instead: &str, erasure: Uuid) -> AppResult<()> {
    diesel::sql_query("select forget_owned($1, $3), erase_messages_of_person($1, $2, $3)")
        .bind::<sql_types::Uuid, _>(id.uuid())
        .bind::<sql_types::Text, _>(instead)
        .bind::<sql_types::Uuid, _>(erasure)
        .execute(tx.conn())?;
    Ok(())
}

/// Removes a person's picture immediately, instead of leaving it to the sweep.
pub fn remove_picture(tx: &mut Tx, id: UserId) -> AppResult<()> {
    let person = users::table.filter(users::id.eq(id));
    let Some(picture) = person.select(users::avatar_id).first::<Option<BlobId>>(tx.conn())? else {
        return Ok(());
    };
    diesel::update(person).set(users::avatar_id.eq(None::<BlobId>)).execute(tx.conn())?;
    storage::let_go(tx, picture)
}

/// Replaces a person's name and address with a pseudonym and a generated address, and closes the account.
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

/// Erases a client's names, texts and drafts. Sent invoices and payments stay.
pub fn erase_client(
    tx: &mut Tx,
    rooms: Rooms,
    id: ClientId,
    pseudonym: &str,
    project: &str,
    instead: &str,
) -> AppResult<()> {
    // Dependent rows are erased before the rows they refer to, so later rooms come first.
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
