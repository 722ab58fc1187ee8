//! Erasure: what was of a person becomes a pseudonym's, or goes. It is found by ids: who acted, whom it is about, whose mail it is, who
//! sent it. No text is looked through for a name: docs/adr/0022-erasure-by-id.md.

use diesel::{prelude::*, sql_types};
use serde_json::json;

use super::{
    super::rules::{mark, nobodys_address},
    forgotten, traces,
};
use crate::{
    accounts,
    audit::{AuditKind, Erasure},
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        ids::{BlobId, ClientId, UserId},
        locale::Locale,
    },
    room::Rooms,
    schema::{clients, studios, users},
    storage,
    words::Words,
};

/// Erases a person. Runs as the system in their name who asked; `file_names`: names of files they uploaded go too.
///
/// # Errors
/// Not found; conflict, when it is oneself, or the last admin, or done already.
pub fn person(tx: &mut Tx, id: UserId, file_names: bool) -> AppResult<()> {
    one_at_a_time(tx)?;
    hold(tx, id)?;
    let admins = lock_admins_and(tx, id)?;
    let (role, state, erased): (String, String, bool) = users::table
        .filter(users::id.eq(id))
        .select((users::role, users::state, users::erased_at.is_not_null()))
        .first(tx.conn())?;
    if erased {
        return Err(AppError::Conflict("privacy-conflict-erased"));
    }
    if tx.scope.user == Some(id) {
        return Err(AppError::Conflict("privacy-conflict-own"));
    }
    if role == "admin" && state == "active" && admins.iter().all(|admin| *admin == id) {
        return Err(AppError::Conflict("privacy-conflict-last-admin"));
    }
    still_admin(tx, &admins)?;
    let facts = json!({ "file_names": file_names });
    let erasure = Erasure::begin(tx, AuditKind::UserErased, id.into(), facts)?;
    forget(tx, id, file_names, false, erasure)?;
    erasure.count(tx)
}

/// Erases a client with its people. What bookkeeping needs stays: invoices with the parties frozen in them, and payments.
///
/// # Errors
/// Not found; conflict, when it is done already.
pub fn client(tx: &mut Tx, rooms: Rooms, id: ClientId) -> AppResult<()> {
    one_at_a_time(tx)?;
    let people = || {
        let theirs = users::table.filter(users::client_id.eq(id).and(users::erased_at.is_null()));
        theirs.order(users::id).select(users::id)
    };
    for user in people().load::<UserId>(tx.conn())? {
        hold(tx, user)?;
    }
    // Whoever is being invited there has come by now, or finds it archived.
    accounts::hold_client(tx, id)?;
    let erased: bool = clients::table
        .filter(clients::id.eq(id))
        .select(clients::erased_at.is_not_null())
        .for_update()
        .first(tx.conn())?;
    if erased {
        return Err(AppError::Conflict("privacy-conflict-erased"));
    }
    let people: Vec<UserId> = people().for_update().load(tx.conn())?;
    for user in &people {
        hold(tx, *user)?;
    }
    let erasure = Erasure::begin(tx, AuditKind::ClientErased, id.into(), json!({}))?;
    for user in people {
        forget(tx, user, true, false, erasure)?;
    }
    let words = words(tx)?;
    let pseudonym = words.with("privacy-former-client", &[("mark", mark(id.uuid()).into())]);
    let project = words.text("privacy-former-project");
    let erased = words.text("privacy-erased-message");
    let address = nobodys_address(id.uuid());
    // While it is known whose things are whose.
    forgotten::about_client(tx, id)?;
    traces::of_client(tx, id.uuid(), erasure, &traces::Instead { address, name: &pseudonym, text: &erased })?;
    // What hangs on something goes before it: the later room first.
    for statement in rooms.0.iter().rev().flat_map(|room| room.privacy.erase_client) {
        diesel::sql_query(*statement)
            .bind::<sql_types::Uuid, _>(id.uuid())
            .bind::<sql_types::Text, _>(&pseudonym)
            .bind::<sql_types::Text, _>(&project)
            .bind::<sql_types::Text, _>(&erased)
            .bind::<sql_types::Timestamptz, _>(tx.now)
            .execute(tx.conn())?;
    }
    erasure.count(tx)
}

/// Erasures of a studio follow one another: what two people did together is told in the same rows, and two erasures at once would each
/// wait for rows that the other holds.
fn one_at_a_time(tx: &mut Tx) -> AppResult<()> {
    let studio = tx.scope.studio.to_string();
    diesel::sql_query("select pg_advisory_xact_lock(200, hashtext($1))")
        .bind::<sql_types::Text, _>(studio)
        .execute(tx.conn())?;
    Ok(())
}

