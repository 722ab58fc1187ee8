//! Printed documents: from plain text to the bytes of a PDF.
//!
//! Independent of the database, requests and rooms. A document lays out its pages (`elements`), adds headers and footers once their number
//! is known (`decorate`), and prints them: `fonts` measures, `sheets` assigns codes to glyphs, `draw` passes the pages to genpdf,
//! `compress` assembles them with fonts that are reduced to the glyphs in use (`subset`). The same document always results in the same
//! bytes.
#![forbid(unsafe_code)]

mod compress;
mod decorate;
mod draw;
mod elements;
mod fonts;
mod invoice;
mod outlines;
#[cfg(test)]
mod reading;
mod report;
mod ruler;
mod shape;
#[cfg(test)]
mod shape_tests;
mod sheets;
mod subset;
#[cfg(test)]
mod tests;
mod text;
#[cfg(test)]
mod work;

pub use fonts::Weight;
pub use invoice::{Client, InvoiceDocument, InvoiceWords, Line, Studio, TaxRow, TotalRow, invoice};
pub use outlines::{Outlines, PARTS, outlines};
pub use report::{ReportDocument, report};

use compress::About;
use elements::Canvas;
use ruler::Ruler;

/// The maximum number of pages: about 6000 short lines, which take a second.
pub const MOST_PAGES: usize = 500;

/// Why a document could not be printed.
#[derive(Debug)]
pub enum PdfError {
    /// It has nothing to show.
    Empty,
    /// It has this many pages; see [`MOST_PAGES`].
    TooLong(usize),
    /// Something would be placed below the end of a page, where it is invisible.
    BelowThePage,
    /// A vendored face is damaged.
    Face(&'static str),
    /// genpdf failed.
    Draw(genpdf::error::Error),
    /// The drawn pages could not be assembled.
    Bind(lopdf::Error),
    /// Not expected, because everything is written to memory.
    Write(std::io::Error),
}

/// Returns the characters in these texts that no face contains, without duplicates: they would be printed as boxes.
pub fn unprintable<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<char> {
    let mut letters = shape::Letters::default();
    texts.into_iter().flat_map(|text| letters.boxes(&text::clean(text))).collect()
}

/// Prints finished pages.
fn print(pages: &[Canvas], ruler: &mut Ruler, about: &About) -> Result<Vec<u8>, PdfError> {
    if pages.len() > MOST_PAGES {
        return Err(PdfError::TooLong(pages.len()));
    }
    let sheets = sheets::Sheets::of(pages, ruler)?;
    let drawn = draw::draw(pages, &sheets, ruler)?;
    compress::bind(drawn, &sheets, about)
}

impl std::fmt::Display for PdfError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            PdfError::Empty => write!(f, "the document is empty"),
            PdfError::TooLong(pages) => write!(f, "the document has {pages} pages, more than {MOST_PAGES}"),
            PdfError::BelowThePage => write!(f, "something would be placed below the end of a page"),
            PdfError::Face(name) => write!(f, "the face {name} is damaged"),
            PdfError::Draw(error) => write!(f, "the pages could not be drawn: {error}"),
            PdfError::Bind(error) => write!(f, "the pages could not be assembled: {error}"),
            PdfError::Write(error) => write!(f, "the file could not be written: {error}"),
        }
    }
}

impl std::error::Error for PdfError {}

impl From<genpdf::error::Error> for PdfError {
    fn from(error: genpdf::error::Error) -> PdfError {
        PdfError::Draw(error)
    }
}

impl From<lopdf::Error> for PdfError {
    fn from(error: lopdf::Error) -> PdfError {
        PdfError::Bind(error)
    }
}

impl From<std::io::Error> for PdfError {
    fn from(error: std::io::Error) -> PdfError {
        PdfError::Write(error)
    }
}
