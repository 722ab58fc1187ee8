//! The only SQL on the studio.

use diesel::prelude::*;

use super::model::{Kept, Networks, NewStudio, Settings};
use crate::{
    access::SystemViewer,
    audit::{Changing, Thing},
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::ids::StudioId,
    schema::{project_types, studio_hosts, studios},
};

/// The kinds of work a studio begins with; the list is its own from then on.
const FIRST_TYPES: [&str; 6] =
    ["Brand Identity", "Website", "Packaging", "Print Run", "Screen Printing", "Large Format"];

/// Founds a studio under a host name. It asks whoever works there for a second factor, until its admin decides otherwise. For threads
/// that may block.
///
/// # Errors
/// Conflict, when the host name is another studio's.
pub fn found(db: &Db, new: &NewStudio) -> AppResult<StudioId> {
    let id = StudioId::new();
    db.write_here(&SystemViewer::new(id, "founding"), |tx| {
        diesel::insert_into(studios::table)
            .values((
                studios::id.eq(id),
                studios::name.eq(&new.name),
                studios::locale.eq(new.locale),
                studios::zone.eq(new.zone),
                studios::currency.eq(new.currency),
                studios::factor_for_staff.eq(true),
                studios::created_at.eq(tx.now),
            ))
            .execute(tx.conn())?;
        let written = diesel::insert_into(studio_hosts::table)
            .values((studio_hosts::host.eq(new.host.to_lowercase()), studio_hosts::studio_id.eq(id)))
            .on_conflict_do_nothing()
            .execute(tx.conn())?;
        if written == 0 {
            return Err(AppError::Conflict("studio-conflict-host"));
        }
        let types: Vec<_> = FIRST_TYPES
            .iter()
            .zip(0..)
            .map(|(name, position)| {
                let type_id = uuid::Uuid::now_v7();
                (
                    project_types::id.eq(type_id),
                    project_types::name.eq(*name),
                    project_types::position.eq(position),
                )
            })
            .collect();
        diesel::insert_into(project_types::table).values(types).execute(tx.conn())?;
        Ok(id)
    })
}

/// The studio of a host name; without one, the only studio there is. For commands.
///
/// # Errors
/// Not found, when no studio or more than one answers to that.
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

/// What the studio says of itself.
///
/// # Errors
/// As Postgres answers.
pub fn settings(tx: &mut Tx) -> AppResult<Kept> {
    Ok(studios::table.select(Kept::as_select()).first(tx.conn())?)
}

/// Changes what the studio says of itself, if nobody else has since `revision`; otherwise tells how it stands now.
///
/// # Errors
/// As Postgres answers.
pub fn revise(tx: &mut Tx, revision: Option<i32>, settings: &Settings) -> AppResult<Result<(), Kept>> {
    // Its key stays, so that whoever writes a row of the studio does not wait.
    let held = studios::table.select(Kept::as_select()).for_no_key_update();
    let now: Kept = held.first(tx.conn())?;
    if revision != Some(now.revision) {
        return Ok(Err(now));
    }
    keep(tx, settings).map(Ok)
}

/// Says it anew, whoever has said what before.
///
/// # Errors
/// As Postgres answers.
pub fn keep(tx: &mut Tx, settings: &Settings) -> AppResult<()> {
    let studio = tx.scope.studio;
    let change = Changing::begin(tx, Thing::Studio, studio.uuid())?;
    diesel::update(studios::table.filter(studios::id.eq(studio)))
        .set((settings, studios::revision.eq(studios::revision + 1)))
        .execute(tx.conn())?;
    change.record(tx, "studio.changed")
}

/// From which networks staff may come.
///
/// # Errors
/// As Postgres answers.
pub fn networks(tx: &mut Tx) -> AppResult<Networks> {
    Ok(studios::table.select(Networks::as_select()).first(tx.conn())?)
}

/// Says from which networks staff may come, if nobody else has since `revision`; otherwise tells how it stands now.
///
/// # Errors
/// As Postgres answers.
pub fn revise_networks(
    tx: &mut Tx,
    revision: Option<i32>,
    addresses: &str,
) -> AppResult<Result<(), Networks>> {
    let held = studios::table.select(Networks::as_select()).for_no_key_update();
    let now: Networks = held.first(tx.conn())?;
    if revision != Some(now.revision) {
        return Ok(Err(now));
    }
    allow_addresses(tx, addresses).map(Ok)
}

/// The same, whoever has said what before. Without any network, staff come from anywhere.
///
/// # Errors
/// As Postgres answers.
pub fn allow_addresses(tx: &mut Tx, addresses: &str) -> AppResult<()> {
    let studio = tx.scope.studio;
    let change = Changing::begin(tx, Thing::Studio, studio.uuid())?;
    diesel::update(studios::table.filter(studios::id.eq(studio)))
        .set((
            studios::allowed_addresses.eq(addresses),
            studios::addresses_revision.eq(studios::addresses_revision + 1),
        ))
        .execute(tx.conn())?;
    change.record(tx, "studio.addresses_changed")
}
