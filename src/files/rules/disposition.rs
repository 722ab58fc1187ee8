//! The name under which a download is saved (RFC 6266, RFC 8187).

use crate::kernel::text::FileName;

/// The header value, such as `attachment; filename="Bl_tter.pdf"; filename*=UTF-8''Bl%C3%A4tter.pdf`. It is plain ASCII whatever
/// the name contains, so no name can break the header.
pub fn attachment(name: &FileName) -> String {
    let plain: String = name.as_str().chars().map(|c| if is_plain(c) { c } else { '_' }).collect();
    if plain == name.as_str() {
        return format!("attachment; filename=\"{plain}\"");
    }
    let mut encoded = String::with_capacity(name.as_str().len() * 3);
    for byte in name.as_str().bytes() {
        if byte.is_ascii_alphanumeric() || b"!#$&+-.^_`|~".contains(&byte) {
            encoded.push(byte as char);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
}

/// A character that does not end the quoted string, does not start an escape sequence, and is not percent-decoded by browsers that
/// wrongly do so.
fn is_plain(c: char) -> bool {
    matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%' | ';' | '/')
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn of(name: &str) -> String {
        attachment(&FileName::parse(name).unwrap())
    }

    #[test]
    fn names_are_sent_in_ascii_and_in_utf_8() {
        assert_eq!(of("honey-label (2).pdf"), "attachment; filename=\"honey-label (2).pdf\"");
        assert_eq!(
            of("Blätter €.pdf"),
            "attachment; filename=\"Bl_tter _.pdf\"; filename*=UTF-8''Bl%C3%A4tter%20%E2%82%AC.pdf"
        );
        assert_eq!(
            of("a\"; filename=evil.html; x=\".pdf"),
            "attachment; filename=\"a__ filename=evil.html_ x=_.pdf\"; filename*=UTF-8''a%22%3B%20filename%3Devil.html%3B%20x%3D%22.pdf"
        );
        assert_eq!(of("100%25.pdf"), "attachment; filename=\"100_25.pdf\"; filename*=UTF-8''100%2525.pdf");
        assert_eq!(of("invoice\u{202e}fdp.exe"), "attachment; filename=\"invoicefdp.exe\"");
        assert_eq!(of("a\r\nSet-Cookie: b.pdf"), "attachment; filename=\"a  Set-Cookie: b.pdf\"");
    }

    proptest! {
        #[test]
        fn every_name_yields_a_single_header_line(text in any::<String>()) {
            if let Ok(name) = FileName::parse(&text) {
                let header = attachment(&name);
                prop_assert!(HeaderValue::from_str(&header).is_ok());
                prop_assert_eq!(header.matches('"').count(), 2);
            }
        }
    }
}
