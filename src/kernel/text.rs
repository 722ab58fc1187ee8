//! Text as people type it, made safe to store, show, mail and print.
//!
//! Control characters, invisible characters and marks that change the reading direction are removed; the rest is trimmed, normalized to
//! NFC, and counted in characters. Text that is blank counts as empty.

use std::{fmt, ops::Deref, str::FromStr};

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;
use serde::Deserialize;
use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

use super::{column::spelled_as_text, erased};

/// Why typed text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextFault {
    Empty,
    /// More characters than this.
    TooLong {
        most: usize,
    },
    /// More lines than this.
    TooManyLines {
        most: usize,
    },
    /// A file name that denotes a folder: `.` or `..`.
    NotAFileName,
    /// More combining marks on one letter than any script has: they would cover the lines around it.
    TooManyMarks,
}

impl fmt::Display for TextFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("no text"),
            Self::TooLong { most } => write!(f, "more than {most} characters"),
            Self::TooManyLines { most } => write!(f, "more than {most} lines"),
            Self::NotAFileName => f.write_str("not the name of a file"),
            Self::TooManyMarks => f.write_str("too many marks on one letter"),
        }
    }
}

impl std::error::Error for TextFault {}

/// One line of text, of 1 to `most` characters.
pub fn line(text: &str, most: usize) -> Result<String, TextFault> {
    let clean = clean(text, |break_| if break_ == '\t' || is_break(break_) { Some(' ') } else { None });
    if is_blank(&clean) {
        return Err(TextFault::Empty);
    }
    within(clean, most)
}

/// A line of text of at most `most` characters, or empty.
pub fn optional_line(text: &str, most: usize) -> Result<String, TextFault> {
    match line(text, most) {
        Err(TextFault::Empty) => Ok(String::new()),
        line => line,
    }
}

/// Text of any number of lines, of at most `most` characters, or empty. Lines end in `\n`.
pub fn paragraph(text: &str, most: usize) -> Result<String, TextFault> {
    let text = text.replace("\r\n", "\n");
    let clean = clean(&text, |c| match c {
        '\t' => Some('\t'),
        c if is_break(c) => Some('\n'),
        _ => None,
    });
    if is_blank(&clean) { Ok(String::new()) } else { within(clean, most) }
}

/// A file name of at most 200 characters. Of a path, as some browsers send it, the last part is used.
pub fn file_name(text: &str) -> Result<String, TextFault> {
    const MOST: usize = 200;
    let last = text.rsplit(['/', '\\']).next().unwrap_or_default();
    let name = line(last, MOST)?;
    if name == "." || name == ".." { Err(TextFault::NotAFileName) } else { Ok(name) }
}

/// A pattern for `like` that finds a literal text anywhere.
pub fn anywhere(text: &str) -> String {
    format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"))
}

