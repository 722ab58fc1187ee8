//! Erasure: what was of a person becomes a pseudonym's, or goes. It is found by ids: who acted, whom it is about, whose mail it is, who
//! sent it. No text is looked through for a name: docs/adr/0022-erasure-by-id.md.

use serde_json::json;
use uuid::Uuid;

use crate::{
    accounts,
    audit::{AuditKind, Erasure},
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        erased::{self, Former},
        ids::{ClientId, UserId},
    },
    privacy::{
        queries::{
            erasure::{self, Person},
            forgotten, traces,
        },
        rules::{mark, nobodys_address},
    },
    room::Rooms,
};

/// Erases a person. Runs as the system in their name who asked; `file_names`: names of files they uploaded go too.
///
/// # Errors
/// Not found; conflict, when it is oneself, or the last admin, or done already.
pub fn erase_person(tx: &mut Tx, id: UserId, file_names: bool) -> AppResult<()> {
    erasure::take_turns(tx)?;
    erasure::hold(tx, id)?;
    let admins = erasure::lock_admins_and(tx, id)?;
    check_person(tx, id, &admins)?;
    let facts = json!({ "file_names": file_names });
    let erasure = Erasure::begin(tx, AuditKind::UserErased, id.into(), facts)?;
    erase_account(tx, id, file_names, erasure.id())?;
    erasure.count(tx)
}

fn check_person(tx: &mut Tx, id: UserId, admins: &[UserId]) -> AppResult<()> {
    let Person { role, state, erased, .. } = erasure::person(tx, id)?;
    if erased {
        return Err(AppError::Conflict("privacy-conflict-erased"));
    }
    if tx.scope.user == Some(id) {
        return Err(AppError::Conflict("privacy-conflict-own"));
    }
    if role == "admin" && state == "active" && admins.iter().all(|admin| *admin == id) {
        return Err(AppError::Conflict("privacy-conflict-last-admin"));
    }
    // Whoever waited for another erasure may have been erased by it.
    match tx.scope.user {
        Some(user) if !admins.contains(&user) => Err(AppError::Conflict("error-conflict-text")),
        _ => Ok(()),
    }
}

/// Erases a client with its people. What bookkeeping needs stays: invoices with the parties frozen in them, and payments.
///
/// # Errors
/// Not found; conflict, when it is done already.
pub fn erase_client(tx: &mut Tx, rooms: Rooms, id: ClientId) -> AppResult<()> {
    erasure::take_turns(tx)?;
    for user in erasure::people_of(tx, id)? {
        erasure::hold(tx, user)?;
    }
    // An invitation under way has written its account by now, or finds the client archived.
    accounts::hold_client(tx, id)?;
    erasure::lock_work_of(tx, id)?;
    if erasure::lock_client(tx, id)? {
        return Err(AppError::Conflict("privacy-conflict-erased"));
    }
    // What was begun before the client's row was locked.
    erasure::lock_work_of(tx, id)?;
    let people = erasure::lock_people_of(tx, id)?;
    for user in &people {
        erasure::hold(tx, *user)?;
    }
    let erasure = Erasure::begin(tx, AuditKind::ClientErased, id.into(), json!({}))?;
    for user in people {
        erase_account(tx, user, true, erasure.id())?;
    }
    erase_company(tx, rooms, id, erasure.id())?;
    erasure.count(tx)
}

fn erase_company(tx: &mut Tx, rooms: Rooms, id: ClientId, erasure: Uuid) -> AppResult<()> {
    let pseudonym = Former::Client.marked(&mark(id.uuid()));
    let text = erased::TEXT;
    let instead = traces::Instead { address: nobodys_address(id.uuid()), name: &pseudonym, text };
    // First what is found by whose things are whose; after that it cannot be found.
    forgotten::about_client(tx, id)?;
    traces::of_client(tx, id.uuid(), erasure, &instead)?;
    erasure::erase_client(tx, rooms, id, &pseudonym, erased::PROJECT, text)
}

/// Erases a person, and the rows that stand for their address at clients whose managers invited it: their lists show it.
fn erase_account(tx: &mut Tx, id: UserId, file_names: bool, erasure: Uuid) -> AppResult<()> {
    let person = erasure::person(tx, id)?;
    erase_row(tx, id, &person, nobodys_address(id.uuid()), file_names, erasure)
}

/// `address` takes the place of the person's.
fn erase_row(
    tx: &mut Tx,
    id: UserId,
    person: &Person,
    address: String,
    file_names: bool,
    erasure: Uuid,
) -> AppResult<()> {
    let former = if person.role == "client" { Former::Contact } else { Former::Colleague };
    let pseudonym = former.marked(&mark(id.uuid()));
    let text = erased::TEXT;
    let instead = traces::Instead { address: address.clone(), name: &pseudonym, text };
    // First what is found by whose it is, or by the address; after that it cannot be found.
    forgotten::about_person(tx, id)?;
    traces::of_person(tx, id.uuid(), erasure, &instead)?;
    if file_names {
        traces::of_file_names(tx, id.uuid(), erasure)?;
    }
    for stand_in in erasure::stand_ins_of(tx, id)? {
        // It keeps its own address, which is nobody's: that tells it from people who were there, and its client's list leaves it out.
        let row = erasure::person(tx, stand_in)?;
        erase_row(tx, stand_in, &row, row.email.clone(), false, erasure)?;
    }
    erasure::erase_belongings(tx, id, text, erasure)?;
    erasure::remove_picture(tx, id)?;
    erasure::erase_person(tx, id, &pseudonym, &address)
}
