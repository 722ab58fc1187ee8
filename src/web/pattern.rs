//! Determines which route a request is for, however its URL is encoded.

use actix_web::HttpRequest;
use uuid::Uuid;

/// The percent-decoded path, as routes are matched against it. The literal path must never be compared: `/%73ign-in` is the sign-in page,
/// too.
pub fn decoded_path(request: &HttpRequest) -> &str {
    request.match_info().as_str()
}

/// The pattern of the matching route; `None` if there is none. Works before the request has been routed.
pub fn pattern(request: &HttpRequest) -> Option<String> {
    request.resource_map().match_pattern(decoded_path(request))
}

/// Whether a path matches a pattern exactly: with a canonical id for `{id}`, and with any non-empty segment for other names in braces.
pub fn fills(path: &str, pattern: &str) -> bool {
    let (mut segments, mut parts) = (path.split('/'), pattern.split('/'));
    loop {
        match (segments.next(), parts.next()) {
            (None, None) => return true,
            (Some(segment), Some("{id}")) => {
                if !Uuid::try_parse(segment).is_ok_and(|id| id.to_string() == segment) {
                    return false;
                }
            }
            (Some(segment), Some(part)) if part.starts_with('{') && !segment.is_empty() => {}
            (Some(segment), Some(part)) if segment == part => {}
            _ => return false,
        }
    }
}
