//! Bytes that somebody reads: one entry for each reader, version and quarter of an hour, in however many parts they come.

use diesel::prelude::*;
use serde_json::Value;

use super::{Kind, Subject};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    schema::download_marks,
};

/// Seconds within which the same bytes are read by the same person once.
const QUARTER: i64 = 15 * 60;

/// Bytes that are about to be sent.
#[derive(Debug, Clone)]
pub struct Download {
    pub kind: Kind,
    pub subject: Subject,
    /// Which bytes: an id, with the revision where they change with it.
    pub version: String,
    pub facts: Value,
}

/// Notes that somebody is about to be sent bytes; every stream of them is noted here. True the first time within a quarter of an hour:
/// only then there is an entry, and only then it counts. Nothing is sent for HEAD, or with 304 and 416, and none of them comes here.
pub fn record_download(tx: &mut Tx, download: Download) -> AppResult<bool> {
    let Download { kind, subject, version, facts } = download;
    // Of many at once, one alone inserts the row. Which quarter it is, Postgres says.
    let noted = diesel::insert_into(download_marks::table)
        .values((
            download_marks::user_id.eq(tx.scope.user.ok_or(AppError::Forbidden)?),
            download_marks::kind.eq(kind.code()),
            download_marks::version.eq(version),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    if noted == 0 {
        return Ok(false);
    }
    super::record(tx, kind, subject, facts)?;
    Ok(true)
}

/// Removes marks that are a day old.
pub fn sweep_downloads(tx: &mut Tx) -> AppResult<usize> {
    let before = (tx.now.timestamp() - 24 * 60 * 60).div_euclid(QUARTER);
    Ok(diesel::delete(download_marks::table.filter(download_marks::quarter.lt(before))).execute(tx.conn())?)
}
