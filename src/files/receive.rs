//! Receives uploads, to a project or as the next version of a file.

use actix_multipart::Multipart;
use actix_web::{
    Error, FromRequest, HttpRequest,
    dev::Payload,
    http::{StatusCode, header::CONTENT_LENGTH},
};
use futures_util::future::LocalBoxFuture;
use uuid::Uuid;

use super::{
    actions,
    faults::Faults,
    forms::fault,
    intake::{Intake, Part, StoredAs, Wanted},
    model::File,
    pages::WHOLE,
    queries,
    rules::{MOST_AT_ONCE, kinds::Refusal},
};
use crate::{
    form_keys::create_once,
    kernel::ids::{ClientId, FileVersionId, ProjectId},
    storage::BlobStore,
    web::{Submission, caller, held::Held, lanes::Holder, pace::bounded, prelude::*},
};

/// The maximum size of what an upload contains besides files: the token and the headers of the parts.
const FRAMING_BYTES: i64 = 64 * 1024;

/// A request with files whose body has not been read yet, with everything needed to receive it.
pub struct Upload {
    pub viewer: Viewer,
    pub request: HttpRequest,
    pub db: Data<Db>,
    pub ui: Ui,
    held: Data<Held>,
    store: Data<dyn BlobStore>,
    payload: Payload,
}

impl FromRequest for Upload {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let payload = payload.take();
        let parts = <(Viewer, HttpRequest, Data<Db>, Ui, Data<Held>, Data<dyn BlobStore>)>::extract(request);
        Box::pin(async move {
            let (viewer, request, db, ui, held, store) = parts.await?;
            Ok(Self { viewer, request, db, ui, held, store, payload })
        })
    }
}

/// The target of an upload.
#[derive(Clone)]
pub enum Goal {
    /// Each file becomes a new file of the project, or the next version of the file with its name.
    Project(ClientId, ProjectId),
    /// The file becomes the next version of this one, whatever its name, if it has the same type.
    File(Box<File>, StoredAs),
}

impl Goal {
    fn client(&self) -> ClientId {
        match self {
            Self::Project(client, _) => *client,
            Self::File(file, _) => file.client_id,
        }
    }

    fn wanted(&self) -> Wanted {
        match self {
            Self::Project(..) => Wanted { most: MOST_AT_ONCE, stored_as: None },
            Self::File(_, stored_as) => Wanted { most: 1, stored_as: Some(stored_as.clone()) },
        }
    }

    /// The id of the target.
    fn id(&self) -> Uuid {
        match self {
            Self::Project(_, project) => project.uuid(),
            Self::File(file, _) => file.id.uuid(),
        }
    }
}

/// Receives files. Each acceptable file is stored, whether or not others are refused. An upload uses about a third of a megabyte of
/// memory. The script sends one file per request; without scripts, a request may have several, whose total is subject to the same
/// limit.
pub async fn receive(upload: &mut Upload, goal: &Goal) -> AppResult<Taken> {
    let payload = upload.payload.take();
    let Upload { viewer, request, held, db, store, ui, .. } = upload;
    let most = caller::studio(request)?.upload_limit_bytes;
    let mut taken = Taken::default();
    let limit = most.saturating_add(FRAMING_BYTES);
    if announced(request).is_some_and(|length| length > limit) {
        let why = if ui.is_htmx() { Refusal::TooLarge { most } } else { Refusal::TogetherTooLarge { most } };
        taken.refuse(WHOLE, why, ui);
        return Ok(taken);
    }
    let _lane = held.uploads.take(&Holder::of(request))?;
    let parts = Multipart::new(request.headers(), bounded(limit, payload));
    let mut intake = Intake::new(parts, &***store, (viewer.studio, goal.client()), most, goal.wanted());
    loop {
        match intake.next().await {
            Ok(Some(Part::Taken { name, kind, blob })) => {
                let submission = intake.submission(goal.id(), &name, &blob);
                let goal = goal.clone();
                let sent = move |tx: &mut Tx| {
                    add_once(tx, submission, |tx| match &goal {
                        Goal::Project(client, project) => {
                            actions::add_version(tx, (*client, *project), &name, kind, blob)
                        }
                        Goal::File(file, _) => actions::add_version_of(tx, file.id, kind, blob),
                    })
                };
                let added = db.write(viewer, sent).await;
                if !matches!(added, Ok((_, true))) {
                    store.remove(viewer.studio, blob.id).await?;
                }
                taken.numbers.push(added?.0);
            }
            Ok(Some(Part::Refused { shown, why })) => taken.refuse(shown, why, ui),
            Ok(None) => break,
            // The files that have been stored stay, and the response says so.
            Err(AppError::BadRequest | AppError::TooManyFields) if !taken.numbers.is_empty() => {
                taken.refuse(WHOLE, Refusal::BrokeOff, ui);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    if taken.numbers.is_empty() && taken.faults.is_empty() {
        taken.faults.add(WHOLE, Fault::new("files-none-chosen"));
    }
    Ok(taken)
}

/// Adds a version by a form that may have been sent before. Returns its number, and whether it was added now. If the form has been
/// sent before but the version it added is no longer the newest of its file, it is added again.
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

/// The outcome of an upload.
#[derive(Default)]
pub struct Taken {
    /// The version number of each stored file, starting at 1.
    pub numbers: Vec<i32>,
    pub faults: Faults,
    status: Option<StatusCode>,
}

impl Taken {
    /// Records a refusal of a file, or of the whole upload under [`WHOLE`].
    fn refuse(&mut self, shown: impl Into<String>, why: Refusal, ui: &Ui) {
        self.status = match why {
            Refusal::TooLarge { .. } | Refusal::TogetherTooLarge { .. } => {
                Some(StatusCode::PAYLOAD_TOO_LARGE)
            }
            Refusal::BrokeOff => Some(StatusCode::BAD_REQUEST),
            _ => self.status,
        };
        self.faults.add(shown, fault(why, ui.locale()));
    }

    /// The status of the response if something was refused.
    pub fn status(&self) -> StatusCode {
        self.status.unwrap_or(StatusCode::UNPROCESSABLE_ENTITY)
    }

    /// How many of the files became versions of existing files.
    pub fn next_versions(&self) -> usize {
        self.numbers.iter().filter(|number| **number > 1).count()
    }

    /// The translation key of the message if nothing was refused.
    pub fn said(&self) -> &'static str {
        match (self.numbers.len(), self.next_versions()) {
            (1, 0) => "files-said-received-one",
            (1, _) => "files-said-next-version",
            (_, 0) => "files-said-received",
            _ => "files-said-received-with-versions",
        }
    }
}

fn announced(request: &HttpRequest) -> Option<i64> {
    request.headers().get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
