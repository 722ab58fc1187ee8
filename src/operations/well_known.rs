//! Well-known URLs: where to report a vulnerability, where to change a password, what crawlers may fetch.

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

/// How long the information is declared valid; it is generated for each request.
const HOLDS: Duration = Duration::days(180);

/// The contact for reporting vulnerabilities (RFC 9116).
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

/// Where password managers send users (the W3C's well-known URL for changing passwords).
pub async fn change_password(_: Visitor) -> AppResult {
    Ok(HttpResponse::SeeOther().insert_header((LOCATION, urls::ACCOUNT_PASSWORD)).finish())
}

/// Tells crawlers not to fetch anything.
pub async fn robots(_: Visitor) -> AppResult {
    let text = "User-agent: *\r\nDisallow: /\r\n";
    Ok(HttpResponse::Ok().insert_header((CONTENT_TYPE, "text/plain; charset=utf-8")).body(text))
}