/// What somebody has sent comes to its end before they are erased, or finds them so (`must_be_signed_in`).
fn hold(tx: &mut Tx, user: UserId) -> AppResult<()> {
    diesel::sql_query("select hold_for_erasure($1)")
        .bind::<sql_types::Uuid, _>(user.uuid())
        .execute(tx.conn())?;
    Ok(())
}

/// Locks the admins who can sign in, and somebody besides, in the order of their ids as everyone does who locks several people; answers
/// those admins.
fn lock_admins_and(tx: &mut Tx, id: UserId) -> AppResult<Vec<UserId>> {
    let is_admin = users::role.eq("admin").and(users::state.eq("active"));
    let rows: Vec<(UserId, bool)> = users::table
        .filter(users::id.eq(id).or(is_admin))
        .order(users::id)
        .select((users::id, is_admin))
        .for_update()
        .load(tx.conn())?;
    Ok(rows.into_iter().filter_map(|(id, is_admin)| is_admin.then_some(id)).collect())
}

/// Whoever waited for another erasure may have been erased by it.
fn still_admin(tx: &Tx, admins: &[UserId]) -> AppResult<()> {
    match tx.scope.user {
        Some(user) if !admins.contains(&user) => Err(AppError::Conflict("error-conflict-text")),
        _ => Ok(()),
    }
}

fn words(tx: &mut Tx) -> AppResult<&'static Words> {
    let locale: String = studios::table.select(studios::locale).first(tx.conn())?;
    Ok(Words::of(locale.parse::<Locale>().unwrap_or_default()))
}

/// What is erased of a person, whoever asked and why. `stand_in`: of a row that only stands for an invited address.
fn forget(tx: &mut Tx, id: UserId, file_names: bool, stand_in: bool, erasure: Erasure) -> AppResult<()> {
    let role: String = users::table.filter(users::id.eq(id)).select(users::role).first(tx.conn())?;
    let words = words(tx)?;
    let key = if role == "client" { "privacy-former-contact" } else { "privacy-former-colleague" };
    let pseudonym = words.with(key, &[("mark", mark(id.uuid()).into())]);
    let email: String = users::table.filter(users::id.eq(id)).select(users::email).first(tx.conn())?;
    // A stand-in keeps its own, which is nobody's: by that it is told from people who were there, and its client's list leaves it out.
    let address = if stand_in { email } else { nobodys_address(id.uuid()) };
    let erased = words.text("privacy-erased-message");
    let instead = traces::Instead { address: address.clone(), name: &pseudonym, text: &erased };
    // While it is known what is theirs, and which address was.
    forgotten::about_person(tx, id)?;
    traces::of_person(tx, id.uuid(), erasure, &instead)?;
    if file_names {
        traces::of_file_names(tx, id.uuid(), erasure)?;
    }
    // A client's managers may have invited an address of theirs, and their lists show it.
    let stand_ins: Vec<StandIn> = diesel::sql_query(
        "select id from users where invited_as is not null and id <> $1
            and address_hash(invited_as) in (select address_hashes_of($1)) order by id",
    )
    .bind::<sql_types::Uuid, _>(id.uuid())
    .load(tx.conn())?;
    for row in stand_ins {
        forget(tx, row.id, false, true, erasure)?;
    }
    diesel::sql_query("select forget_owned($1, $3), erase_messages_of_person($1, $2, $3)")
        .bind::<sql_types::Uuid, _>(id.uuid())
        .bind::<sql_types::Text, _>(&erased)
        .bind::<sql_types::Uuid, _>(erasure.id())
        .execute(tx.conn())?;
    forget_picture(tx, id)?;
    diesel::update(users::table.filter(users::id.eq(id)))
        .set((
            users::name.eq(&pseudonym),
            users::email.eq(&address),
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

#[derive(QueryableByName)]
struct StandIn {
    #[diesel(sql_type = sql_types::Uuid)]
    id: UserId,
}

/// The picture goes at once: a face is not left to the sweep.
fn forget_picture(tx: &mut Tx, id: UserId) -> AppResult<()> {
    let person = users::table.filter(users::id.eq(id));
    let Some(picture) = person.select(users::avatar_id).first::<Option<BlobId>>(tx.conn())? else {
        return Ok(());
    };
    diesel::update(person).set(users::avatar_id.eq(None::<BlobId>)).execute(tx.conn())?;
    storage::let_go(tx, picture)
}
