//! The printed invoice.

use chrono::{DateTime, Utc};

mod blocks;
mod sums;
mod table;

use super::compress::About;
use super::decorate::{Footer, Running, decorate};
use super::elements::{Flow, Ink};
use super::ruler::Ruler;
use super::shape::joined;
use super::{PdfError, print};

/// An invoice with all figures and dates already formatted. Empty texts are left out together with their labels.
#[derive(Clone, Debug)]
pub struct InvoiceDocument {
    pub words: InvoiceWords,
    pub number: String,
    pub issued_on: String,
    pub due_on: String,
    /// When the invoice was issued: the file's creation date.
    pub issued_at: DateTime<Utc>,
    pub studio: Studio,
    pub client: Client,
    /// The project's title.
    pub project: String,
    pub lines: Vec<Line>,
    /// Subtotal, discount, tax, total, in the order shown.
    pub totals: Vec<TotalRow>,
    /// The tax summary, one row per rate.
    pub taxes: Vec<TaxRow>,
    pub note: String,
    pub terms: String,
    /// The studio's accent colour, dark enough for white paper: red, green, blue.
    pub accent: (u8, u8, u8),
    /// A language tag such as `de-AT`.
    pub language: String,
}

/// The labels, in the document's language, without brackets.
#[derive(Clone, Debug)]
pub struct InvoiceWords {
    /// "Invoice", or the title of a credit note.
    pub title: String,
    pub number: String,
    pub date: String,
    pub due: String,
    pub bill_to: String,
    pub project: String,
    /// "for" and "by" of the heading /for/ client /by/ studio.
    pub for_client: String,
    pub by_studio: String,
    pub description: String,
    pub quantity: String,
    pub unit_price: String,
    pub tax: String,
    pub amount: String,
    /// The column heads of the tax summary: rate, net, tax.
    pub tax_rate: String,
    pub net: String,
    pub note: String,
    pub terms: String,
    pub bank: String,
    pub tax_id: String,
    /// The label of the client's tax number.
    pub client_tax_id: String,
    /// With `{n}` and `{m}`: "Page {n} of {m}".
    pub page: String,
}

/// The studio that sends the invoice.
#[derive(Clone, Debug, Default)]
pub struct Studio {
    pub name: String,
    pub address: Vec<String>,
    pub tax_id: String,
    pub email: String,
    pub bank: Vec<String>,
}

/// The client that receives it.
#[derive(Clone, Debug, Default)]
pub struct Client {
    pub name: String,
    pub address: Vec<String>,
    pub tax_id: String,
}

/// A row of the table.
#[derive(Clone, Debug, Default)]
pub struct Line {
    pub description: String,
    /// Printed below in smaller type.
    pub detail: String,
    pub quantity: String,
    pub unit: String,
    pub unit_price: String,
    pub tax_rate: String,
    pub amount: String,
}

/// A row of the totals; strong ones are emphasised.
#[derive(Clone, Debug, Default)]
pub struct TotalRow {
    pub label: String,
    pub amount: String,
    pub strong: bool,
}

/// A row of the tax summary.
#[derive(Clone, Debug, Default)]
pub struct TaxRow {
    pub rate: String,
    pub net: String,
    pub tax: String,
}

/// Prints an invoice.
///
/// # Errors
/// [`PdfError::TooLong`] if it has more than [`super::MOST_PAGES`] pages.
pub fn invoice(document: &InvoiceDocument) -> Result<Vec<u8>, PdfError> {
    let ruler = &mut Ruler::default();
    let accent = Ink(document.accent.0, document.accent.1, document.accent.2);
    let footer = Footer::new(ruler, &blocks::footer(document), &document.words.page);
    let title = format!("{} {}", document.words.title, document.number);
    let running = Running::new(ruler, &joined(&[&document.studio.name, &title], "  /  "));
    let mut flow = Flow::new(0.0, running.bottom, footer.top - 14.0);
    flow.place(blocks::letterhead(ruler, document, accent));
    flow.sink_to(blocks::HEADING);
    flow.place(blocks::heading(ruler, document, accent));
    let sums = sums::sums(ruler, document, accent);
    table::lay(ruler, &mut flow, document, sums);
    flow.place(blocks::remarks(ruler, document));
    for block in blocks::left_out(ruler, &footer.left_out) {
        flow.place(block);
    }
    let mut pages = flow.finish();

    decorate(&mut pages, ruler, &footer, &running, accent);
    let about = About {
        title: &title,
        author: &document.studio.name,
        language: &document.language,
        created_at: document.issued_at,
    };
    print(&pages, ruler, &about)
}
