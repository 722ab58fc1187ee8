//! Downloads of versions. Uploaded files are always sent as attachments and never displayed by the portal.

use std::ops::Range;

use actix_web::{
    HttpRequest, HttpResponse,
    body::SizedStream,
    http::{Method, StatusCode, header},
    web::Data,
};
use futures_util::stream;

use super::{
    actions,
    model::Stored,
    queries,
    rules::{
        disposition::attachment,
        range::{Portion, is_known, portion},
    },
};
use crate::{
    access::Viewer,
    db::Db,
    error::{AppError, AppResult},
    kernel::ids::FileVersionId,
    storage::BlobStore,
    web::{Id, held::DownloadLane},
};

/// Sends a version or a range of it. A range counts as a download too; see [`crate::audit::record_download`] for how often.
pub async fn download(
    viewer: Viewer,
    Id(id): Id<FileVersionId>,
    request: HttpRequest,
    DownloadLane(lane): DownloadLane,
    db: Data<Db>,
    store: Data<dyn BlobStore>,
) -> AppResult {
    let is_head = request.method() == Method::HEAD;
    let asked = Asked::of(&request);
    let (stored, portion) = db
        .write(&viewer, move |tx| {
            let stored = queries::stored(tx, id)?;
            let portion = asked.portion(&stored);
            if portion.has_bytes() && !is_head {
                actions::record_download(tx, &stored)?;
            }
            Ok((stored, portion))
        })
        .await?;
    let size = stored.size_bytes.unsigned_abs();
    let (status, range) = match portion {
        Portion::Whole => (StatusCode::OK, 0..size),
        Portion::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
        Portion::Outside => (StatusCode::RANGE_NOT_SATISFIABLE, 0..0),
        Portion::Unchanged => (StatusCode::NOT_MODIFIED, 0..0),
    };
    let mut answer = HttpResponse::build(status);
    answer
        .insert_header((header::CONTENT_TYPE, stored.media_type.as_str()))
        .insert_header((header::CONTENT_DISPOSITION, attachment(&stored.name)))
        .insert_header((header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'"))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header(("cross-origin-resource-policy", "same-origin"))
        // Disables the compression middleware, because byte counts and ranges refer to the stored bytes.
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((header::ACCEPT_RANGES, "bytes"))
        .insert_header((header::ETAG, stored.etag()));
    match status {
        StatusCode::PARTIAL_CONTENT => {
            answer.insert_header((header::CONTENT_RANGE, content_range(&range, size)));
        }
        StatusCode::NOT_MODIFIED => return Ok(answer.finish()),
        StatusCode::RANGE_NOT_SATISFIABLE => {
            answer.insert_header((header::CONTENT_RANGE, format!("bytes */{size}")));
            return Ok(answer.finish());
        }
        _ => {}
    }
    let length = range.end - range.start;
    if is_head {
        return Ok(answer.body(SizedStream::new(length, stream::empty::<Result<_, AppError>>())));
    }
    Ok(answer.body(SizedStream::new(length, lane.hold(store.read(viewer.studio, stored.blob_id, range)))))
}

fn content_range(range: &Range<u64>, size: u64) -> String {
    format!("bytes {}-{}/{size}", range.start, range.end - 1)
}

/// The headers that determine which part of the file is sent.
#[derive(Clone)]
struct Asked {
    range: Option<String>,
    if_range: Option<String>,
    none_match: Option<String>,
}

impl Asked {
    fn of(request: &HttpRequest) -> Self {
        // Ranges only apply to GET. A header value that is not text becomes `?`, which matches nothing.
        let header = |name| request.headers().get(name).map(|value| value.to_str().unwrap_or("?").to_owned());
        let range = header(header::RANGE).filter(|_| request.method() == Method::GET);
        Self { range, if_range: header(header::IF_RANGE), none_match: header(header::IF_NONE_MATCH) }
    }

    fn portion(&self, stored: &Stored) -> Portion {
        if is_known(self.none_match.as_deref(), &stored.etag()) {
            return Portion::Unchanged;
        }
        let size = stored.size_bytes.unsigned_abs();
        portion(self.range.as_deref(), self.if_range.as_deref(), &stored.etag(), size)
    }
}
