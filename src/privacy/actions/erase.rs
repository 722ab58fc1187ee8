//! Erasure: a person's data is deleted, or attributed to a pseudonym. The data is found by ids: the actor, the subject, the reader of a
//! mail, the sender. Texts are not searched for names: docs/adr/0022-erasure-by-id.md.

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

/// Erases a person. Runs with the reach of the system in the name of the admin who requested it. If `file_names` is set, the names of
/// files the person uploaded are erased too.
///
/// # Errors
/// Not found; conflict if it is the admin's own account, the last admin, or already erased.
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
    // While this erasure waited for another one, that one may have erased the acting admin.
    match tx.scope.user {
        Some(user) if !admins.contains(&user) => Err(AppError::Conflict("error-conflict-text")),
        _ => Ok(()),
    }
}

/// Erases a client with its users. The data that bookkeeping requires stays: invoices with their frozen parties, and payments.
///
/// # Errors
/// Not found; conflict if it is already erased.
pub fn erase_client(tx: &mut Tx, rooms: Rooms, id: ClientId) -> AppResult<()> {
    erasure::take_turns(tx)?;
    for user in erasure::people_of(tx, id)? {
        erasure::hold(tx, user)?;
    }
    // From here on, a concurrent invitation has either written its account or finds the client archived.
    accounts::hold_client(tx, id)?;
    erasure::lock_work_of(tx, id)?;
    if erasure::lock_client(tx, id)? {
        return Err(AppError::Conflict("privacy-conflict-erased"));
    }
    // Locks again, for rows written before the client's row was locked.
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
    // Traces are found by ownership, so they must be erased before the ownership is.
    forgotten::about_client(tx, id)?;
    traces::of_client(tx, id.uuid(), erasure, &instead)?;
    erasure::erase_client(tx, rooms, id, &pseudonym, erased::PROJECT, text)
}

/// Erases a person, and the stand-ins for their address at clients whose managers invited it, since those clients' lists show the
/// address.
fn erase_account(tx: &mut Tx, id: UserId, file_names: bool, erasure: Uuid) -> AppResult<()> {
    let person = erasure::person(tx, id)?;
    erase_row(tx, id, &person, nobodys_address(id.uuid()), file_names, erasure)
}

/// `address` replaces the row's address.
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
    // Traces are found by ownership or by the address, so they must be erased before those are.
    forgotten::about_person(tx, id)?;
    traces::of_person(tx, id.uuid(), erasure, &instead)?;
    if file_names {
        traces::of_file_names(tx, id.uuid(), erasure)?;
    }
    for stand_in in erasure::stand_ins_of(tx, id)? {
        // A stand-in keeps its own generated address: it distinguishes the row from real users, so that the client's list leaves it out.
        let row = erasure::person(tx, stand_in)?;
        erase_row(tx, stand_in, &row, row.email.clone(), false, erasure)?;
    }
    erasure::erase_belongings(tx, id, text, erasure)?;
    erasure::remove_picture(tx, id)?;
    erasure::erase_person(tx, id, &pseudonym, &address)
}
