//! The kind of body that a request has, determined once from its Content-Type for all code that limits, times or reads bodies.

use actix_web::{HttpRequest, http::header::CONTENT_TYPE};

/// The form field that carries the form token.
pub const TOKEN_FIELD: &str = "_csrf";
/// The form field that carries the idempotency key of a form that creates something. The macro `forms::once` writes it,
/// [`super::CreationForm`] reads it.
pub const KEY_FIELD: &str = "_once";
/// The field of an upload that contains the file.
pub const FILE_FIELD: &str = "file";

/// The kind of body that a request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// A plain form, or a body without a Content-Type: buffered in memory before it is parsed.
    Form,
    /// A form with files, which are processed in pieces as they arrive.
    Files,
    /// Anything else. No route accepts it.
    Other,
}

impl BodyKind {
    /// Returns the kind of a request's body. Media types are compared case-insensitively (RFC 9110, 8.3.1).
    pub fn of(request: &HttpRequest) -> Self {
        let Some(value) = request.headers().get(CONTENT_TYPE) else { return Self::Form };
        let essence = value.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim();
        match () {
            () if essence.eq_ignore_ascii_case("application/x-www-form-urlencoded") => Self::Form,
            () if essence.eq_ignore_ascii_case("multipart/form-data") => Self::Files,
            () => Self::Other,
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn media_types_are_case_insensitive_and_only_forms_are_accepted() {
        let of = |kind: &str| {
            BodyKind::of(&TestRequest::post().insert_header((CONTENT_TYPE, kind)).to_http_request())
        };
        assert_eq!(of("Multipart/Form-Data; boundary=x"), BodyKind::Files);
        assert_eq!(of("APPLICATION/x-www-form-urlencoded;charset=utf-8"), BodyKind::Form);
        for other in ["multipart/mixed; boundary=x", "multipart/form-database", "text/plain", "", "\u{e9}"] {
            assert_eq!(of(other), BodyKind::Other, "{other}");
        }
        assert_eq!(BodyKind::of(&TestRequest::post().to_http_request()), BodyKind::Form);
    }
}
