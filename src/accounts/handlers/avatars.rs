//! A user's picture: uploaded, re-encoded, shown to people who may see the user, and removed.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web::Payload,
};

use super::sent_picture::{self, Sent};
use crate::{
    access::{Asks, SystemViewer},
    accounts::{actions, pages::Picture, picture, queries::avatars},
    kernel::ids::BlobId,
    storage::{self, BlobStore},
    web::{held::Held, lanes::Holder, pace, prelude::*},
};

fn as_system(viewer: &Viewer) -> SystemViewer {
    viewer.as_system("pictures")
}

/// The form.
pub async fn edit(viewer: Viewer, ui: Ui) -> AppResult {
    ui.page(&Picture::new(&viewer, None))
}

/// Accepts an uploaded picture.
pub async fn update(
    viewer: Viewer,
    request: HttpRequest,
    payload: Payload,
    held: Data<Held>,
    db: Data<Db>,
    store: Data<dyn BlobStore>,
    ui: Ui,
) -> AppResult {
    // The lane is kept until the picture has been encoded, for which there is a queue of its own.
    let _lane = held.uploads.take(&Holder::of(&request))?;
    let parts = Multipart::new(request.headers(), pace::bounded(sent_picture::MOST_READ, payload));
    let sent = match sent_picture::take_in(parts, &store, viewer.studio).await {
        // The upload was so large that not all of it was read.
        Err(AppError::TooLarge) => {
            return ui.answer(StatusCode::PAYLOAD_TOO_LARGE, &Picture::new(&viewer, Some(too_heavy())));
        }
        sent => sent?,
    };
    let jpeg = match draw(&viewer, sent, &db).await? {
        Ok(jpeg) => jpeg,
        Err(fault) => return ui.refuse(&Picture::new(&viewer, Some(fault))),
    };
    let (id, client) = (viewer.user, viewer.scope().client());
    let before = db.write(&as_system(&viewer), move |tx| actions::set_picture(tx, id, client, &jpeg)).await?;
    forget(&viewer, before, &store).await?;
    ui.go_to_saying(urls::ACCOUNT_AVATAR, "accounts-said-picture")
}

/// Re-encodes an uploaded picture for storage. Returns the fault if it is not acceptable.
async fn draw(viewer: &Viewer, sent: Sent, db: &Db) -> AppResult<Result<Vec<u8>, Fault>> {
    match sent {
        Sent::Picture(spooled) => {
            let blob = spooled.blob;
            let system = as_system(viewer);
            let drawn = picture::drawn(db.read(&system, move |tx| storage::bytes(tx, blob))).await;
            spooled.remove().await?;
            drawn
        }
        Sent::Nothing => Ok(Err(picture::unreadable())),
        Sent::TooHeavy => Ok(Err(too_heavy())),
    }
}

fn too_heavy() -> Fault {
    Fault::counting("accounts-fault-picture-heavy", "most", picture::MOST_BYTES / 1024 / 1024)
}

/// Removes the picture; pages show initials again.
pub async fn remove(
    viewer: Viewer,
    _: Button,
    db: Data<Db>,
    store: Data<dyn BlobStore>,
    ui: Ui,
) -> AppResult {
    let id = viewer.user;
    let before = db.write(&as_system(&viewer), move |tx| actions::remove_picture(tx, id)).await?;
    forget(&viewer, before, &store).await?;
    ui.go_to_saying(urls::ACCOUNT_AVATAR, "accounts-said-picture-removed")
}

async fn forget(viewer: &Viewer, picture: Option<BlobId>, store: &Data<dyn BlobStore>) -> AppResult<()> {
    match picture {
        Some(picture) => store.remove(viewer.studio, picture).await,
        None => Ok(()),
    }
}

/// The picture. A new picture gets a new URL, so browsers may cache it indefinitely; shared caches may not.
pub async fn show(viewer: Viewer, Id(id): Id<BlobId>, db: Data<Db>) -> AppResult {
    db.read(&viewer, move |tx| avatars::is_known(tx, id)).await?;
    let jpeg = db.read(&as_system(&viewer), move |tx| storage::bytes(tx, id)).await?;
    Ok(HttpResponse::Ok()
        .content_type("image/jpeg")
        .insert_header((header::CACHE_CONTROL, "private, max-age=31536000, immutable"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .body(jpeg))
}
