//! A person's picture: sent, drawn anew, shown to those who may know of them, and taken away.

use actix_multipart::{Multipart, MultipartError};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Payload},
};
use futures_util::TryStreamExt;

use crate::{
    access::{Asks, SystemViewer, Viewer},
    accounts::{pages::Picture, picture, queries::avatars},
    db::Db,
    error::{AppError, AppResult},
    kernel::ids::BlobId,
    storage::{self, BlobStore},
    urls,
    web::{Button, Fault, Faults, Id, Ui, csrf},
};

/// The field of the form that holds the file.
const FIELD: &str = "file";
/// So much of a form is read, in bytes; what is above the limit of a picture is not kept.
const MOST_READ: usize = 4 * picture::MOST_BYTES;

fn desk(viewer: &Viewer) -> SystemViewer {
    viewer.desk("pictures")
}

/// The form.
pub async fn edit(viewer: Viewer, ui: Ui) -> AppResult {
    ui.page(&Picture::new(&viewer, Faults::default()))
}

/// Takes a picture in.
pub async fn update(
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
    db: Data<Db>,
    store: Data<dyn BlobStore>,
    ui: Ui,
) -> AppResult {
    let sent = file_in(Multipart::new(request.headers(), payload)).await?;
    let drawn = match sent {
        Some(file) => picture::drawn(file).await?,
        None => {
            Err(Fault::mentioning("accounts-fault-picture-heavy", "most", picture::MOST_BYTES / 1024 / 1024))
        }
    };
    let jpeg = match drawn {
        Ok(jpeg) => jpeg,
        Err(fault) => return ui.refuse(&Picture::new(&viewer, Faults::one(FIELD, fault))),
    };
    let (id, client) = (viewer.user, viewer.scope().client());
    let desk = desk(&viewer);
    let before = db.write(&desk, move |tx| {
        let picture = storage::put_bytes(tx, client, &jpeg)?;
        avatars::set(tx, id, Some(picture))
    });
    forget(&viewer, before.await?, &store).await?;
    ui.go_to_saying(urls::ACCOUNT_AVATAR, "accounts-said-picture")
}

/// Takes the picture away: initials are shown again.
pub async fn remove(
    viewer: Viewer,
    _: Button,
    db: Data<Db>,
    store: Data<dyn BlobStore>,
    ui: Ui,
) -> AppResult {
    let id = viewer.user;
    let before = db.write(&desk(&viewer), move |tx| avatars::set(tx, id, None)).await?;
    forget(&viewer, before, &store).await?;
    ui.go_to_saying(urls::ACCOUNT_AVATAR, "accounts-said-picture-removed")
}

async fn forget(viewer: &Viewer, picture: Option<BlobId>, store: &Data<dyn BlobStore>) -> AppResult<()> {
    match picture {
        Some(picture) => store.remove(viewer.studio, picture).await,
        None => Ok(()),
    }
}

/// The picture. Another one has another address, so it may be kept for good; by this browser alone.
pub async fn show(viewer: Viewer, Id(id): Id<BlobId>, db: Data<Db>) -> AppResult {
    db.read(&viewer, move |tx| avatars::is_known(tx, id)).await?;
    let jpeg = db.read(&desk(&viewer), move |tx| storage::bytes(tx, id)).await?;
    Ok(HttpResponse::Ok()
        .content_type("image/jpeg")
        .insert_header((header::CACHE_CONTROL, "private, max-age=31536000, immutable"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .body(jpeg))
}

/// The file in the form; none, where it is too heavy. One sent without a choice is empty.
async fn file_in(mut parts: Multipart) -> AppResult<Option<Vec<u8>>> {
    let (mut file, mut heavy, mut seen) = (Vec::new(), false, 0);
    while let Some(mut field) = parts.try_next().await.map_err(broken)? {
        let is_file = match field.name() {
            Some(csrf::FIELD) => false,
            Some(FIELD) if file.is_empty() && !heavy => true,
            _ => return Err(AppError::BadRequest),
        };
        while let Some(piece) = field.try_next().await.map_err(broken)? {
            seen += piece.len();
            // So much is still read that the sender gets to hear the reason, rather than a broken connection.
            if seen > MOST_READ {
                return Err(AppError::TooLarge);
            }
            heavy |= is_file && file.len() + piece.len() > picture::MOST_BYTES;
            if heavy {
                file = Vec::new();
            } else if is_file {
                file.extend_from_slice(&piece);
            }
        }
    }
    Ok((!heavy).then_some(file))
}

fn broken(error: MultipartError) -> AppError {
    tracing::debug!(%error, "a picture broke off");
    AppError::BadRequest
}
