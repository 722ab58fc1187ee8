//! E-mail addresses, in the single spelling in which they are stored, compared and used.

use std::fmt;
use std::str::FromStr;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use unicode_normalization::UnicodeNormalization;

use super::column::spelled_as_text;

/// An address in canonical form: ASCII, lower case, with its domain in punycode. Addresses that look the same in this form are the same;
/// anything that could pass for another address is refused.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct EmailAddress(String);

/// Why a typed address is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EmailFault {
    Empty,
    NotAnAddress,
    /// More than 254 characters in total, or 64 before the `@`.
    TooLong,
}

impl fmt::Display for EmailFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Empty => "no address",
            Self::NotAnAddress => "not an e-mail address",
            Self::TooLong => "the address is too long",
        })
    }
}

impl std::error::Error for EmailFault {}

const MOST: usize = 254;
const MOST_LOCAL: usize = 64;

impl EmailAddress {
    /// Parses a typed address; returns an empty text if nothing was typed.
    ///
    /// # Errors
    /// Why it is not an address.
    pub fn optional(typed: &str) -> Result<String, EmailFault> {
        match typed.trim() {
            "" => Ok(String::new()),
            typed => typed.parse().map(|Self(address)| address),
        }
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The part before the `@`.
    pub fn local(&self) -> &str {
        self.0.split_once('@').map_or("", |(local, _)| local)
    }

    /// The part after the `@`, in punycode.
    pub fn domain(&self) -> &str {
        self.0.split_once('@').map_or("", |(_, domain)| domain)
    }
}

impl FromStr for EmailAddress {
    type Err = EmailFault;

    fn from_str(text: &str) -> Result<Self, EmailFault> {
        // Checked before trimming: a line break at the end is not a typing mistake.
        if text.chars().any(char::is_control) {
            return Err(EmailFault::NotAnAddress);
        }
        let text = text.trim();
        if text.is_empty() {
            return Err(EmailFault::Empty);
        }
        let (local, domain) = text.split_once('@').ok_or(EmailFault::NotAnAddress)?;
        if local.len() > MOST_LOCAL || domain.len() > MOST {
            return Err(EmailFault::TooLong);
        }
        let local = canonical_local(local).ok_or(EmailFault::NotAnAddress)?;
        let domain = canonical_domain(domain).ok_or(EmailFault::NotAnAddress)?;
        let address = format!("{local}@{domain}");
        if address.len() > MOST { Err(EmailFault::TooLong) } else { Ok(Self(address)) }
    }
}

/// Letters, digits and the signs of RFC 5322, in parts separated by single dots; never quoted.
fn canonical_local(local: &str) -> Option<String> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&b);
    let part = |part: &str| !part.is_empty() && part.bytes().all(allowed);
    local.split('.').all(part).then(|| local.to_ascii_lowercase())
}

/// Two labels or more, of which the last is not a number (as in an IP address).
fn canonical_domain(domain: &str) -> Option<String> {
    let ascii = idna::domain_to_ascii_strict(domain).ok()?;
    let (_, last) = ascii.rsplit_once('.')?;
    if last.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    // IDNA removes or replaces many characters: zero-width characters, full-width letters, unusual dots. Such a domain is meant to pass for
    // another one, so only a domain that is unchanged by a round trip is accepted.
    let lower: String = domain.to_lowercase().nfc().collect();
    let (unicode, _) = idna::domain_to_unicode(&ascii);
    (lower == unicode || lower == ascii).then_some(ascii)
}

impl fmt::Debug for EmailAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.0)
    }
}

