//! The only CSV writer (RFC 4180): spreadsheets show what it writes, and never execute it.

use std::fmt::Display;

use bytes::Bytes;
use csv::{Terminator, Writer, WriterBuilder};

use crate::words::Words;

/// A table that is written in pieces: [`Sheet::take`] returns what has been written so far.
pub struct Sheet {
    writer: Writer<Vec<u8>>,
    columns: usize,
    words: &'static Words,
}

/// The content of a cell.
pub enum Cell<'a> {
    /// Text that users typed, made harmless; the markers of erased values become words.
    Text(&'a str),
    /// A number of the portal's own, which a spreadsheet should treat as a number: `-5`.
    Figure(String),
}

impl Cell<'_> {
    /// A number of the portal's own.
    pub fn figure(figure: impl Display) -> Self {
        Self::Figure(figure.to_string())
    }
}

impl Sheet {
    /// Creates a sheet with its header row, in the language of `words`. It begins with a byte order mark, by which spreadsheets recognise
    /// UTF-8.
    pub fn new(head: &[&str], words: &'static Words) -> Self {
        let writer = writer("\u{feff}".as_bytes().to_vec());
        let mut sheet = Self { writer, columns: head.len(), words };
        sheet.row(&head.iter().map(|title| Cell::Text(title)).collect::<Vec<_>>());
        sheet
    }

    /// Writes a row.
    pub fn row(&mut self, cells: &[Cell]) {
        let fields = cells.iter().map(|cell| match cell {
            Cell::Text(text) => harmless(&self.words.without_marks(text)),
            Cell::Figure(figure) => figure.clone(),
        });
        self.writer
            .write_record(fields)
            .expect("writing to memory succeeds, and all rows have the same length");
    }

    /// Writes a last row that says why there are no more, so that a partial sheet is not mistaken for a complete one.
    pub fn break_off(&mut self, sentence: &str) {
        let rest = (1..self.columns).map(|_| Cell::Text(""));
        self.row(&std::iter::once(Cell::Text(sentence)).chain(rest).collect::<Vec<_>>());
    }

    /// Returns what has been written since the last call.
    pub fn take(&mut self) -> Bytes {
        let full = std::mem::replace(&mut self.writer, writer(Vec::new()));
        Bytes::from(full.into_inner().expect("writing to memory succeeds"))
    }
}

fn writer(buffer: Vec<u8>) -> Writer<Vec<u8>> {
    WriterBuilder::new().terminator(Terminator::CRLF).from_writer(buffer)
}

/// Returns text that no spreadsheet takes for a formula: text that begins like one, also after white space, is prefixed with an apostrophe.
/// NUL is removed.
fn harmless(text: &str) -> String {
    let text: String = text.chars().filter(|c| *c != '\0').collect();
    let begins = text.chars().next().is_some_and(|c| matches!(c, '\t' | '\r' | '\n'));
    let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}');
    let formula = text.trim_start_matches(blank).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if begins || formula { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kernel::{Locale, erased::Former};

    fn sheet(head: &[&str]) -> Sheet {
        Sheet::new(head, Words::of(Locale::En))
    }

    fn written(cells: &[Cell]) -> Vec<String> {
        let head: Vec<_> = cells.iter().map(|_| "head").collect();
        let mut sheet = sheet(&head);
        sheet.row(cells);
        let bytes = sheet.take();
        let text = std::str::from_utf8(&bytes).unwrap().strip_prefix('\u{feff}').expect("a byte order mark");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        reader.records().next().unwrap().unwrap().iter().map(str::to_owned).collect()
    }

    #[test]
    fn no_text_is_a_formula() {
        for text in [
            "=HYPERLINK(\"http://canary\")",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "\n=1",
            "\tx",
            "\rx",
            " =1",
            "   -1",
            "\u{a0}=1",
            "\u{feff}=1",
            "\u{200b}=1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            " ＝1",
        ] {
            assert_eq!(written(&[Cell::Text(text)]), [format!("'{text}")], "{text:?}");
        }
        assert_eq!(written(&[Cell::Text("\0=1")]), ["'=1"]);
    }

    #[test]
    fn other_text_is_unchanged() {
        for text in
            ["Birch & Beam", "a=b", "1-2", "\"quoted\", and more", "two\r\nlines", "Ümlaut", "x", " x "]
        {
            assert_eq!(written(&[Cell::Text(text)]), [text]);
        }
        assert_eq!(written(&[Cell::figure(-5), Cell::Text("")]), ["-5", ""]);
    }

    #[test]
    fn only_markers_of_erased_values_become_words() {
        let erased = Former::Client.marked("BEEF");
        assert_eq!(
            written(&[Cell::Text(&erased), Cell::Text("former-client-BEEF")]),
            ["Former client BEEF", "former-client-BEEF"]
        );
    }

    #[test]
    fn a_sheet_that_breaks_off_says_so_in_its_last_row() {
        let mut sheet = sheet(&["a", "b", "c"]);
        sheet.take();
        sheet.break_off("Incomplete, sorry");
        assert_eq!(sheet.take(), "\"Incomplete, sorry\",,\r\n");
    }

    #[test]
    fn the_pieces_form_one_sheet() {
        let mut sheet = sheet(&["a", "b"]);
        let mut whole = sheet.take().to_vec();
        for n in 0..3 {
            sheet.row(&[Cell::figure(n), Cell::Text("x")]);
            whole.extend_from_slice(&sheet.take());
        }
        assert_eq!(String::from_utf8(whole).unwrap(), "\u{feff}a,b\r\n0,x\r\n1,x\r\n2,x\r\n");
    }
}
