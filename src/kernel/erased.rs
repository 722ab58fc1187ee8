//! Markers that replace erased values in rows. They are the same in every language, and are replaced by words when a page, a mail or a
//! table is rendered, in the language of its reader.
//!
//! A marker begins with a sentinel: a character that is removed from all typed text ([`super::text`]) and that only this module writes. So
//! whatever name a user chooses for themselves, a project or a file, only what an erasure wrote is read as erased.

use std::borrow::Cow;

/// The sentinel: U+FFF9, which opens an interlinear annotation and which nobody types. Written out in the markers below.
const SIGN: char = '\u{fff9}';

/// Replaces a text that a user wrote.
pub const TEXT: &str = "\u{fff9}[erased]";
/// Replaces a project's name.
pub const PROJECT: &str = "\u{fff9}erased-project";

/// How many characters distinguish one pseudonym from the others.
const TOLD_BY: usize = 4;

/// The kind of person or company whose name was erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Former {
    Contact,
    Colleague,
    Client,
}

impl Former {
    /// All kinds.
    pub const ALL: [Self; 3] = [Self::Contact, Self::Colleague, Self::Client];

    /// The marker that replaces a name, with four hexadecimal digits that distinguish it from others: `former-contact-7F3A` after the
    /// sentinel.
    pub fn marked(self, digits: &str) -> String {
        format!("{}{digits}", self.beginning())
    }

    /// The beginning of its markers.
    const fn beginning(self) -> &'static str {
        match self {
            Self::Contact => "\u{fff9}former-contact-",
            Self::Colleague => "\u{fff9}former-colleague-",
            Self::Client => "\u{fff9}former-client-",
        }
    }
}

/// The meaning of a marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased<'a> {
    /// A text that a user wrote.
    Text,
    /// A project's name.
    Project,
    /// The name of a person or a client, with the digits that distinguish it from others.
    Name(Former, &'a str),
}

impl<'a> Erased<'a> {
    /// Parses the marker at the beginning of a text, and returns what follows it.
    fn begins(text: &'a str) -> Option<(Self, &'a str)> {
        let plain = [(TEXT, Self::Text), (PROJECT, Self::Project)];
        let plain = plain.into_iter().find_map(|(mark, erased)| Some((erased, text.strip_prefix(mark)?)));
        plain.or_else(|| Former::ALL.into_iter().find_map(|former| Self::begins_with_name(former, text)))
    }

    fn begins_with_name(former: Former, text: &'a str) -> Option<(Self, &'a str)> {
        let (digits, rest) = text.strip_prefix(former.beginning())?.split_at_checked(TOLD_BY)?;
        digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then_some((Self::Name(former, digits), rest))
    }
}

/// Whether a text contains the sentinel, which only an erasure writes.
pub fn is_marked(text: &str) -> bool {
    text.contains(SIGN)
}

/// Whether the whole text is a marker.
pub fn is_mark(text: &str) -> bool {
    Erased::begins(text).is_some_and(|(_, rest)| rest.is_empty())
}

/// Replaces the markers in a text by `words`. A sentinel without a valid marker is removed, so that it is never shown.
pub fn in_words<'a>(text: &'a str, words: impl Fn(Erased<'_>) -> String) -> Cow<'a, str> {
    let Some(start) = text.find(SIGN) else { return Cow::Borrowed(text) };
    let (mut said, mut rest) = (text[..start].to_owned(), &text[start..]);
    while let Some(at) = rest.find(SIGN) {
        said.push_str(&rest[..at]);
        rest = match Erased::begins(&rest[at..]) {
            Some((erased, after)) => {
                said.push_str(&words(erased));
                after
            }
            None => &rest[at + SIGN.len_utf8()..],
        };
    }
    said.push_str(rest);
    Cow::Owned(said)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{FileName, Line, Name, Paragraph};

    fn marks() -> Vec<String> {
        let names = Former::ALL.map(|former| former.marked("BEEF"));
        [TEXT.to_owned(), PROJECT.to_owned()].into_iter().chain(names).collect()
    }

    fn said(text: &str) -> String {
        in_words(text, |erased| format!("<{erased:?}>")).into_owned()
    }

    #[test]
    fn every_marker_is_recognised() {
        let text = format!("{TEXT}, {} in {PROJECT}!", Former::Client.marked("7F3A"));
        assert_eq!(said(&text), "<Text>, <Name(Client, \"7F3A\")> in <Project>!");
        assert!(marks().iter().all(|mark| is_mark(mark) && is_marked(mark) && mark.starts_with(SIGN)));
        assert!(!is_mark(&text) && is_marked(&text));
    }

    #[test]
    fn text_that_resembles_a_marker_is_ordinary_text() {
        for mark in marks() {
            let typed = mark.trim_start_matches(SIGN);
            assert!(!is_mark(typed) && !is_marked(typed));
            assert_eq!(said(typed), typed);
        }
    }

    #[test]
    fn a_sentinel_without_a_marker_is_removed() {
        for (text, expected) in [
            ("\u{fff9}", ""),
            ("a\u{fff9}former-client-XYZÄ", "aformer-client-XYZÄ"),
            ("\u{fff9}\u{fff9}x", "x"),
        ] {
            assert_eq!(said(text), expected);
            assert!(!is_mark(text));
        }
    }

    /// A text with the sentinel and with markers anywhere in it, as an attacker might try.
    fn attempts() -> impl Strategy<Value = String> {
        let pieces = prop_oneof![
            "\\PC{0,6}",
            prop::sample::select(marks()),
            prop::sample::select(vec!["\u{fff9}".to_owned(), "e\u{301}".to_owned(), "\u{200b}".to_owned()]),
        ];
        prop::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn typed_text_never_contains_a_marker(text in attempts()) {
            let name = Name::parse(&text).map(Name::into_string);
            let line = Line::parse(&text).map(Line::into_string);
            let paragraph = Paragraph::parse(&text).map(Paragraph::into_string);
            let file = FileName::parse(&text).map(FileName::into_string);
            for typed in [name, line, paragraph, file].into_iter().flatten() {
                prop_assert!(!is_marked(&typed), "{typed:?}");
                prop_assert_eq!(said(&typed), typed);
            }
        }

        #[test]
        fn the_sentinel_is_never_shown(text in attempts()) {
            prop_assert!(!said(&text).contains(SIGN));
        }
    }
}
