//! Exports: the viewer's own, and for admins everyone's.

use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::{Method, header},
};
use futures_util::stream;

use crate::{
    kernel::ids::{ClientId, ExportId, UserId},
    privacy::{
        actions::{self, Asked},
        forms::ErasureForm,
        pages::{Data as DataPage, Own},
        queries::exports,
        rules::About,
    },
    storage::BlobStore,
    web::{held::DownloadLane, prelude::*},
};

/// Shows the viewer's own data page.
pub async fn own(viewer: Viewer, db: Data<Db>, ui: Ui) -> AppResult {
    let me = About::Person(viewer.user);
    let exports = db.read(&viewer, move |tx| exports::of(tx, me)).await?;
    ui.page(&Own { exports })
}

/// Requests the viewer's own export.
pub async fn ask_own(viewer: Viewer, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    let me = About::Person(viewer.user);
    let asked = db.write(&viewer, move |tx| actions::request_export(tx, me)).await?;
    ui.go_to_saying(urls::OWN_DATA, said(asked))
}

/// Shows the actions on a person's data.
pub async fn of_person(admin: Admin, Id(id): Id<UserId>, db: Data<Db>, ui: Ui) -> AppResult {
    show(admin, About::Person(id), db, ui).await
}

/// Shows the actions on a client's data.
pub async fn of_client(admin: Admin, Id(id): Id<ClientId>, db: Data<Db>, ui: Ui) -> AppResult {
    show(admin, About::Client(id), db, ui).await
}

/// Requests an export of a person's data.
pub async fn ask_of_person(admin: Admin, Id(id): Id<UserId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    ask(admin, About::Person(id), db, ui).await
}

/// Requests an export of a client's data.
pub async fn ask_of_client(admin: Admin, Id(id): Id<ClientId>, _: Button, db: Data<Db>, ui: Ui) -> AppResult {
    ask(admin, About::Client(id), db, ui).await
}

async fn show(admin: Admin, about: About, db: Data<Db>, ui: Ui) -> AppResult {
    let page = DataPage::read(about, ErasureForm::default());
    ui.page(&db.read(&admin, page).await?)
}

async fn ask(admin: Admin, about: About, db: Data<Db>, ui: Ui) -> AppResult {
    let asked = db.write(&admin, move |tx| actions::request_export(tx, about)).await?;
    ui.go_to_saying(about.page(), said(asked))
}

fn said(asked: Asked) -> &'static str {
    match asked {
        Asked::InPreparation => "privacy-said-asked",
        Asked::Recent => "privacy-said-recent",
    }
}

/// Sends the zip to its subject or an admin, until it expires.
pub async fn download(
    viewer: Viewer,
    Id(id): Id<ExportId>,
    request: HttpRequest,
    DownloadLane(lane): DownloadLane,
    db: Data<Db>,
    store: Data<dyn BlobStore>,
) -> AppResult {
    let is_head = request.method() == Method::HEAD;
    let found = db.write(&viewer, move |tx| actions::download_export(tx, id, !is_head)).await?;
    let blob = found.blob_id.ok_or(AppError::NotFound)?;
    let size = found.size_bytes.unsigned_abs();
    let mut answer = HttpResponse::Ok();
    answer
        .insert_header((header::CONTENT_TYPE, "application/zip"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"data-{id}.zip\"")))
        .insert_header((header::CONTENT_ENCODING, "identity"));
    if is_head {
        return Ok(answer.body(SizedStream::new(size, stream::empty::<Result<_, AppError>>())));
    }
    Ok(answer.body(SizedStream::new(size, lane.hold(store.read(viewer.studio, blob, 0..size)))))
}
