//! Business actions on files: adding and downloading versions; renaming, deleting, restoring and purging files.

use serde_json::{Value, json};

use super::{
    kinds::{AuditKind, EventKind},
    model::{File, Stored},
    queries::{self, trash},
    rules::{
        kinds::{Kind, is_stored_as},
        may_rename, may_trash, name_key,
    },
};
use crate::{
    access::Role,
    audit::{self, Download},
    db::Tx,
    error::{AppError, AppResult},
    events::{self, Event},
    kernel::{
        ids::{BlobId, ClientId, FileId, FileVersionId, ProjectId},
        text::FileName,
    },
    projects,
    storage::Blob,
};

/// Adds a version to a project under a name: to the file that already has the name, or to a new file. Returns the version's id and
/// number.
///
/// # Errors
/// `NotFound` if there is no such project; `Conflict` if it is archived.
pub fn add_version(
    tx: &mut Tx,
    (client, project): (ClientId, ProjectId),
    name: &FileName,
    kind: &Kind,
    blob: Blob,
) -> AppResult<(FileVersionId, i32)> {
    projects::check_open(tx, project)?;
    let key = name_key(name);
    // Serializes concurrent uploads of the same name. Locking the file's row would not work: a first version has none, and client
    // users may not lock the studio's rows.
    queries::lock_name(tx, project, &key)?;
    let file = match queries::find_by_name(tx, project, &key)? {
        Some(file) => file,
        None => queries::insert(tx, (client, project), name, &key)?,
    };
    insert_version(tx, (client, project, file), name, kind, blob)
}

/// Adds a version to a file, whatever name the upload has. Returns the version's id and number.
///
/// # Errors
/// `NotFound` if the file is in the trash; `Conflict` if its project is archived.
pub fn add_version_of(tx: &mut Tx, id: FileId, kind: &Kind, blob: Blob) -> AppResult<(FileVersionId, i32)> {
    let file = queries::find(tx, id)?;
    projects::check_open(tx, file.project_id)?;
    queries::lock_name(tx, file.project_id, &name_key(&file.name))?;
    // The file may have been deleted or renamed while this waited for the lock.
    let file = queries::find(tx, id)?;
    insert_version(tx, (file.client_id, file.project_id, file.id), &file.name, kind, blob)
}

fn insert_version(
    tx: &mut Tx,
    (client, project, file): (ClientId, ProjectId, FileId),
    name: &FileName,
    kind: &Kind,
    blob: Blob,
) -> AppResult<(FileVersionId, i32)> {
    let (version, number) = queries::insert_version(tx, client, file, kind, blob)?;
    let facts = json!({ "name": name, "version": number });
    let event = Event::new(EventKind::Uploaded).of_project(client, project).about(file);
    events::record(tx, event.with(facts))?;
    let facts = json!({ "name": name, "version": number, "client_id": client });
    audit::record(tx, AuditKind::Uploaded, file, facts)?;
    Ok((version, number))
}

/// Renames a file, on behalf of a user with this role who was shown the name `was`.
///
/// # Errors
/// `NotFound` if the file is in the trash; `Forbidden` if the user may not rename it; `BadRequest` if the new extension does not
/// fit the file's media type; `Conflict` if the file has since been renamed, if another file of the project has the new name, or if
/// the project is archived.
pub fn rename(tx: &mut Tx, id: FileId, role: Role, was: &str, name: &FileName) -> AppResult<()> {
    let file = queries::find(tx, id)?;
    projects::check_open(tx, file.project_id)?;
    // Locked in a fixed order, so that two requests that swap names do not deadlock.
    let mut keys = [name_key(&file.name), name_key(name)];
    keys.sort();
    for key in &keys {
        queries::lock_name(tx, file.project_id, key)?;
    }
    let file = queries::find(tx, id)?;
    if !may_rename(role, Some(file.created_by) == tx.scope.user) {
        return Err(AppError::Forbidden);
    }
    if file.name.as_str() != was {
        return Err(AppError::Conflict("files-conflict-renamed"));
    }
    if file.name == *name {
        return Ok(());
    }
    let media_type = queries::media_type(tx, id)?;
    if !name.extension().is_some_and(|extension| is_stored_as(&extension, &media_type)) {
        return Err(AppError::BadRequest);
    }
    let key = name_key(name);
    if queries::find_by_name(tx, file.project_id, &key)?.is_some_and(|other| other != id) {
        return Err(AppError::Conflict("files-conflict-name-taken"));
    }
    queries::set_name(tx, id, name, &key)?;
    let event = Event::new(EventKind::Renamed).of_project(file.client_id, file.project_id).about(id);
    events::record(tx, event.with(json!({ "name": name })))?;
    let facts = json!({ "name": name, "before": { "name": file.name }, "after": { "name": name }, "client_id": file.client_id });
    audit::record(tx, AuditKind::Renamed, id, facts)
}

