//! A file's page: its versions, the form for the next one, its name, and the button to delete it.

use actix_web::{HttpRequest, http::StatusCode};

use super::{
    actions,
    faults::Faults,
    forms::{NameForm, NameText},
    handlers::sentence,
    intake::StoredAs,
    pages::{ConfirmDeletion, NextVersion, ShowFile, WHOLE},
    queries,
    receive::{Goal, Upload, receive},
    rules::{kinds::kept_extension, may_rename, may_trash},
};
use crate::{
    kernel::ids::FileId,
    projects,
    web::{caller, prelude::*},
};

/// Shows a file and its versions.
pub async fn show(
    viewer: Viewer,
    Id(id): Id<FileId>,
    request: HttpRequest,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    ui.page(&page(&viewer, &db, id, &request).await?)
}

async fn page(viewer: &Viewer, db: &Db, id: FileId, request: &HttpRequest) -> AppResult<ShowFile> {
    let most_bytes = caller::studio(request)?.upload_limit_bytes;
    let read = move |tx: &mut Tx| {
        let file = queries::find(tx, id)?;
        let media_type = queries::media_type(tx, id)?;
        Ok((projects::header(tx, file.project_id)?, queries::versions(tx, id)?, file, media_type))
    };
    let (project, versions, file, media_type) = db.read(viewer, read).await?;
    let is_author = file.created_by == viewer.user;
    let own = is_author && versions.iter().all(|v| v.uploaded_by == viewer.user);
    Ok(ShowFile {
        project,
        tab: "files",
        may_delete: may_trash(viewer.role, own),
        may_rename: may_rename(viewer.role, is_author),
        stored_as: StoredAs { extension: kept_extension(&media_type, &file.name), media_type },
        form: NameText::of(&file).into(),
        file,
        versions,
        most_bytes,
        faults: Faults::default(),
    })
}

/// Uploads the next version of a file. Its name does not matter, but its type must be that of the file.
pub async fn upload(Id(id): Id<FileId>, mut upload: Upload) -> AppResult {
    let shown = page(&upload.viewer, &upload.db, id, &upload.request).await?;
    if shown.project.archived_at.is_some() {
        let faults = Faults::one(WHOLE, Fault::new("projects-is-archived"));
        return refused(&upload.ui, StatusCode::CONFLICT, ShowFile { faults, ..shown });
    }
    let taken =
        receive(&mut upload, &Goal::File(Box::new(shown.file.clone()), shown.stored_as.clone())).await?;
    if !taken.faults.is_empty() {
        let (status, page) = (taken.status(), page(&upload.viewer, &upload.db, id, &upload.request).await?);
        return refused(&upload.ui, status, ShowFile { faults: taken.faults, ..page });
    }
    match taken.numbers[..] {
        [number] if upload.ui.is_htmx() => upload.ui.piece(&NextVersion { number }),
        _ => upload.ui.go_to_saying(urls::file(id), "files-said-new-version"),
    }
}

fn refused(ui: &Ui, status: StatusCode, page: ShowFile) -> AppResult {
    if ui.is_htmx() { sentence(ui, status, page.faults) } else { ui.answer(status, &page) }
}

/// Renames a file. If someone else has renamed it since the page was opened, both names are shown.
pub async fn rename(
    viewer: Viewer,
    Id(id): Id<FileId>,
    request: HttpRequest,
    PostForm(mut form): PostForm<NameForm>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let shown = page(&viewer, &db, id, &request).await?;
    if !shown.may_rename {
        return Err(AppError::Forbidden);
    }
    if shown.project.archived_at.is_some() {
        return ui.conflict(&ShowFile { form, ..shown });
    }
    if viewer.origin.only_shows {
        return ui.conflict(&ShowFile { form: form.given_back(|form| &mut form.name), ..shown });
    }
    let Some(name) = form.parse(&shown.stored_as.extension) else {
        return ui.refuse(&ShowFile { form, ..shown });
    };
    let (role, was) = (viewer.role, form.was.typed().clone());
    match db.write(&viewer, move |tx| actions::rename(tx, id, role, &was, &name)).await {
        Ok(()) => ui.go_to_saying(urls::file(id), "files-said-renamed"),
        Err(AppError::Conflict(why)) => {
            let shown = page(&viewer, &db, id, &request).await?;
            form.was.fill(shown.file.name.to_string());
            let form = form.refused(|form| &mut form.name, Fault::new(why));
            ui.conflict(&ShowFile { form, ..shown })
        }
        Err(error) => Err(error),
    }
}

/// Moves a file to the trash after confirmation. If its project is archived, the page comes back and says how to restore the
/// project.
pub async fn delete(
    viewer: Viewer,
    Id(id): Id<FileId>,
    request: HttpRequest,
    PostForm(form): PostForm<Confirmed>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let page = page(&viewer, &db, id, &request).await?;
    if !page.may_delete {
        return Err(AppError::Forbidden);
    }
    if page.project.archived_at.is_some() {
        return ui.conflict(&page);
    }
    if !form.is_meant() {
        return ui.page(&ConfirmDeletion { file: page.file });
    }
    let role = viewer.role;
    let delete = move |tx: &mut Tx| Ok((actions::delete(tx, id, role)?, tx.now));
    let (file, at) = db.write(&viewer, delete).await?;
    let undo = urls::undoing(urls::file_restoration(id), at);
    ui.go_to_offering(urls::project_files(file.project_id), "files-said-deleted", &undo)
}
