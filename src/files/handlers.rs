//! Lists, uploads, a file's page, the trash.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::CONTENT_LENGTH},
    web::{Data, Payload},
};

use super::{
    actions,
    forms::{ListQuery, fault},
    intake::{Intake, Part},
    pages::{ConfirmDeletion, Files, List, Refused, ShowFile},
    queries,
    rules::{kinds::Refusal, may_trash},
};
use crate::{
    access::Viewer,
    db::{Db, Tx},
    error::{AppError, AppResult},
    kernel::ids::{FileId, FileVersionId, ProjectId},
    projects,
    storage::BlobStore,
    urls,
    web::{
        Confirmed, Id, caller,
        form::{Faults, PostForm, UrlQuery},
        held::Held,
        lanes::Holder,
        pace::bounded,
        ui::Ui,
    },
};

/// The files of a project.
pub async fn index(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    UrlQuery(query): UrlQuery<ListQuery>,
    request: HttpRequest,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let most = caller::studio(&request)?.upload_limit_bytes;
    ui.page(&list(&viewer, &db, id, query.before, most).await?)
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

/// Beside the files themselves: the token, and each part's head.
const FRAMING_BYTES: i64 = 64 * 1024;

/// Takes in files: each that is good is kept, whatever becomes of the others. Each upload holds about a third of a megabyte. Our script sends one at a time; without it several come
/// at once, and together have the limit of one.
#[allow(clippy::too_many_arguments)]
pub async fn upload(
    viewer: Viewer,
    Id(id): Id<ProjectId>,
    request: HttpRequest,
    payload: Payload,
    held: Data<Held>,
    db: Data<Db>,
    store: Data<dyn BlobStore>,
    ui: Ui,
) -> AppResult {
    let most = caller::studio(&request)?.upload_limit_bytes;
    let project = db.read(&viewer, move |tx| projects::header(tx, id)).await?;
    if project.archived_at.is_some() {
        return Err(AppError::Conflict("files-conflict-archived"));
    }
    let limit = most.saturating_add(FRAMING_BYTES);
    if announced(&request).is_some_and(|length| length > limit) {
        let why = if ui.is_htmx() { Refusal::TooLarge { most } } else { Refusal::TogetherTooLarge { most } };
        let faults = Faults::one(ui.around.words.text("files-this-upload"), fault(why, ui.locale()));
        let page = list(&viewer, &db, id, None, most).await?;
        return refused(&ui, StatusCode::PAYLOAD_TOO_LARGE, Files { faults, ..page });
    }
    let _lane = held.uploads.take(&Holder::of(&request))?;
    let parts = Multipart::new(request.headers(), bounded(limit, payload));
    let mut intake = Intake::new(parts, &**store, (viewer.studio, project.client_id), most);
    let mut taken =
        Taken { received: 0, faults: Faults::default(), status: StatusCode::UNPROCESSABLE_ENTITY };
    loop {
        match intake.next().await {
            Ok(Some(Part::Taken { name, kind, blob })) => {
                let place = (project.client_id, id);
                let added =
                    db.write(&viewer, move |tx| actions::add_version(tx, place, &name, kind, blob)).await;
                if added.is_err() {
                    store.remove(viewer.studio, blob.id).await?;
                }
                added?;
                taken.received += 1;
            }
            Ok(Some(Part::Refused { shown, why })) => taken.but(shown, why, &ui),
            Ok(None) => break,
            // What has come stays, and is said.
            Err(AppError::BadRequest | AppError::TooManyFields) if taken.received > 0 => {
                taken.but(ui.around.words.text("files-this-upload"), Refusal::BrokeOff, &ui);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    if taken.received == 0 && taken.faults.is_empty() {
        taken.but(ui.around.words.text("files-none-chosen"), Refusal::Empty, &ui);
    }
    if !taken.faults.is_empty() {
        let Taken { received, faults, status } = taken;
        let page = list(&viewer, &db, id, None, most).await?;
        return refused(&ui, status, Files { received, faults, ..page });
    }
    // The script asks for the list when its last file is through.
    if ui.is_htmx() {
        Ok(HttpResponse::NoContent().finish())
    } else {
        ui.go_to_saying(urls::project_files(id), "files-said-received")
    }
}

/// What came of an upload.
struct Taken {
    received: usize,
    faults: Faults,
    status: StatusCode,
}

impl Taken {
    /// Notes what is said against a part of it.
    fn but(&mut self, shown: String, why: Refusal, ui: &Ui) {
        self.status = match why {
            Refusal::TooLarge { .. } | Refusal::TogetherTooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
            Refusal::BrokeOff => StatusCode::BAD_REQUEST,
            _ => self.status,
        };
        self.faults.add(shown, fault(why, ui.locale()));
    }
}

/// The page with what was refused; for our script the sentence alone.
fn refused(ui: &Ui, status: StatusCode, page: Files) -> AppResult {
    if !ui.is_htmx() {
        return ui.answer(status, &page);
    }
    let mut answer = ui.piece(&Refused { faults: page.faults })?;
    *answer.status_mut() = status;
    Ok(answer)
}

fn announced(request: &HttpRequest) -> Option<i64> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A file and its versions.
pub async fn show(viewer: Viewer, Id(id): Id<FileId>, db: Data<Db>, ui: Ui) -> AppResult {
    ui.page(&file_page(&viewer, &db, id).await?)
}

async fn file_page(viewer: &Viewer, db: &Db, id: FileId) -> AppResult<ShowFile> {
    let read = move |tx: &mut Tx| {
        let file = queries::find(tx, id)?;
        Ok((projects::header(tx, file.project_id)?, queries::versions(tx, id)?, file))
    };
    let (project, versions, file) = db.read(viewer, read).await?;
    let own = file.created_by == viewer.user && versions.iter().all(|v| v.uploaded_by == viewer.user);
    Ok(ShowFile { project, tab: "files", may_delete: may_trash(viewer.role, own), file, versions })
}

/// Moves a file to the trash, once the person has confirmed it.
pub async fn delete(
    viewer: Viewer,
    Id(id): Id<FileId>,
    PostForm(form): PostForm<Confirmed>,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let page = file_page(&viewer, &db, id).await?;
    if !page.may_delete {
        return Err(AppError::Forbidden);
    }
    if !form.is_meant() {
        return ui.page(&ConfirmDeletion { file: page.file });
    }
    let project = page.file.project_id;
    db.write(&viewer, move |tx| actions::delete(tx, &page.file)).await?;
    ui.go_to_saying(urls::project_files(project), "files-said-deleted")
}