spelled_as_text!(EmailAddress);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<String, EmailFault> {
        text.parse::<EmailAddress>().map(|address| address.to_string())
    }

    #[test]
    fn all_spellings_of_an_address_are_equal() {
        for text in
            ["ana@birch.example", "ANA@Birch.Example", "  ana@birch.example ", "ana@birch.example\u{a0}"]
        {
            assert_eq!(parse(text).as_deref(), Ok("ana@birch.example"), "{text:?}");
        }
        let punycode = "ana@xn--bcher-kva.example";
        for domain in ["bücher.example", "BÜCHER.example", "bu\u{308}cher.example", "xn--bcher-kva.example"]
        {
            assert_eq!(parse(&format!("ana@{domain}")).as_deref(), Ok(punycode), "{domain:?}");
        }
        assert_eq!(parse("XN@XN--BCHER-KVA.EXAMPLE").as_deref(), Ok("xn@xn--bcher-kva.example"));
        assert_eq!(parse("o'hara+print.2@a-b.co.uk").as_deref(), Ok("o'hara+print.2@a-b.co.uk"));
    }

    #[test]
    fn lookalikes_are_refused() {
        for text in [
            "adm\u{131}n@birch.example", // dotless i
            "adm\u{130}n@birch.example", // capital i with dot
            "\u{430}na@birch.example",   // Cyrillic a
            "ana\u{ff20}birch.example",  // full-width @
            "ana@b\u{ff49}rch.example",  // full-width i
            "ana@birch\u{3002}example",  // ideographic full stop
            "ana@bir\u{200b}ch.example", // zero width space
            "ana@bir\u{200d}ch.example", // zero width joiner
            "ana@bir\u{ad}ch.example",   // soft hyphen
            "a\u{200b}na@birch.example",
            "\u{202e}ana@birch.example",
            "\u{feff}ana@birch.example",
            "jose\u{301}@birch.example",
            "jos\u{e9}@birch.example",
        ] {
            assert_eq!(parse(text), Err(EmailFault::NotAnAddress), "{text:?}");
        }
    }

    #[test]
    fn anything_but_an_address_is_refused() {
        for text in [
            "ana",
            "@birch.example",
            "ana@",
            "ana@@birch.example",
            "ana@birch@example.com",
            "ana@localhost",
            "ana@birch.example.",
            "ana@.example",
            "ana@birch..example",
            "ana@-birch.example",
            "ana@birch-.example",
            ".ana@birch.example",
            "ana.@birch.example",
            "a..na@birch.example",
            "\"ana\"@birch.example",
            "\"a na\"@birch.example",
            "a na@birch.example",
            "ana@birch.example\r\nBcc: eve@evil.example",
            "ana@birch.example\n",
            "ana\0@birch.example",
            "ana@birch.example\u{0}",
            "ana@[127.0.0.1]",
            "ana@127.0.0.1",
            "ana@[IPv6:::1]",
            "Ana <ana@birch.example>",
            "ana@birch.example,eve@evil.example",
            "ana;eve@birch.example",
            "ana@bir_ch.example",
            "ana@xn--.example",
            "ana@xn--a.example",
            "ana(hi)@birch.example",
            "ana\\@birch.example",
            "mailto:ana@birch.example",
            "ana@birch.example/x",
        ] {
            assert_eq!(parse(text), Err(EmailFault::NotAnAddress), "{text:?}");
        }
        assert_eq!(parse(""), Err(EmailFault::Empty));
        assert_eq!(parse("   "), Err(EmailFault::Empty));
    }

    #[test]
    fn length_has_a_limit() {
        let domain = |labels: usize| format!("{}example", "abcdefghi.".repeat(labels));
        assert!(parse(&format!("{}@{}", "a".repeat(64), domain(18))).is_ok());
        assert_eq!(parse(&format!("{}@{}", "a".repeat(65), domain(1))), Err(EmailFault::TooLong));
        assert_eq!(parse(&format!("{}@{}", "a".repeat(60), domain(20))), Err(EmailFault::TooLong));
        assert_eq!(parse(&format!("ana@{}", "a.".repeat(5_000))), Err(EmailFault::TooLong));
        assert_eq!(parse(&format!("ana@{}.example", "a".repeat(64))), Err(EmailFault::NotAnAddress));
    }

    proptest! {
        #[test]
        fn canonical_form_is_stable(local in "\\PC{1,12}", domain in "\\PC{1,12}\\.\\PC{1,8}") {
            if let Ok(address) = parse(&format!("{local}@{domain}")) {
                prop_assert!(address.is_ascii() && address.len() <= 254);
                prop_assert!(!address.bytes().any(|b| b.is_ascii_uppercase() || b.is_ascii_control() || b == b' '));
                prop_assert_eq!(parse(&address), Ok(address.clone()));
            }
        }

        #[test]
        fn the_mail_library_accepts_every_address(local in "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]{1,20}", domain in "[a-z0-9]{1,20}\\.[a-z]{2,8}") {
            let address = parse(&format!("{local}@{domain}")).unwrap();
            prop_assert!(address.parse::<lettre::Address>().is_ok());
        }
    }
}
