//! The operations on clients: adding, changing details, archiving and restoring.

use serde_json::json;

use super::{
    kinds::{AuditKind, CLIENT},
    model::{Client, ClientInput},
    queries,
};
use crate::{
    accounts,
    audit::{self, Changing},
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::ClientId,
};

/// Adds a client.
pub fn create(tx: &mut Tx, input: &ClientInput) -> AppResult<ClientId> {
    let id = queries::insert(tx, input)?;
    audit::record(tx, AuditKind::Created, id, json!({ "name": input.name }))?;
    Ok(id)
}

/// Adds a client, unless there is one with this name: then returns that one as the error, unless the user has confirmed
/// that theirs is a different one (`is_another`).
pub fn create_unless_name_exists(
    tx: &mut Tx,
    input: &ClientInput,
    is_another: bool,
) -> AppResult<Result<ClientId, ClientId>> {
    let twin = if is_another { None } else { queries::by_name(tx, input.name.as_str())? };
    match twin {
        Some(twin) => Ok(Err(twin)),
        None => create(tx, input).map(Ok),
    }
}

/// Changes a client's details. If someone else has changed them since `revision`, returns the current client as the
/// error.
///
/// # Errors
/// Conflict, if the client has been erased, or the currency would change under its projects and invoices.
pub fn revise(
    tx: &mut Tx,
    id: ClientId,
    revision: i32,
    input: &ClientInput,
) -> AppResult<Result<(), Client>> {
    let client = queries::lock(tx, id)?;
    refuse_erased(tx, id)?;
    if client.revision != revision {
        return Ok(Err(client));
    }
    if client.currency != input.currency && queries::has_work(tx, id)? {
        return Err(AppError::Conflict("clients-conflict-currency"));
    }
    let change = Changing::begin(tx, CLIENT, id)?;
    queries::update(tx, &client, input)?;
    change.record(tx, AuditKind::Changed)?;
    Ok(Ok(()))
}

/// Archives or restores a client; does nothing if it is in that state already. Concurrent joining waits for the
/// transaction.
///
/// # Errors
/// Not found, if there is none; conflict, if it has been erased.
pub fn set_archived(tx: &mut Tx, id: ClientId, archived: bool) -> AppResult<()> {
    accounts::hold_client(tx, id)?;
    let client = queries::find(tx, id)?;
    refuse_erased(tx, id)?;
    if client.archived_at.is_some() == archived {
        return Ok(());
    }
    queries::set_archived(tx, id, archived)?;
    let kind = if archived { AuditKind::Archived } else { AuditKind::Returned };
    audit::record(tx, kind, id, json!({ "name": client.name }))
}

fn refuse_erased(tx: &mut Tx, id: ClientId) -> AppResult<()> {
    if queries::is_erased(tx, id)? { Err(AppError::Conflict("privacy-conflict-erased")) } else { Ok(()) }
}
