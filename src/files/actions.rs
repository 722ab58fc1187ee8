//! What is done with files: versions added and downloaded; files deleted, restored and purged.

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

/// Adds a version to a project under a name: of the file that has the name already, or of a new one. Answers the version and its number.
///
/// # Errors
/// Not found without the project; conflict when it is archived.
pub fn add_version(
    tx: &mut Tx,
    (client, project): (ClientId, ProjectId),
    name: &FileName,
    kind: &Kind,
    blob: Blob,
) -> AppResult<(FileVersionId, i32)> {
    projects::check_open(tx, project)?;
    let key = name_key(name);
    // Two at once with one name wait for each other here. Locking the file's row would not do: for a first version there is none,
    // and client users may not update the studio's rows.
    queries::lock_name(tx, project, &key)?;
    let file = match queries::find_by_name(tx, project, &key)? {
        Some(file) => file,
        None => queries::insert(tx, (client, project), name, &key)?,
    };
    insert_version(tx, (client, project, file), name, kind, blob)
}

/// Adds a version to a file, whatever the name of what was sent. Answers the version and its number.
///
/// # Errors
/// Not found, when the file is in the trash by now; conflict, when its project is archived.
pub fn add_version_of(tx: &mut Tx, id: FileId, kind: &Kind, blob: Blob) -> AppResult<(FileVersionId, i32)> {
    let file = queries::find(tx, id)?;
    projects::check_open(tx, file.project_id)?;
    queries::lock_name(tx, file.project_id, &name_key(&file.name))?;
    // It may have been deleted or renamed while this waited.
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

/// Gives a file another name, for somebody in this role who saw it under the name it `was`.
///
/// # Errors
/// Not found, when it is in the trash; forbidden, when it is not theirs to rename; bad request, when files stored as this one is have no
/// names of this extension. Conflict, when it has another name by now, another file of the project has this one, or the project is archived.
pub fn rename(tx: &mut Tx, id: FileId, role: Role, was: &str, name: &FileName) -> AppResult<()> {
    let file = queries::find(tx, id)?;
    projects::check_open(tx, file.project_id)?;
    // In one order, so that two that swap names do not wait for each other.
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

/// Records that a version is being downloaded. It is counted as often as the audit has an entry of it: once per reader and quarter of an
/// hour.
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

/// Moves a file to the trash, for somebody in this role.
///
/// # Errors
/// Not found, when it is in the trash already; conflict, when its project is archived. Forbidden, when the file is not theirs to delete:
/// somebody else may have sent a version since they were asked whether they mean it.
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

/// Restores a file from the trash; where it is not in there, nothing happens. `of` is when the deletion was that is meant, in microseconds
/// since 1970, where that is said.
///
/// # Errors
/// Conflict, when it was deleted again since, another file has its name by now, or its project is archived.
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

/// Removes a file from the trash for good, with its versions; answers the blobs that nothing points at any more. Restored meanwhile, it
/// stays.
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
