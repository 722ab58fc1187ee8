//! The name a download is saved under (RFC 6266, RFC 8187).

use crate::kernel::text::FileName;

/// `attachment; filename="Bl_tter.pdf"; filename*=UTF-8''Bl%C3%A4tter.pdf`: plain ASCII whatever the name holds, so one header
/// line that no name can break.
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

/// Neither ends the quoted text, nor escapes in it, nor is decoded by those browsers that decode what they should not.
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
    fn names_are_told_plainly_and_exactly() {
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
        fn every_name_makes_one_line(text in any::<String>()) {
            if let Ok(name) = FileName::parse(&text) {
                let header = attachment(&name);
                prop_assert!(HeaderValue::from_str(&header).is_ok());
                prop_assert_eq!(header.matches('"').count(), 2);
            }
        }
    }
}
