//! The browsers people are known to use, each by the digest of its token. Only the system sees them.

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

/// The browser as one of a user's, locked until the transaction ends.
pub fn lock(tx: &mut Tx, user: UserId, browser: Sha256) -> AppResult<Option<Device>> {
    Ok(devices::table
        .filter(devices::user_id.eq(user))
        .filter(devices::token_hash.eq(browser.as_bytes().to_vec()))
        .select(Device::as_select())
        .for_update()
        .first(tx.conn())
        .optional()?)
}

/// Whether a user has signed in with any browser yet.
pub fn any(tx: &mut Tx, user: UserId) -> AppResult<bool> {
    let theirs = devices::table.filter(devices::user_id.eq(user));
    Ok(diesel::select(diesel::dsl::exists(theirs)).get_result(tx.conn())?)
}

/// Adds a browser to a user's, unless it was added a moment ago.
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

/// Notes that a browser was signed in with.
pub fn touch(tx: &mut Tx, id: DeviceId) -> AppResult<()> {
    let (row, agent) = (devices::table.filter(devices::id.eq(id)), tx.origin.agent.clone());
    diesel::update(row)
        .set((devices::last_seen_at.eq(tx.now), devices::agent.eq(agent)))
        .execute(tx.conn())?;
    Ok(())
}

/// Keeps count of wrong passwords typed in a browser, and until when it rests.
pub fn set_failures(tx: &mut Tx, id: DeviceId, failures: i32, until: Option<DateTime<Utc>>) -> AppResult<()> {
    diesel::update(devices::table.filter(devices::id.eq(id)))
        .set((devices::failures.eq(failures), devices::locked_until.eq(until)))
        .execute(tx.conn())?;
    Ok(())
}

/// Forgets every browser of a user: after a reset nobody is taken for them by a cookie.
pub fn forget_all(tx: &mut Tx, user: UserId) -> AppResult<()> {
    diesel::delete(devices::table.filter(devices::user_id.eq(user))).execute(tx.conn())?;
    Ok(())
}
