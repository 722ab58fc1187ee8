//! The trash: deleted files are kept for a while, can be restored, and are then deleted permanently.

use actix_web::web::Data;
use chrono::Duration;

use super::{actions, pages::Trash, queries::trash, rules::may_trash};
use crate::{
    access::{SystemViewer, Viewer},
    db::{Db, Tx},
    error::{AppError, AppResult},
    jobs::{Failure, Kind, Tools},
    kernel::ids::{FileId, ProjectId, StudioId},
    projects, storage, urls,
    web::{Button, Id, Ui, Undoing, UrlQuery},
};

/// Lists the deleted files of a project that the viewer may restore.
pub async fn index(viewer: Viewer, Id(id): Id<ProjectId>, db: Data<Db>, ui: Ui) -> AppResult {
    ui.page(&trash_page(&viewer, &db, id).await?)
}

async fn trash_page(viewer: &Viewer, db: &Db, id: ProjectId) -> AppResult<Trash> {
    let read = move |tx: &mut Tx| Ok((projects::header(tx, id)?, trash::list(tx, id)?, trash::kept_for(tx)?));
    let (project, files, kept_for) = db.read(viewer, read).await?;
    Ok(Trash { project, tab: "files", files, kept_for })
}

/// Restores a file from the trash; may be repeated. If its project is archived, the page comes back and says how to restore the
/// project. If the file has been deleted again since the user saw it, it stays in the trash.
pub async fn restore(
    viewer: Viewer,
    Id(id): Id<FileId>,
    _: Button,
    UrlQuery(Undoing { of }): UrlQuery<Undoing>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let role = viewer.role;
    let restored = move |tx: &mut Tx| {
        let (file, own) = trash::find(tx, id)?;
        if !may_trash(role, own) {
            return Err(AppError::Forbidden);
        }
        if projects::header(tx, file.project_id)?.archived_at.is_some() {
            return Ok(Err(file.project_id));
        }
        actions::restore(tx, &file, of).map(Ok)
    };
    match db.write(&viewer, restored).await? {
        Ok(()) => ui.go_to_saying(urls::file(id), "files-said-restored"),
        Err(archived) => ui.conflict(&trash_page(&viewer, &db, archived).await?),
    }
}

/// The room's jobs.
pub fn jobs() -> Vec<Kind> {
    vec![Kind::beside("files.purge", |tools: &Tools, studio: StudioId, _| purge(tools, studio)).daily()]
}

/// Permanently deletes files whose time in the trash is over: first the rows, with an audit entry, then the bytes. Blobs left over
/// by a crash in between are not referenced and are removed by the sweep of unreferenced blobs.
fn purge(tools: &Tools, studio: StudioId) -> Result<(), Failure> {
    let system = SystemViewer::new(studio, "files");
    let due = |tx: &mut Tx| {
        let kept_for = Duration::days(trash::kept_for(tx)?.into());
        trash::oldest(tx, tx.now - kept_for)
    };
    while let Some(file) = tools.db.read_here(&system, due)? {
        for blob in tools.db.write_here(&system, |tx| actions::purge(tx, file))? {
            storage::discard(&tools.db, studio, blob)?;
        }
    }
    Ok(())
}
