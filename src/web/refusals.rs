//! Rejects requests before anything reads them.

use actix_web::{
    Error,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::CONTENT_ENCODING,
    middleware::Next,
};

use crate::error::AppError;

/// Middleware: rejects compressed request bodies (415). They would be decompressed before any limit applies: 233 kB became 133 MB.
pub async fn refuse_compressed_bodies(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    if request.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return Err(AppError::UnsupportedMedia.into());
    }
    next.call(request).await
}
