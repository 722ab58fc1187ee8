//! What kind of body a request has, told once by its Content-Type and asked for by whoever counts, paces or reads it.

use actix_web::{HttpRequest, http::header::CONTENT_TYPE};

/// The field of a form that carries its token.
pub const TOKEN_FIELD: &str = "_csrf";
/// The field that holds the key of a form that creates. The macro `forms::once` writes it, [`super::CreationForm`] reads it.
pub const KEY_FIELD: &str = "_once";
/// The field of an upload that holds the file.
pub const FILE_FIELD: &str = "file";

/// What kind of body a request has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// A plain form, or a body that does not say what it is: collected in memory before it is understood.
    Form,
    /// A form with files, which are passed on in pieces.
    Files,
    /// Anything else. No route takes it.
    Other,
}

impl BodyKind {
    /// The kind of a request's body. A media type is compared without regard to case (RFC 9110, 8.3.1).
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
    fn a_media_type_has_no_case_and_nothing_but_forms_is_read() {
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
