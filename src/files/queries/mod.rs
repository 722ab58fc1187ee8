//! The only SQL of the room.

pub mod trash;

use diesel::{
    dsl::{IntoBoxed, auto_type, max},
    pg::Pg,
    prelude::*,
    sql_types::{self, Bool, Text},
};
use serde_json::json;

use super::{
    model::{File, Listed, Stored, Version},
    rules::{kinds::Kind, name_key},
};
use crate::{
    access::Scope,
    audit::{self, Download},
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        ids::{ClientId, FileId, FileVersionId, ProjectId, UserId},
        text::FileName,
    },
    live::events::{self, Event},
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

/// The files an asker may see, each with its versions and who sent them. Every read of the room starts here.
fn visible<'a>(scope: Scope) -> IntoBoxed<'a, with_versions, Pg> {
    with_trash(scope).filter(files::deleted_at.is_null())
}

/// The same with those in the trash.
fn with_trash<'a>(scope: Scope) -> IntoBoxed<'a, with_versions, Pg> {
    let all = with_versions().into_boxed();
    match scope.client() {
        Some(client) => all.filter(files::client_id.eq(client)),
        None => all,
    }
}

/// How many files a page of the list has.
pub const PER_PAGE: usize = 50;

/// A page of a project's files, those with the newest version first, and one more if more follow. It begins below the version that the page
/// before ended with.
pub fn page(tx: &mut Tx, project: ProjectId, before: Option<FileVersionId>) -> AppResult<Vec<Listed>> {
    let before = before.map_or(uuid::Uuid::max(), FileVersionId::uuid);
    listed(tx, project, before, PER_PAGE as i64 + 1)
}

/// The files of a project that were changed last.
///
/// # Errors
/// As Postgres answers.
pub fn recent(tx: &mut Tx, project: ProjectId, limit: i64) -> AppResult<Vec<Listed>> {
    listed(tx, project, uuid::Uuid::max(), limit)
}

/// The limit stands within, or Postgres would sort all files of the project before it takes the first.
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

/// A file's versions, the newest first; of very many the newest 200.
pub fn versions(tx: &mut Tx, id: FileId) -> AppResult<Vec<Version>> {
    let query = visible(tx.scope).filter(files::id.eq(id)).order(file_versions::number.desc()).limit(200);
    Ok(query.select(Version::as_select()).load(tx.conn())?)
}

/// A version's bytes' whereabouts.
pub fn stored(tx: &mut Tx, id: FileVersionId) -> AppResult<Stored> {
    let query = visible(tx.scope).filter(file_versions::id.eq(id));
    Ok(query.select(Stored::as_select()).first(tx.conn())?)
}

/// Notes that a version is being downloaded; it counts as often as the audit tells of it.
pub fn note_download(tx: &mut Tx, stored: &Stored) -> AppResult<()> {
    let user = someone(tx)?;
    let download = Download {
        kind: "file.downloaded",
        subject: Some(("file_version", stored.id.uuid())),
        version: stored.id.to_string(),
        facts: json!({ "name": stored.name, "version": stored.number, "client_id": stored.client_id }),
    };
    if !audit::record_download(tx, download)? {
        return Ok(());
    }
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

/// Puts bytes into a project under a name: as a new file, or as the next version of the file that has the name already.
pub fn add(
    tx: &mut Tx,
    (client, project): (ClientId, ProjectId),
    name: &FileName,
    kind: &Kind,
    blob: Blob,
) -> AppResult<FileVersionId> {
    let (user, now, key) = (someone(tx)?, tx.now, name_key(name));
    // Two at once with one name wait for each other here. Locking the file's row would not do: for a first version there is none,
    // and client users may not update the studio's rows.
    diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind::<Text, _>(format!("{project}/{key}"))
        .execute(tx.conn())?;
    let known: Option<FileId> = files::table
        .filter(files::project_id.eq(project).and(files::name_key.eq(&key)).and(files::deleted_at.is_null()))
        .select(files::id)
        .first(tx.conn())
        .optional()?;
    let file = known.unwrap_or_else(FileId::new);
    if known.is_none() {
        diesel::insert_into(files::table)
            .values((
                files::id.eq(file),
                files::client_id.eq(client),
                files::project_id.eq(project),
                files::name.eq(name),
                files::name_key.eq(&key),
                files::created_by.eq(user),
                files::created_at.eq(now),
            ))
            .execute(tx.conn())?;
    }
    let of_file = file_versions::table.filter(file_versions::file_id.eq(file));
    let last: Option<i32> = of_file.select(max(file_versions::number)).first(tx.conn())?;
    let (version, number) = (FileVersionId::new(), last.unwrap_or_default() + 1);
    diesel::insert_into(file_versions::table)
        .values((
            file_versions::id.eq(version),
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
    let facts = json!({ "name": name, "version": number });
    events::record(
        tx,
        Event::new("file.uploaded").of_project(client, project).about(file.uuid()).with(facts),
    )?;
    let facts = json!({ "name": name, "version": number, "client_id": client });
    audit::record(tx, "file.uploaded", Some(("file", file.uuid())), facts)?;
    Ok(version)
}

fn someone(tx: &Tx) -> AppResult<UserId> {
    tx.scope.user.ok_or_else(|| AppError::Internal("files are moved by people".into()))
}
