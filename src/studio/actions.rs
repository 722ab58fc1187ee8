//! What is done with a studio: founded, and its settings and networks changed.

use super::{
    kinds::{AuditKind, STUDIO},
    model::{Kept, Networks, NewStudio, Settings},
    queries,
};
use crate::{
    access::SystemViewer,
    audit::Changing,
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::ids::StudioId,
};

/// Founds a studio under a host name. For threads that may block.
///
/// # Errors
/// Conflict, when the host name is another studio's.
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

/// Changes the settings, unless somebody else has since `revision`; then they are answered as they are now.
pub fn revise(tx: &mut Tx, revision: Option<i32>, settings: &Settings) -> AppResult<Result<(), Kept>> {
    let now = queries::lock_settings(tx)?;
    if revision != Some(now.revision) {
        return Ok(Err(now));
    }
    save(tx, settings).map(Ok)
}

/// Saves the settings, whatever they were before.
pub fn save(tx: &mut Tx, settings: &Settings) -> AppResult<()> {
    let change = begin_change(tx)?;
    queries::update(tx, settings)?;
    change.record(tx, AuditKind::Changed)
}

/// Changes the networks from which staff may come, unless somebody else has since `revision`; then they are answered as they are now.
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

/// Saves the networks, one a line, whatever they were before. Without any, staff may come from anywhere.
pub fn save_networks(tx: &mut Tx, addresses: &str) -> AppResult<()> {
    let change = begin_change(tx)?;
    queries::update_networks(tx, addresses)?;
    change.record(tx, AuditKind::AddressesChanged)
}

fn begin_change(tx: &mut Tx) -> AppResult<Changing> {
    let studio = tx.scope.studio;
    Changing::begin(tx, STUDIO, studio)
}
