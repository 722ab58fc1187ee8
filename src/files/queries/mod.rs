//! The only SQL of the room.

pub mod trash;

use diesel::{
    dsl::{IntoBoxed, auto_type, max},
    pg::Pg,
    prelude::*,
    sql_types::{self, Bool, Text},
};

use super::{
    model::{File, Listed, Stored, Version},
    rules::kinds::Kind,
};
use crate::{
    access::{Scope, visible},
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        ids::{ClientId, FileId, FileVersionId, ProjectId, UserId},
        paging::{Page, PageSize},
        text::FileName,
    },
    prepared::fixed,
    schema::{file_downloads, file_versions, files, users},
    storage::Blob,
};

#[auto_type]
fn with_versions() -> _ {
    files::table
        .inner_join(file_versions::table.on(file_versions::file_id.eq(files::id)))
        .inner_join(users::table.on(users::id.eq(file_versions::uploaded_by)))
}

/// The files within the scope that are not in the trash, joined with their versions and uploaders. Every read of the room starts
/// here.
fn visible<'a>(scope: Scope) -> IntoBoxed<'a, with_versions, Pg> {
    with_trash(scope).filter(files::deleted_at.is_null())
}

/// The same, including the trash.
fn with_trash<'a>(scope: Scope) -> IntoBoxed<'a, with_versions, Pg> {
    visible!(with_versions(), scope, |client| files::client_id.eq(client))
}

/// The number of files on a page of the list.
const PER_PAGE: PageSize = PageSize(50);

/// A page of a project's files, the one with the newest version first. It begins below the version with which the previous page
/// ended.
pub fn page(tx: &mut Tx, project: ProjectId, before: Option<FileVersionId>) -> AppResult<Page<Listed>> {
    let before = before.map_or(uuid::Uuid::max(), FileVersionId::uuid);
    Ok(PER_PAGE.page(listed(tx, project, before, PER_PAGE.to_read())?, |file| file.version))
}

/// A project's most recently changed files.
pub fn recent(tx: &mut Tx, project: ProjectId, limit: i64) -> AppResult<Vec<Listed>> {
    listed(tx, project, uuid::Uuid::max(), limit)
}

/// The limit is in a subquery; otherwise Postgres would sort all files of the project before taking the first ones.
fn listed(tx: &mut Tx, project: ProjectId, before: uuid::Uuid, limit: i64) -> AppResult<Vec<Listed>> {
    let newest = fixed::<Bool>(
        "file_versions.id in (select f.latest_version_id from files f where f.deleted_at is null and f.project_id = $1
            and f.latest_version_id < $2 order by f.latest_version_id desc limit $3)",
    )
    .bind::<sql_types::Uuid, _>(project)
    .bind::<sql_types::Uuid, _>(before)
    .bind::<sql_types::BigInt, _>(limit);
    let query = visible(tx.scope).filter(newest).order(file_versions::id.desc());
    Ok(query.select(Listed::as_select()).load(tx.conn())?)
}

/// A file.
pub fn find(tx: &mut Tx, id: FileId) -> AppResult<File> {
    Ok(visible(tx.scope).filter(files::id.eq(id)).select(File::as_select()).first(tx.conn())?)
}

/// The latest 200 versions of a file, newest first.
pub fn versions(tx: &mut Tx, id: FileId) -> AppResult<Vec<Version>> {
    let query = visible(tx.scope).filter(files::id.eq(id)).order(file_versions::number.desc()).limit(200);
    Ok(query.select(Version::as_select()).load(tx.conn())?)
}

/// The media type of a file's newest version.
pub fn media_type(tx: &mut Tx, id: FileId) -> AppResult<String> {
    let query = visible(tx.scope).filter(files::id.eq(id)).order(file_versions::number.desc());
    Ok(query.select(file_versions::media_type).first(tx.conn())?)
}

/// Where the bytes of a version are stored.
pub fn stored(tx: &mut Tx, id: FileVersionId) -> AppResult<Stored> {
    let query = visible(tx.scope).filter(file_versions::id.eq(id));
    Ok(query.select(Stored::as_select()).first(tx.conn())?)
}

