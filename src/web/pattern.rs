//! Which route a request is for, whatever way its address is written.

use actix_web::HttpRequest;

/// The path as routes are matched with it: with what was percent-encoded decoded. What the address says literally is nobody's to compare
/// with: `/%73ign-in` is the sign-in page, too.
pub fn decoded_path(request: &HttpRequest) -> &str {
    request.match_info().as_str()
}

/// The pattern of the route that answers, as the table has it; none, where none does. It may be asked before the request is routed.
pub fn pattern(request: &HttpRequest) -> Option<String> {
    request.resource_map().match_pattern(decoded_path(request))
}
