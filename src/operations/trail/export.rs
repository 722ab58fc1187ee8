//! The audit as a table to take along.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        Method,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
    web::Data,
};
use bytes::Bytes;
use futures_util::{TryStreamExt, stream};

use super::{
    asked::{Search, TrailQuery},
    search::{self, Kept},
};
use crate::{
    access::Viewer,
    audit::{self, Download},
    db::Db,
    error::{AppError, AppResult},
    kernel::sha256::Sha256,
    sheet::{Cell, Sheet},
    web::{FreshAdmin, Ui, UrlQuery},
};

/// So many entries are read at a time.
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

/// Sends what a search finds as CSV, page by page as the reader takes it.
pub async fn export(
    admin: FreshAdmin,
    UrlQuery(asked): UrlQuery<TrailQuery>,
    request: HttpRequest,
    db: Data<Db>,
    ui: Ui,
) -> AppResult {
    let (search, faults) = asked.parse(ui.around.zone);
    if !faults.is_empty() {
        return Err(AppError::BadRequest);
    }
    let searched = search.clone();
    let version = Sha256::of(asked.address("", "").as_bytes()).to_string();
    let noted = move |tx: &mut crate::db::Tx| {
        // People by their ids, and no free text: what was typed may name someone, and no id would lead an erasure to it.
        let people = search::people(tx, &searched)?;
        let download =
            Download { kind: "audit.exported", subject: None, version, facts: searched.told(people) };
        audit::record_download(tx, download)
    };
    if request.method() != Method::HEAD {
        db.write(&admin, noted).await?;
    }
    let name = format!("audit-{}.csv", ui.around.today);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")))
        .streaming(rows(db, (*admin).clone(), search)))
}

fn rows(db: Data<Db>, viewer: Viewer, search: Search) -> impl stream::Stream<Item = AppResult<Bytes>> {
    let start = (Some(search), Sheet::new(HEAD));
    stream::try_unfold(start, move |(search, mut sheet)| {
        let (db, viewer) = (db.clone(), viewer.clone());
        async move {
            let Some(mut search) = search else { return AppResult::Ok(None) };
            let wanted = search.clone();
            let entries = db.read(&viewer, move |tx| search::find(tx, &wanted, STRIDE)).await?;
            entries.iter().for_each(|entry| write(&mut sheet, entry));
            let more = entries.len() == STRIDE as usize;
            search.before = entries.last().map(|entry| entry.id);
            Ok(Some((sheet.take(), (more.then_some(search), sheet))))
        }
    })
    .inspect_err(|error| tracing::error!(%error, "an export of the audit broke off"))
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
