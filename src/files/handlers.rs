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
    pages::{ConfirmDeletion, Files, List, NextVersion, Refused, ShowFile, WHOLE},
    queries,
    rules::{kinds::Refusal, may_trash},
};
use crate::{
    access::Viewer,
    db::{Db, Tx},
    error::{AppError, AppResult},
    form_keys::create_once,
    kernel::ids::{FileId, FileVersionId, ProjectId},
    projects,
    storage::BlobStore,
    urls,
    web::{
        Confirmed, Id, Once, Submission, caller,
        form::{Fault, Faults, PostForm, UrlQuery},
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
        let faults = Faults::one(WHOLE, Fault::new("projects-is-archived"));
        let page = list(&viewer, &db, id, None, most).await?;
        return refused(&ui, StatusCode::CONFLICT, Files { faults, ..page });
    }
    let limit = most.saturating_add(FRAMING_BYTES);
    if announced(&request).is_some_and(|length| length > limit) {
        let why = if ui.is_htmx() { Refusal::TooLarge { most } } else { Refusal::TogetherTooLarge { most } };
        let faults = Faults::one(WHOLE, fault(why, ui.locale()));
        let page = list(&viewer, &db, id, None, most).await?;
        return refused(&ui, StatusCode::PAYLOAD_TOO_LARGE, Files { faults, ..page });
    }
    let _lane = held.uploads.take(&Holder::of(&request))?;
    let parts = Multipart::new(request.headers(), bounded(limit, payload));
    let mut intake = Intake::new(parts, &**store, (viewer.studio, project.client_id), most);
    let mut taken = Taken::default();
    loop {
        match intake.next().await {
            Ok(Some(Part::Taken { name, kind, blob })) => {
                let submission = intake.submission(id, &name, &blob);
                let sent = move |tx: &mut Tx| {
                    add_once(tx, submission, |tx| {
                        actions::add_version(tx, (project.client_id, id), &name, kind, blob)
                    })
                };
                let added = db.write(&viewer, sent).await;
                if !matches!(added, Ok((_, true))) {
                    store.remove(viewer.studio, blob.id).await?;
                }
                taken.numbers.push(added?.0);
            }
            Ok(Some(Part::Refused { shown, why })) => taken.but(shown, why, &ui),
            Ok(None) => break,
            // What has come stays, and is said.
            Err(AppError::BadRequest | AppError::TooManyFields) if !taken.numbers.is_empty() => {
                taken.but(WHOLE, Refusal::BrokeOff, &ui);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    if taken.numbers.is_empty() && taken.faults.is_empty() {
        taken.faults.add(WHOLE, Fault::new("files-none-chosen"));
    }
    if !taken.faults.is_empty() {
        let (status, received, versions) = (taken.status(), taken.numbers.len(), taken.next_versions());
        let page = list(&viewer, &db, id, None, most).await?;
        return refused(&ui, status, Files { received, versions, faults: taken.faults, ..page });
    }
    // The script sends one file at a time, and asks for the list when its last one is through.
    match taken.numbers[..] {
        _ if !ui.is_htmx() => ui.go_to_saying(urls::project_files(id), taken.said()),
        [number] if number > 1 => ui.piece(&NextVersion { number }),
        _ => Ok(HttpResponse::NoContent().finish()),
    }
}

/// Adds a version by a form that may have been sent before: its number, and whether it was added now. What the form added before is added
/// again once it is no longer its file's newest version.
fn add_once(
    tx: &mut Tx,
    submission: Submission,
    add: impl Fn(&mut Tx) -> AppResult<(FileVersionId, i32)>,
) -> AppResult<(i32, bool)> {
    let mut number = None;
    let once = create_once(tx, submission, |tx| {
        let (version, added) = add(tx)?;
        number = Some(added);
        Ok(version)
    })?;
    let (Once::Done(version) | Once::Taken(version)) = once;
    match number {
        Some(number) => Ok((number, true)),
        None => match queries::number_of_newest(tx, version)? {
            Some(number) => Ok((number, false)),
            None => add(tx).map(|(_, number)| (number, true)),
        },
    }
}

/// What came of an upload.
#[derive(Default)]
struct Taken {
    /// Of each file that was kept, which version of it this is, counted from 1.
    numbers: Vec<i32>,
    faults: Faults,
    status: Option<StatusCode>,
}

impl Taken {
    /// Notes what is said against a file, or against [`WHOLE`].
    fn but(&mut self, shown: impl Into<String>, why: Refusal, ui: &Ui) {
        self.status = match why {
            Refusal::TooLarge { .. } | Refusal::TogetherTooLarge { .. } => {
                Some(StatusCode::PAYLOAD_TOO_LARGE)
            }
            Refusal::BrokeOff => Some(StatusCode::BAD_REQUEST),
            _ => self.status,
        };
        self.faults.add(shown, fault(why, ui.locale()));
    }

    fn status(&self) -> StatusCode {
        self.status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// How many of the files became versions of files that were there already.
    fn next_versions(&self) -> usize {
        self.numbers.iter().filter(|number| **number > 1).count()
    }

    /// What is said where nothing was refused.
    fn said(&self) -> &'static str {
        match (self.numbers.len(), self.next_versions()) {
            (1, 0) => "files-said-received-one",
            (1, _) => "files-said-next-version",
            (_, 0) => "files-said-received",
            _ => "files-said-received-with-versions",
        }
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
    let may_delete = may_trash(viewer.role, own);
    Ok(ShowFile { project, tab: "files", may_delete, file, versions })
}

/// Moves a file to the trash, once the person has confirmed it. Of an archived project the page comes back, which says how that can be restored.
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
    if page.project.archived_at.is_some() {
        return ui.conflict(&page);
    }
    if !form.is_meant() {
        return ui.page(&ConfirmDeletion { file: page.file });
    }
    let role = viewer.role;
    let file = db.write(&viewer, move |tx| actions::delete(tx, id, role)).await?;
    ui.go_to_saying(urls::project_files(file.project_id), "files-said-deleted")
}