/// Counts a download of a version by the current user.
pub fn insert_download(tx: &mut Tx, stored: &Stored) -> AppResult<()> {
    let user = person(tx)?;
    diesel::insert_into(file_downloads::table)
        .values((
            file_downloads::id.eq(uuid::Uuid::now_v7()),
            file_downloads::client_id.eq(stored.client_id),
            file_downloads::file_id.eq(stored.file_id),
            file_downloads::file_version_id.eq(stored.id),
            file_downloads::user_id.eq(user),
            file_downloads::created_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Locks a name until the transaction ends, after waiting for any other transaction that holds the lock.
pub fn lock_name(tx: &mut Tx, project: ProjectId, key: &str) -> AppResult<()> {
    diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind::<Text, _>(format!("{project}/{key}"))
        .execute(tx.conn())?;
    Ok(())
}

/// The file with a given name in a project, unless it is in the trash.
pub fn find_by_name(tx: &mut Tx, project: ProjectId, key: &str) -> AppResult<Option<FileId>> {
    Ok(files::table
        .filter(files::project_id.eq(project).and(files::name_key.eq(key)).and(files::deleted_at.is_null()))
        .select(files::id)
        .first(tx.conn())
        .optional()?)
}

/// The number of a version, if it is the newest of its file and the file is not in the trash.
pub fn number_of_newest(tx: &mut Tx, version: FileVersionId) -> AppResult<Option<i32>> {
    Ok(file_versions::table
        .inner_join(files::table.on(files::id.eq(file_versions::file_id)))
        .filter(file_versions::id.eq(version))
        .filter(files::latest_version_id.eq(version))
        .filter(files::deleted_at.is_null())
        .select(file_versions::number)
        .first(tx.conn())
        .optional()?)
}

/// Sets a file's name.
pub fn set_name(tx: &mut Tx, id: FileId, name: &FileName, key: &str) -> AppResult<()> {
    let row = files::table.filter(files::id.eq(id));
    let set = (files::name.eq(name), files::name_key.eq(key));
    match diesel::update(row).set(set).execute(tx.conn())? {
        0 => Err(AppError::NotFound),
        _ => Ok(()),
    }
}

/// Inserts a file without versions.
pub fn insert(
    tx: &mut Tx,
    (client, project): (ClientId, ProjectId),
    name: &FileName,
    key: &str,
) -> AppResult<FileId> {
    let (id, user, now) = (FileId::new(), person(tx)?, tx.now);
    diesel::insert_into(files::table)
        .values((
            files::id.eq(id),
            files::client_id.eq(client),
            files::project_id.eq(project),
            files::name.eq(name),
            files::name_key.eq(key),
            files::created_by.eq(user),
            files::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok(id)
}

/// Inserts the next version of a file. Returns its id and its number, which starts at 1.
pub fn insert_version(
    tx: &mut Tx,
    client: ClientId,
    file: FileId,
    kind: &Kind,
    blob: Blob,
) -> AppResult<(FileVersionId, i32)> {
    let of_file = file_versions::table.filter(file_versions::file_id.eq(file));
    let last: Option<i32> = of_file.select(max(file_versions::number)).first(tx.conn())?;
    let (id, number) = (FileVersionId::new(), last.unwrap_or_default() + 1);
    let (user, now) = (person(tx)?, tx.now);
    diesel::insert_into(file_versions::table)
        .values((
            file_versions::id.eq(id),
            file_versions::client_id.eq(client),
            file_versions::file_id.eq(file),
            file_versions::number.eq(number),
            file_versions::blob_id.eq(blob.id),
            file_versions::media_type.eq(kind.media_type),
            file_versions::size_bytes.eq(blob.size_bytes),
            file_versions::sha256.eq(blob.sha256),
            file_versions::uploaded_by.eq(user),
            file_versions::created_at.eq(now),
        ))
        .execute(tx.conn())?;
    Ok((id, number))
}

/// The current user: files are changed by people, never by the system.
fn person(tx: &Tx) -> AppResult<UserId> {
    tx.scope.user.ok_or_else(|| AppError::Internal("files are changed by users only".into()))
}
