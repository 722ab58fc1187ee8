//! Which route a request is for, whatever way its address is written.

use actix_web::HttpRequest;
use uuid::Uuid;

/// The path as routes are matched with it: with what was percent-encoded decoded. What the address says literally is nobody's to compare
/// with: `/%73ign-in` is the sign-in page, too.
pub fn decoded_path(request: &HttpRequest) -> &str {
    request.match_info().as_str()
}

/// The pattern of the route that answers, as the table has it; none, where none does. It may be asked before the request is routed.
pub fn pattern(request: &HttpRequest) -> Option<String> {
    request.resource_map().match_pattern(decoded_path(request))
}

/// Whether a path is one of a pattern's, letter for letter: with ids where the pattern has `{id}`, written as we write them, and with
/// anything but a slash where it has something else in braces.
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
