//! The audit log as a CSV file.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    web::Data,
};
use bytes::Bytes;
use futures_util::stream;

use super::{
    asked::{Search, TrailQuery},
    search::{self, Kept},
};
use crate::{
    access::Viewer,
    audit::{self, AuditKind, Download, Subject},
    db::Db,
    error::{AppError, AppResult},
    kernel::sha256::Sha256,
    sheet::{Cell, Sheet},
    web::{Admin, Form, Query, Ui, UrlQuery, held::DownloadLane},
    words::Words,
};

/// The number of entries read at a time.
const STRIDE: i64 = 500;

const HEAD: &[&str] = &[
    "sequence",
    "id",
    "at",
    "kind",
    "actor",
    "actor_id",
    "object",
    "object_id",
    "address",
    "agent",
    "request_id",
    "facts",
];

/// Streams the entries that match a search as CSV, a batch at a time as the client reads them.
pub async fn export(
    admin: Admin,
    UrlQuery(mut asked): UrlQuery<TrailQuery>,
    DownloadLane(lane): DownloadLane,
    request: HttpRequest,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let search = asked.parse(ui.around.zone);
    if !asked.faults().is_empty() {
        return Err(AppError::BadRequest);
    }
    let searched = search.clone();
    let version = Sha256::of(asked.whole().address("").as_bytes()).to_string();
    let noted = move |tx: &mut crate::db::Tx| {
        // Only the ids of people are recorded, not the free text: it might name a person, and an erasure could not find it there.
        let people = search::people(tx, &searched)?;
        let download = Download {
            kind: AuditKind::Exported.into(),
            subject: Subject::NOTHING,
            version,
            facts: searched.facts(people),
        };
        audit::record_download(tx, download)
    };
    if request.method() != Method::HEAD {
        db.write(&admin, noted).await?;
    }
    let name = format!("audit-{}.csv", ui.around.today);
    let reference = [("reference", admin.origin.request_id.as_str().into())];
    let broken_off = ui.around.words.with("audit-export-incomplete", &reference);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .streaming(lane.hold(rows(db, (*admin).clone(), search, ui.around.words, broken_off))))
}

/// The rows. If some cannot be read, this message replaces them as the last row, because the response's status has already been
/// sent.
fn rows(
    db: Data<Db>,
    viewer: Viewer,
    search: Search,
    words: &'static Words,
    broken_off: String,
) -> impl stream::Stream<Item = AppResult<Bytes>> {
    let start = Some((search, Sheet::new(HEAD, words)));
    stream::unfold(start, move |on| {
        let (db, viewer, broken_off) = (db.clone(), viewer.clone(), broken_off.clone());
        async move {
            let (mut search, mut sheet) = on?;
            let wanted = search.clone();
            let more = match db.read(&viewer, move |tx| search::find(tx, &wanted, STRIDE)).await {
                Ok(entries) => {
                    entries.iter().for_each(|entry| write(&mut sheet, entry));
                    search.before = entries.last().map(|entry| entry.id);
                    entries.len() == STRIDE as usize
                }
                Err(error) => {
                    let reference = viewer.origin.request_id.as_str();
                    tracing::error!(%error, reference, "an export of the audit broke off");
                    sheet.break_off(&broken_off);
                    false
                }
            };
            let piece = sheet.take();
            Some((Ok(piece), more.then_some((search, sheet))))
        }
    })
}

fn write(sheet: &mut Sheet, entry: &Kept) {
    let id = |id: Option<uuid::Uuid>| id.map(|id| id.to_string()).unwrap_or_default();
    sheet.row(&[
        Cell::Figure(entry.sequence.map(|number| number.to_string()).unwrap_or_default()),
        Cell::figure(entry.id),
        Cell::figure(entry.created_at.format("%Y-%m-%dT%H:%M:%S%.3fZ")),
        Cell::Text(&entry.kind),
        Cell::Text(&entry.actor),
        Cell::Figure(id(entry.actor_id)),
        Cell::Text(entry.subject_kind.as_deref().unwrap_or_default()),
        Cell::Figure(id(entry.subject_id)),
        Cell::Text(&entry.address),
        Cell::Text(&entry.agent),
        Cell::Text(&entry.request_id),
        Cell::Text(&entry.facts.to_string()),
    ]);
}
