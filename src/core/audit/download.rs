//! Downloads: one audit entry per reader, version and quarter of an hour, in however many parts the bytes are requested.

use diesel::prelude::*;
use serde_json::Value;

use super::{Kind, Subject};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    schema::download_marks,
};

/// The period, in seconds, within which repeated downloads of the same bytes by the same user count once.
const QUARTER: i64 = 15 * 60;

/// A download that is about to be sent.
#[derive(Debug, Clone)]
pub struct Download {
    pub kind: Kind,
    pub subject: Subject,
    /// Identifies the bytes: an id, with a revision if they change with it.
    pub version: String,
    pub facts: Value,
}

/// Records that a user is about to receive bytes; called for every stream of them. Returns true the first time within a quarter of an hour:
/// only then is an entry written, and only then does it count. Not called for HEAD or responses with 304 and 416, which send no bytes.
pub fn record_download(tx: &mut Tx, download: Download) -> AppResult<bool> {
    let Download { kind, subject, version, facts } = download;
    // Of several concurrent requests, only one inserts the row. Postgres determines the quarter of an hour.
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

/// Deletes marks that are a day old.
pub fn sweep_downloads(tx: &mut Tx) -> AppResult<usize> {
    let before = (tx.now.timestamp() - 24 * 60 * 60).div_euclid(QUARTER);
    Ok(diesel::delete(download_marks::table.filter(download_marks::quarter.lt(before))).execute(tx.conn())?)
}
