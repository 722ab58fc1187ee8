//! A printed report: a heading, facts in two columns, paragraphs. For specifications, proofs, acceptances.

use chrono::{DateTime, Utc};

use super::compress::About;
use super::decorate::{
    CHARCOAL, Footer, GREY, LEFT, PALE, RIGHT, Running, SMALL, WIDTH, decorate, label, mark,
};
use super::elements::{Flow, Ink, Look, beside, fitting, paragraph, prose, space, strip};
use super::fonts::Weight;
use super::ruler::Ruler;
use super::shape::joined;
use super::{PdfError, print};

/// The content of a report. Empty texts are left out.
#[derive(Clone, Debug)]
pub struct ReportDocument {
    /// The studio that writes the report.
    pub studio: String,
    pub title: String,
    /// Its subject, such as a project's title.
    pub subject: String,
    /// Name and value.
    pub facts: Vec<(String, String)>,
    pub paragraphs: Vec<String>,
    /// With `{n}` and `{m}`: "Page {n} of {m}".
    pub page: String,
    /// Dark enough for white paper: red, green, blue.
    pub accent: (u8, u8, u8),
    /// A language tag such as `de`.
    pub language: String,
    /// The file's creation date.
    pub written_at: DateTime<Utc>,
}

const TEXT: Look = Look { weight: Weight::Regular, size: 10, ink: CHARCOAL };
const NAME: Look = Look { weight: Weight::Bold, size: 11, ink: CHARCOAL };
const TITLE: Look = Look { weight: Weight::Light, size: 28, ink: CHARCOAL };
const SUBJECT: Look = Look { weight: Weight::Regular, size: 12, ink: GREY };
const LEADING: f64 = 15.0;
/// The distance from a fact's name to its value.
const VALUE: f64 = 130.0;

/// Prints a report.
///
/// # Errors
/// [`PdfError::TooLong`] if it has more than [`super::MOST_PAGES`] pages.
pub fn report(document: &ReportDocument) -> Result<Vec<u8>, PdfError> {
    let ruler = &mut Ruler::default();
    let accent = Ink(document.accent.0, document.accent.1, document.accent.2);
    let footer = Footer::new(ruler, &[], &document.page);
    let running = Running::new(ruler, &joined(&[&document.studio, &document.title], "  /  "));
    let mut flow = Flow::new(0.0, running.bottom, footer.top - 14.0);
    let (name, names) = fitting(ruler, &document.studio, NAME, 8..=NAME.size, WIDTH - 30.0);
    let below = 61.0 + names.len() as f64 * f64::from(name.size + 2);
    flow.place(vec![strip(below.max(120.0), |canvas| {
        mark(canvas, LEFT + 11.0, 57.0, 11.0, CHARCOAL, accent);
        for (row, line) in names.iter().enumerate() {
            canvas.text(LEFT + 30.0, 61.0 + row as f64 * f64::from(name.size + 2), name, line);
        }
    })]);
    flow.place(paragraph(ruler, &document.title, TITLE, LEFT, WIDTH, 36.0));
    flow.place(paragraph(ruler, &document.subject, SUBJECT, LEFT, WIDTH, 18.0));
    flow.place(vec![space(2.0 * LEADING)]);
    for (name, value) in &document.facts {
        let name = paragraph(ruler, &label(name), SMALL, LEFT, VALUE - 10.0, LEADING);
        let value = paragraph(ruler, value, TEXT, LEFT + VALUE, RIGHT - LEFT - VALUE, LEADING);
        let mut row = vec![strip(5.0, |canvas| canvas.rule(LEFT, 0.0, WIDTH, PALE))];
        row.extend(beside(vec![name, value]));
        row.push(space(5.0));
        flow.place(row);
    }
    flow.place(vec![space(LEADING)]);
    for text in &document.paragraphs {
        flow.place(prose(ruler, text, TEXT, LEFT, WIDTH - 60.0, LEADING));
        flow.place(vec![space(LEADING * 0.6)]);
    }
    let mut pages = flow.finish();
    decorate(&mut pages, ruler, &footer, &running, accent);
    let about = About {
        title: &document.title,
        author: &document.studio,
        language: &document.language,
        created_at: document.written_at,
    };
    print(&pages, ruler, &about)
}
