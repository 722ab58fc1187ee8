//! The SQL of the trash.

use chrono::{DateTime, Utc};
use diesel::{
    dsl::{IntoBoxed, auto_type},
    pg::Pg,
    prelude::*,
    result::DatabaseErrorKind,
    sql_types::{Bool, Uuid},
};

use super::with_trash;
use crate::{
    access::{Scope, visible},
    db::Tx,
    error::{AppError, AppResult},
    files::model::{File, Trashed},
    kernel::ids::{BlobId, ClientId, FileId, ProjectId},
    prepared::fixed,
    schema::{file_versions, files, retention},
};

/// The most recently deleted files of a project. The limit is in a subquery; otherwise Postgres would sort the whole trash before
/// taking the first ones.
macro_rules! trashed {
    ($whose:literal) => {
        concat!(
            "files.id in (select f.id from files f where f.deleted_at is not null and f.project_id = $1 ",
            $whose,
            " order by f.deleted_at desc, f.id desc limit 200)"
        )
    };
}

#[auto_type]
fn with_newest() -> _ {
    files::table
        .inner_join(file_versions::table.on(file_versions::id.nullable().eq(files::latest_version_id)))
}

/// The files within the scope, joined with their newest version.
fn visible<'a>(scope: Scope) -> IntoBoxed<'a, with_newest, Pg> {
    visible!(with_newest(), scope, |client| files::client_id.eq(client))
}

/// Whether every version of a file was uploaded by the user who created the file.
const IS_ONE_PERSONS: &str = "not exists (select from file_versions v
    where v.studio_id = files.studio_id and v.file_id = files.id and v.uploaded_by <> files.created_by)";

/// The files of a project that the user may restore, the last deleted first, at most 200.
pub fn list(tx: &mut Tx, project: ProjectId) -> AppResult<Vec<Trashed>> {
    let query = visible(tx.scope).order((files::deleted_at.desc(), files::id.desc()));
    let query = match (tx.scope.client(), tx.scope.user) {
        (Some(_), Some(user)) => {
            let own = fixed::<Bool>(trashed!("and f.created_by = $2"))
                .bind::<Uuid, _>(project)
                .bind::<Uuid, _>(user);
            query.filter(own).filter(fixed::<Bool>(IS_ONE_PERSONS))
        }
        _ => query.filter(fixed::<Bool>(trashed!("")).bind::<Uuid, _>(project)),
    };
    Ok(query.select(Trashed::as_select()).load(tx.conn())?)
}

/// A file, in the trash or not, and whether all of its versions are the user's own.
pub fn find(tx: &mut Tx, id: FileId) -> AppResult<(File, bool)> {
    let query = with_trash(tx.scope).filter(files::id.eq(id));
    let (file, one_persons): (File, bool) =
        query.select((File::as_select(), fixed::<Bool>(IS_ONE_PERSONS))).first(tx.conn())?;
    let own = one_persons && Some(file.created_by) == tx.scope.user;
    Ok((file, own))
}

/// When a file was moved to the trash, or `None` if it is not there. Locks the row until the transaction ends.
pub fn deleted_at(tx: &mut Tx, id: FileId) -> AppResult<Option<DateTime<Utc>>> {
    let row = files::table.filter(files::id.eq(id)).select(files::deleted_at);
    Ok(row.for_no_key_update().first(tx.conn())?)
}

/// Moves a file to the trash. Returns whether it was not there before.
pub fn set_deleted(tx: &mut Tx, id: FileId) -> AppResult<bool> {
    let row = files::table.filter(files::id.eq(id).and(files::deleted_at.is_null()));
    let now = tx.now;
    Ok(diesel::update(row).set(files::deleted_at.eq(now)).execute(tx.conn())? == 1)
}

/// Takes a file out of the trash. Returns whether it was there.
///
/// # Errors
/// `Conflict` if another file has taken its name.
pub fn set_restored(tx: &mut Tx, id: FileId) -> AppResult<bool> {
    let row = files::table.filter(files::id.eq(id).and(files::deleted_at.is_not_null()));
    match diesel::update(row).set(files::deleted_at.eq(None::<DateTime<Utc>>)).execute(tx.conn()) {
        Err(diesel::result::Error::DatabaseError(DatabaseErrorKind::UniqueViolation, _)) => {
            Err(AppError::Conflict("files-conflict-name"))
        }
        restored => Ok(restored? == 1),
    }
}

/// How many days the trash keeps a file: the studio's setting, or 30.
pub fn kept_for(tx: &mut Tx) -> AppResult<i32> {
    let said = retention::table.select(retention::trash_days).first(tx.conn()).optional()?;
    Ok(said.unwrap_or(30))
}

/// The file that has been in the trash longest, if it was deleted before the given time.
pub fn oldest(tx: &mut Tx, before: DateTime<Utc>) -> AppResult<Option<FileId>> {
    let due = files::table.filter(files::deleted_at.lt(before)).order(files::deleted_at);
    Ok(due.select(files::id).first(tx.conn()).optional()?)
}

/// Locks a file in the trash so that it cannot be restored until the transaction ends. Returns its name and client.
pub fn lock(tx: &mut Tx, id: FileId) -> AppResult<Option<(String, ClientId)>> {
    let trashed = files::table.filter(files::id.eq(id).and(files::deleted_at.is_not_null()));
    Ok(trashed.select((files::name, files::client_id)).for_update().first(tx.conn()).optional()?)
}

/// Deletes a file with its versions, and returns their blobs.
pub fn purge(tx: &mut Tx, id: FileId) -> AppResult<Vec<BlobId>> {
    let of_file = file_versions::table.filter(file_versions::file_id.eq(id));
    let blobs = of_file.select(file_versions::blob_id).load(tx.conn())?;
    diesel::sql_query("select purge_file($1)").bind::<Uuid, _>(id).execute(tx.conn())?;
    Ok(blobs)
}
