//! Addresses that every site has: where to report a hole, where to change a password, what searchers may read.

use actix_web::{
    HttpResponse,
    http::header::{CONTENT_TYPE, LOCATION},
    web::Data,
};
use chrono::{Duration, SecondsFormat};

use super::queries;
use crate::{
    access::SystemViewer,
    config::Config,
    db::Db,
    error::{AppError, AppResult},
    tenancy::Studios,
    urls,
    web::Visitor,
};

/// So long what is told here may be relied on; it is made anew with each request.
const HOLDS: Duration = Duration::days(180);

/// Whom to tell of a hole (RFC 9116).
pub async fn security_txt(
    visitor: Visitor,
    db: Data<Db>,
    studios: Data<Studios>,
    config: Data<Config>,
) -> AppResult {
    let system = SystemViewer::new(visitor.studio.id, "operations");
    let email = db.read(&system, queries::studio_email).await?;
    let contact = if email.is_empty() { config.mail.from.clone() } else { email };
    let canonical =
        studios.base_url(visitor.studio.id).await?.join(urls::SECURITY_TXT).map_err(AppError::internal)?;
    let expires = (db.clock().now() + HOLDS).to_rfc3339_opts(SecondsFormat::Secs, true);
    let text = format!(
        "Contact: mailto:{contact}\r\nExpires: {expires}\r\nPreferred-Languages: {}\r\nCanonical: {canonical}\r\n",
        "en, de"
    );
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/plain; charset=utf-8")).body(text))
}

/// Where password managers send people (the W3C's well-known URL for changing passwords).
pub async fn change_password(_: Visitor) -> AppResult {
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, urls::ACCOUNT_PASSWORD)).finish())
}

/// Nothing here is for searchers.
pub async fn robots(_: Visitor) -> AppResult {
    let text = "User-agent: *\r\nDisallow: /\r\n";
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/plain; charset=utf-8")).body(text))
}
