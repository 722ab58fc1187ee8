//! The trash: what was deleted is kept a while, can be brought back, and then goes for good.

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

/// What of a project's files was deleted, and this viewer may bring back.
pub async fn index(viewer: Viewer, Id(id): Id<ProjectId>, db: Data<Db>, ui: Ui) -> AppResult {
    ui.page(&trash_page(&viewer, &db, id).await?)
}

async fn trash_page(viewer: &Viewer, db: &Db, id: ProjectId) -> AppResult<Trash> {
    let read = move |tx: &mut Tx| Ok((projects::header(tx, id)?, trash::list(tx, id)?, trash::kept_for(tx)?));
    let (project, files, kept_for) = db.read(viewer, read).await?;
    Ok(Trash { project, tab: "files", files, kept_for })
}

/// Takes a file out of the trash. May be done twice. Of an archived project the page comes back, which says how that can be restored.
/// Deleted again since its reader saw it, it stays there.
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

/// Removes what lay in the trash for its time: the rows first, and audited, then the bytes. What a crash leaves between the two nothing
/// points at, and is swept away with the like of it.
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
