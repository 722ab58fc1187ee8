//! What stands in rows in place of what was erased. The marks are the same in every language, and become words when a page, a mail or a table is
//! put together: each reader has them in their own.
//!
//! A mark begins with a sign that no text of ours takes in ([`super::text`] drops it) and that nothing but this module writes. So whatever somebody
//! calls themselves, a project or a file: only what an erasure wrote is read as erased.

use std::borrow::Cow;

/// What every mark begins with: U+FFF9, which opens an interlinear annotation, and which nobody types. Spelled out in the marks below.
const SIGN: char = '\u{fff9}';

/// In place of what somebody wrote.
pub const TEXT: &str = "\u{fff9}[erased]";
/// In place of a project's name.
pub const PROJECT: &str = "\u{fff9}erased-project";

/// How many characters tell one pseudonym from the others.
const TOLD_BY: usize = 4;

/// Whose name it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Former {
    Contact,
    Colleague,
    Client,
}

impl Former {
    /// Every one of them.
    pub const ALL: [Self; 3] = [Self::Contact, Self::Colleague, Self::Client];

    /// What stands in place of a name, with four hexadecimal digits that tell it from others: `former-contact-7F3A` after the sign.
    pub fn marked(self, digits: &str) -> String {
        format!("{}{digits}", self.beginning())
    }

    /// How its marks begin.
    const fn beginning(self) -> &'static str {
        match self {
            Self::Contact => "\u{fff9}former-contact-",
            Self::Colleague => "\u{fff9}former-colleague-",
            Self::Client => "\u{fff9}former-client-",
        }
    }
}

/// What a mark stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Erased<'a> {
    /// What somebody wrote.
    Text,
    /// A project's name.
    Project,
    /// The name of a person or a client, with the digits that tell it from others.
    Name(Former, &'a str),
}

impl<'a> Erased<'a> {
    /// The mark that a text begins with, and what follows it.
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

/// Whether a text holds the sign of a mark: only what an erasure wrote does.
pub fn is_marked(text: &str) -> bool {
    text.contains(SIGN)
}

/// Whether a text as a whole is a mark.
pub fn is_mark(text: &str) -> bool {
    Erased::begins(text).is_some_and(|(_, rest)| rest.is_empty())
}

/// A text with what `words` says in place of its marks. A sign that begins none is dropped, so that it never gets out.
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
    fn every_mark_is_read_as_what_it_stands_for() {
        let text = format!("{TEXT}, {} in {PROJECT}!", Former::Client.marked("7F3A"));
        assert_eq!(said(&text), "<Text>, <Name(Client, \"7F3A\")> in <Project>!");
        assert!(marks().iter().all(|mark| is_mark(mark) && is_marked(mark) && mark.starts_with(SIGN)));
        assert!(!is_mark(&text) && is_marked(&text));
    }

    #[test]
    fn what_looks_like_a_mark_without_its_sign_is_a_text_like_others() {
        for mark in marks() {
            let typed = mark.trim_start_matches(SIGN);
            assert!(!is_mark(typed) && !is_marked(typed));
            assert_eq!(said(typed), typed);
        }
    }

    #[test]
    fn a_sign_that_begins_no_mark_does_not_get_out() {
        for (text, expected) in [
            ("\u{fff9}", ""),
            ("a\u{fff9}former-client-XYZÄ", "aformer-client-XYZÄ"),
            ("\u{fff9}\u{fff9}x", "x"),
        ] {
            assert_eq!(said(text), expected);
            assert!(!is_mark(text));
        }
    }

    /// A text with the sign and marks somewhere in it, the way somebody would try.
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
        fn no_text_that_can_be_typed_holds_a_mark(text in attempts()) {
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
        fn no_sign_gets_out(text in attempts()) {
            prop_assert!(!said(&text).contains(SIGN));
        }
    }
}
