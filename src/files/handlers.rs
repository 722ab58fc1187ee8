//! Lists a project's files, and accepts uploads.

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};

use super::{
    faults::Faults,
    pages::{Files, List, NextVersion, Refused, WHOLE},
    queries,
    receive::{Goal, Upload, receive},
};
use crate::{
    kernel::ids::{FileVersionId, ProjectId},
    projects,
    web::{caller, prelude::*},
};

/// Lists the files of a project.
pub async fn index(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    UrlQuery(Before { before }): UrlQuery<Before<FileVersionId>>,
    request: HttpRequest,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let most = caller::studio(&request)?.upload_limit_bytes;
    ui.page(&list(&viewer, &db, id, before, most).await?)
}

async fn list(
    viewer: &Viewer,
    db: &Db,
    id: ProjectId,
    before: Option<FileVersionId>,
    most: i64,
) -> AppResult<Files> {
    let read = move |tx: &mut Tx| Ok((projects::header(tx, id)?, queries::page(tx, id, before)?));
    let (project, files) = db.read(viewer, read).await?;
    Ok(Files::new(project, List::new(id, before, files), most))
}

/// Uploads files to a project.
pub async fn upload(Id(id): Id<ProjectId>, mut upload: Upload) -> AppResult {
    let most = caller::studio(&upload.request)?.upload_limit_bytes;
    let project = upload.db.read(&upload.viewer, move |tx| projects::header(tx, id)).await?;
    if project.archived_at.is_some() {
        let faults = Faults::one(WHOLE, Fault::new("projects-is-archived"));
        let page = list(&upload.viewer, &upload.db, id, None, most).await?;
        return refused(&upload.ui, StatusCode::CONFLICT, Files { faults, ..page });
    }
    let taken = receive(&mut upload, &Goal::Project(project.client_id, id)).await?;
    if !taken.faults.is_empty() {
        let (status, received, versions) = (taken.status(), taken.numbers.len(), taken.next_versions());
        let page = list(&upload.viewer, &upload.db, id, None, most).await?;
        return refused(&upload.ui, status, Files { received, versions, faults: taken.faults, ..page });
    }
    // The script sends one file at a time, and requests the list after the last one.
    match taken.numbers[..] {
        _ if !upload.ui.is_htmx() => upload.ui.go_to_saying(urls::project_files(id), taken.said()),
        [number] if number > 1 => upload.ui.piece(&NextVersion { number }),
        _ => Ok(HttpResponse::NoContent().finish()),
    }
}

/// The page with the refused files; for the script, only the messages.
fn refused(ui: &Ui, status: StatusCode, page: Files) -> AppResult {
    if ui.is_htmx() { sentence(ui, status, page.faults) } else { ui.answer(status, &page) }
}

/// The messages that the script shows beside a refused file.
pub fn sentence(ui: &Ui, status: StatusCode, faults: Faults) -> AppResult {
    let mut answer = ui.piece(&Refused { faults })?;
    *answer.status_mut() = status;
    Ok(answer)
}
