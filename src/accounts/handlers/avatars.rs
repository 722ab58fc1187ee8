//! A person's picture: sent, drawn anew, shown to those who may know of them, and taken away.

use actix_multipart::Multipart;
use actix_web::{
    HttpRequest, HttpResponse,
    http::header,
    web::{Data, Payload},
};

use super::sent_picture::{self, FIELD, Sent};
use crate::{
    access::{Asks, SystemViewer, Viewer},
    accounts::{pages::Picture, picture, queries::avatars},
    audit::{Changing, Thing},
    db::{Db, Tx},
    error::AppResult,
    kernel::ids::{BlobId, UserId},
    storage::{self, BlobStore},
    urls,
    web::{Button, Fault, Faults, Id, Ui, held::Held, lanes::Holder, pace},
};

fn as_system(viewer: &Viewer) -> SystemViewer {
    viewer.as_system("pictures")
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
    held: Data<Held>,
    db: Data<Db>,
    store: Data<dyn BlobStore>,
    ui: Ui,
) -> AppResult {
    // Held until the picture is drawn, which is a queue of its own.
    let _lane = held.uploads.take(&Holder::of(&request))?;
    let parts = Multipart::new(request.headers(), pace::bounded(sent_picture::MOST_READ, payload));
    let drawn = match sent_picture::take_in(parts, &store, viewer.studio).await? {
        Sent::Picture(spooled) => {
            let blob = spooled.blob;
            let drawn =
                picture::drawn(db.read(&as_system(&viewer), move |tx| storage::bytes(tx, blob))).await;
            spooled.remove().await?;
            drawn?
        }
        Sent::Nothing => Err(picture::unreadable()),
        Sent::TooHeavy => {
            Err(Fault::mentioning("accounts-fault-picture-heavy", "most", picture::MOST_BYTES / 1024 / 1024))
        }
    };
    let jpeg = match drawn {
        Ok(jpeg) => jpeg,
        Err(fault) => return ui.refuse(&Picture::new(&viewer, Faults::one(FIELD, fault))),
    };
    let (id, client) = (viewer.user, viewer.scope().client());
    let system = as_system(&viewer);
    let before = db.write(&system, move |tx| {
        let picture = storage::put_bytes(tx, client, &jpeg)?;
        change(tx, id, Some(picture))
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
    let before = db.write(&as_system(&viewer), move |tx| change(tx, id, None)).await?;
    forget(&viewer, before, &store).await?;
    ui.go_to_saying(urls::ACCOUNT_AVATAR, "accounts-said-picture-removed")
}

/// Gives someone another picture, or none, and answers the one before.
fn change(tx: &mut Tx, user: UserId, picture: Option<BlobId>) -> AppResult<Option<BlobId>> {
    let told = Changing::begin(tx, Thing::User, user.uuid())?;
    let before = avatars::set(tx, user, picture)?;
    if before != picture {
        told.record(tx, "user.changed")?;
    }
    Ok(before)
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
    let jpeg = db.read(&as_system(&viewer), move |tx| storage::bytes(tx, id)).await?;
    Ok(HttpResponse::Ok()
        .content_type("image/jpeg")
        .insert_header((header::CACHE_CONTROL, "private, max-age=31536000, immutable"))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .body(jpeg))
}