macro_rules! texts {
    ($($(#[$doc:meta])* $name:ident = $parse:expr;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
        #[diesel(sql_type = diesel::sql_types::Text)]
        pub struct $name(String);

        impl $name {
            /// Parses typed text.
            pub fn parse(text: &str) -> Result<Self, TextFault> {
                let parse: fn(&str) -> Result<String, TextFault> = $parse;
                parse(text).map(Self)
            }

            /// Parses typed text; returns `None` if nothing was typed.
            pub fn optional(text: &str) -> Result<Option<Self>, TextFault> {
                match Self::parse(text) {
                    Ok(text) if text.0.is_empty() => Ok(None),
                    Err(TextFault::Empty) => Ok(None),
                    text => text.map(Some),
                }
            }

            /// Parses the text in a column, where it may also be the marker of an erased value, which cannot be typed.
            fn stored(text: &str) -> Result<Self, TextFault> {
                if erased::is_mark(text) { Ok(Self(text.to_owned())) } else { Self::parse(text) }
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the owned text.
            pub fn into_string(self) -> String {
                self.0
            }
        }

        impl FromStr for $name {
            type Err = TextFault;

            fn from_str(text: &str) -> Result<Self, TextFault> {
                Self::parse(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        spelled_as_text!($name, read_by Self::stored);
    )+};
}

texts! {
    /// The name of a person, a company or a project: 1 to 120 characters on one line.
    Name = |text| line(text, 120);
    /// A line of text, such as a subject or a description: 1 to 200 characters.
    Line = |text| line(text, 200);
    /// Text of any number of lines: up to 10,000 characters, or empty.
    Paragraph = |text| paragraph(text, 10_000);
    /// The name of a file, without a path: 1 to 200 characters.
    FileName = file_name;
}

/// The text of a query parameter, which anyone can change: cleaned like any line, at most 2,000 characters, possibly empty. Queries contain
/// no other type of text, so everything in them that reaches Postgres is text that Postgres accepts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Asked(String);

impl Asked {
    const MOST: usize = 2_000;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Asked {
    fn from(text: String) -> Self {
        let begins: String = text.chars().take(Self::MOST).collect();
        // Normalization can only make the text longer: it then counts as empty.
        Self(optional_line(&begins, Self::MOST).unwrap_or_default())
    }
}

impl From<&str> for Asked {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl Deref for Asked {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl PartialEq<Asked> for str {
    fn eq(&self, asked: &Asked) -> bool {
        self == asked.as_str()
    }
}

impl PartialEq<Asked> for &str {
    fn eq(&self, asked: &Asked) -> bool {
        *self == asked.as_str()
    }
}

impl PartialEq<Asked> for String {
    fn eq(&self, asked: &Asked) -> bool {
        self == asked.as_str()
    }
}

impl fmt::Display for Asked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FileName {
    /// The part after the last dot, in lower case: `pdf`. `None` for `README`, for `.profile`, and if nothing visible precedes the dot.
    pub fn extension(&self) -> Option<String> {
        let (stem, extension) = self.0.rsplit_once('.')?;
        (!is_blank(stem) && !extension.is_empty()).then(|| extension.to_lowercase())
    }
}

/// Removes unsafe characters; `keep` decides about line breaks and tabs.
fn clean(text: &str, keep: impl Fn(char) -> Option<char>) -> String {
    let kept: String = text
        .chars()
        .filter_map(|c| if c == '\t' || is_break(c) { keep(c) } else { (!is_unsafe(c)).then_some(c) })
        .nfc()
        .collect();
    kept.trim().to_owned()
}

/// How many combining marks may follow one letter: as many as the Stream-Safe Text Format allows (Unicode Standard Annex 15, section 13),
/// far more than any language needs.
const MOST_MARKS: usize = 30;

fn within(text: String, most: usize) -> Result<String, TextFault> {
    if text.chars().nth(most).is_some() {
        return Err(TextFault::TooLong { most });
    }
    let mut marks = 0;
    for c in text.chars() {
        marks = if is_combining_mark(c) { marks + 1 } else { 0 };
        if marks > MOST_MARKS {
            return Err(TextFault::TooManyMarks);
        }
    }
    Ok(text)
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Control characters, marks that change the reading direction, and characters that are invisible and join nothing.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{180e}' | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}')
}

/// Whether nothing in the text is visible. Joiners and fillers are kept for the scripts and emoji that need them, but they are not a name
/// by themselves.
fn is_blank(text: &str) -> bool {
    text.chars().all(|c| {
        c.is_whitespace()
            || matches!(c,
                '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{200c}' | '\u{200d}'
                | '\u{2800}' | '\u{3164}' | '\u{ffa0}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0000}'..='\u{e0fff}')
    })
}

/// A person's initials: `Ana Keller` → `AK`. A dash for an erased person, whose marker is not a name in any language.
pub fn initials(name: &str) -> String {
    if erased::is_mark(name) {
        return "–".to_owned();
    }
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
