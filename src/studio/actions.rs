//! The operations on a studio: creating it, and changing its settings and networks.

use super::{
    kinds::{AuditKind, STUDIO},
    model::{Networks, NewStudio, Settings, StoredSettings},
    queries,
};
use crate::{
    access::SystemViewer,
    audit::Changing,
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::ids::StudioId,
};

/// Creates a studio with a host name. Blocks the calling thread.
///
/// # Errors
/// Conflict, if another studio has the host name.
pub fn found(db: &Db, new: &NewStudio) -> AppResult<StudioId> {
    let id = StudioId::new();
    db.write_here(&SystemViewer::new(id, "founding"), |tx| {
        queries::insert(tx, new)?;
        if !queries::insert_host(tx, &new.host)? {
            return Err(AppError::Conflict("studio-conflict-host"));
        }
        queries::insert_first_types(tx)?;
        Ok(id)
    })
}

/// Changes the settings. If someone else has changed them since `revision`, returns the current ones as the error.
pub fn revise(
    tx: &mut Tx,
    revision: Option<i32>,
    settings: &Settings,
) -> AppResult<Result<(), StoredSettings>> {
    let now = queries::lock_settings(tx)?;
    if revision != Some(now.revision) {
        return Ok(Err(now));
    }
    save(tx, settings).map(Ok)
}

/// Saves the settings, without checking the revision.
pub fn save(tx: &mut Tx, settings: &Settings) -> AppResult<()> {
    let change = begin_change(tx)?;
    queries::update(tx, settings)?;
    change.record(tx, AuditKind::Changed)
}

/// Changes the networks from which staff may sign in. If someone else has changed them since `revision`, returns the
/// current ones as the error.
pub fn revise_networks(
    tx: &mut Tx,
    revision: Option<i32>,
    addresses: &str,
) -> AppResult<Result<(), Networks>> {
    let now = queries::lock_networks(tx)?;
    if revision != Some(now.revision) {
        return Ok(Err(now));
    }
    save_networks(tx, addresses).map(Ok)
}

/// Saves the networks, one per line, without checking the revision. If there are none, staff may sign in from anywhere.
pub fn save_networks(tx: &mut Tx, addresses: &str) -> AppResult<()> {
    let change = begin_change(tx)?;
    queries::update_networks(tx, addresses)?;
    change.record(tx, AuditKind::AddressesChanged)
}

fn begin_change(tx: &mut Tx) -> AppResult<Changing> {
    let studio = tx.scope.studio;
    Changing::begin(tx, STUDIO, studio)
}