/// Records the download of a version. It is counted whenever the audit log gets an entry: once per user and quarter of an hour.
pub fn record_download(tx: &mut Tx, stored: &Stored) -> AppResult<()> {
    let download = Download {
        kind: AuditKind::Downloaded.into(),
        subject: stored.id.into(),
        version: stored.id.to_string(),
        facts: json!({ "name": stored.name, "version": stored.number, "client_id": stored.client_id }),
    };
    if audit::record_download(tx, download)? {
        queries::insert_download(tx, stored)?;
    }
    Ok(())
}

/// Moves a file to the trash, on behalf of a user with this role.
///
/// # Errors
/// `NotFound` if the file is already in the trash; `Conflict` if its project is archived; `Forbidden` if the user may not delete
/// it: someone else may have added a version since the user was asked for confirmation.
pub fn delete(tx: &mut Tx, id: FileId, role: Role) -> AppResult<File> {
    let file = queries::find(tx, id)?;
    queries::lock_name(tx, file.project_id, &name_key(&file.name))?;
    let (file, own) = trash::find(tx, id)?;
    if !may_trash(role, own) {
        return Err(AppError::Forbidden);
    }
    projects::check_open(tx, file.project_id)?;
    if !trash::set_deleted(tx, file.id)? {
        return Err(AppError::NotFound);
    }
    record(tx, (EventKind::Deleted, AuditKind::Deleted), &file)?;
    Ok(file)
}

/// Restores a file from the trash. Does nothing if it is not in the trash. `of`, if given, identifies the deletion by its time, in
/// microseconds since 1970.
///
/// # Errors
/// `Conflict` if the file has been deleted again since, if another file has taken its name, or if its project is archived.
pub fn restore(tx: &mut Tx, file: &File, of: Option<i64>) -> AppResult<()> {
    projects::check_open(tx, file.project_id)?;
    let deleted_at = trash::deleted_at(tx, file.id)?;
    if of.zip(deleted_at).is_some_and(|(of, at)| of != at.timestamp_micros()) {
        return Err(AppError::Conflict("files-conflict-deleted-again"));
    }
    if !trash::set_restored(tx, file.id)? {
        return Ok(());
    }
    record(tx, (EventKind::Restored, AuditKind::Restored), file)
}

/// Permanently deletes a file from the trash, with its versions. Returns the blobs that are no longer referenced. Does nothing if
/// the file has been restored in the meantime.
pub fn purge(tx: &mut Tx, id: FileId) -> AppResult<Vec<BlobId>> {
    let Some((name, client)) = trash::lock(tx, id)? else { return Ok(Vec::new()) };
    let blobs = trash::purge(tx, id)?;
    let facts = json!({ "name": name, "versions": blobs.len(), "client_id": client });
    audit::record(tx, AuditKind::Purged, id, facts)?;
    Ok(blobs)
}

fn record(tx: &mut Tx, (happened, audited): (EventKind, AuditKind), file: &File) -> AppResult<()> {
    let event = Event::new(happened).of_project(file.client_id, file.project_id).about(file.id);
    events::record(tx, event.with(json!({ "name": file.name })))?;
    let facts: Value = json!({ "name": file.name, "client_id": file.client_id });
    audit::record(tx, audited, file.id, facts)
}
