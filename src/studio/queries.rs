//! The SQL on the studio.

use diesel::prelude::*;

use super::model::{Networks, NewStudio, Settings, StoredSettings};
use crate::{
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::ids::StudioId,
    schema::{project_types, studio_hosts, studios},
};

/// The project types that a new studio starts with. It can change them.
const FIRST_TYPES: [&str; 6] =
    ["Brand Identity", "Website", "Packaging", "Print Run", "Screen Printing", "Large Format"];

/// Inserts the studio of the transaction's scope. It requires a second factor of its own people until an admin changes
/// that.
pub fn insert(tx: &mut Tx, new: &NewStudio) -> AppResult<()> {
    diesel::insert_into(studios::table)
        .values((
            studios::id.eq(tx.scope.studio),
            studios::name.eq(&new.name),
            studios::locale.eq(new.locale),
            studios::zone.eq(new.zone),
            studios::currency.eq(new.currency),
            studios::factor_for_staff.eq(true),
            studios::created_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Inserts a host name for the studio, in lower case. Returns `false` if it is in use.
pub fn insert_host(tx: &mut Tx, host: &str) -> AppResult<bool> {
    let written = diesel::insert_into(studio_hosts::table)
        .values((studio_hosts::host.eq(host.to_lowercase()), studio_hosts::studio_id.eq(tx.scope.studio)))
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    Ok(written == 1)
}

/// Inserts the project types that a studio starts with.
pub fn insert_first_types(tx: &mut Tx) -> AppResult<()> {
    let types: Vec<_> = FIRST_TYPES
        .iter()
        .zip(0..)
        .map(|(name, position)| {
            let id = uuid::Uuid::now_v7();
            (project_types::id.eq(id), project_types::name.eq(*name), project_types::position.eq(position))
        })
        .collect();
    diesel::insert_into(project_types::table).values(types).execute(tx.conn())?;
    Ok(())
}

/// The studio with the given host name or, without one, the only studio there is. For commands.
///
/// # Errors
/// Not found, if no studio matches, or more than one.
pub fn at_host(db: &Db, host: Option<&str>) -> AppResult<StudioId> {
    let hosts: Vec<(String, StudioId)> = db.outside_here(|connection| {
        Ok(studio_hosts::table.select((studio_hosts::host, studio_hosts::studio_id)).load(connection)?)
    })?;
    let mut named: Vec<_> = hosts
        .into_iter()
        .filter(|(name, _)| host.is_none_or(|host| host == name))
        .map(|(_, id)| id)
        .collect();
    named.sort();
    named.dedup();
    match named[..] {
        [id] => Ok(id),
        _ => Err(AppError::NotFound),
    }
}

/// The studio's settings.
pub fn settings(tx: &mut Tx) -> AppResult<StoredSettings> {
    Ok(studios::table.select(StoredSettings::as_select()).first(tx.conn())?)
}

/// The studio's settings, locked until the transaction ends. The lock leaves the key free, so that inserting rows that
/// reference the studio does not wait.
pub fn lock_settings(tx: &mut Tx) -> AppResult<StoredSettings> {
    Ok(studios::table.select(StoredSettings::as_select()).for_no_key_update().first(tx.conn())?)
}

/// Updates the settings and increments their revision.
pub fn update(tx: &mut Tx, settings: &Settings) -> AppResult<()> {
    diesel::update(studios::table.filter(studios::id.eq(tx.scope.studio)))
        .set((settings, studios::revision.eq(studios::revision + 1)))
        .execute(tx.conn())?;
    Ok(())
}

/// The networks from which staff may sign in.
pub fn networks(tx: &mut Tx) -> AppResult<Networks> {
    Ok(studios::table.select(Networks::as_select()).first(tx.conn())?)
}

/// The allowed networks, locked until the transaction ends.
pub fn lock_networks(tx: &mut Tx) -> AppResult<Networks> {
    Ok(studios::table.select(Networks::as_select()).for_no_key_update().first(tx.conn())?)
}

/// Updates the allowed networks and increments their revision.
pub fn update_networks(tx: &mut Tx, addresses: &str) -> AppResult<()> {
    diesel::update(studios::table.filter(studios::id.eq(tx.scope.studio)))
        .set((
            studios::allowed_addresses.eq(addresses),
            studios::addresses_revision.eq(studios::addresses_revision + 1),
        ))
        .execute(tx.conn())?;
    Ok(())
}
