//! The known browsers of each user, by the digest of their token. Visible only to the system viewer.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    db::Tx,
    error::AppResult,
    kernel::{
        ids::{DeviceId, UserId},
        sha256::Sha256,
    },
    schema::devices,
};

/// A browser's row.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = devices)]
pub struct Device {
    pub id: DeviceId,
    pub failures: i32,
    pub locked_until: Option<DateTime<Utc>>,
}

/// The browser, if it is a known one of the user, locked until the transaction ends.
pub fn lock(tx: &mut Tx, user: UserId, browser: Sha256) -> AppResult<Option<Device>> {
    Ok(devices::table
        .filter(devices::user_id.eq(user))
        .filter(devices::token_hash.eq(browser.as_bytes().to_vec()))
        .select(Device::as_select())
        .for_update()
        .first(tx.conn())
        .optional()?)
}

/// Whether the user has any known browser yet.
pub fn any(tx: &mut Tx, user: UserId) -> AppResult<bool> {
    let theirs = devices::table.filter(devices::user_id.eq(user));
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(tx.conn())?)
}

/// Makes a browser a known one of the user. A concurrent insert of the same browser is not an error.
pub fn add(tx: &mut Tx, user: UserId, browser: Sha256) -> AppResult<DeviceId> {
    let agent = tx.origin.agent.clone();
    let id = diesel::insert_into(devices::table)
        .values((
            devices::id.eq(DeviceId::new()),
            devices::user_id.eq(user),
            devices::token_hash.eq(browser.as_bytes().to_vec()),
            devices::agent.eq(agent),
            devices::created_at.eq(tx.now),
            devices::last_seen_at.eq(tx.now),
        ))
        .on_conflict((devices::studio_id, devices::user_id, devices::token_hash))
        .do_update()
        .set(devices::last_seen_at.eq(tx.now))
        .returning(devices::id)
        .get_result(tx.conn())?;
    Ok(id)
}

/// Records a sign-in with the browser.
pub fn touch(tx: &mut Tx, id: DeviceId) -> AppResult<()> {
    let (row, agent) = (devices::table.filter(devices::id.eq(id)), tx.origin.agent.clone());
    diesel::update(row)
        .set((devices::last_seen_at.eq(tx.now), devices::agent.eq(agent)))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes the number of wrong passwords typed in a browser, and until when it is locked.
pub fn set_failures(tx: &mut Tx, id: DeviceId, failures: i32, until: Option<DateTime<Utc>>) -> AppResult<()> {
    diesel::update(devices::table.filter(devices::id.eq(id)))
        .set((devices::failures.eq(failures), devices::locked_until.eq(until)))
        .execute(tx.conn())?;
    Ok(())
}

/// Deletes the known browsers of a user, so that after a reset no cookie identifies them.
pub fn forget_all(tx: &mut Tx, user: UserId) -> AppResult<()> {
    diesel::delete(devices::table.filter(devices::user_id.eq(user))).execute(tx.conn())?;
    Ok(())
}
