//! The parts of an invoice outside its table.

use super::super::decorate::{CHARCOAL, Column, GREY, HALF, LEFT, PALE, RIGHT, SMALL, label, mark};
use super::super::elements::{Block, Ink, Look, beside, fitting, paragraph, prose, space, strip};
use super::super::fonts::Weight;
use super::super::ruler::Ruler;
use super::super::shape::joined;
use super::InvoiceDocument;

pub const TEXT: Look = Look { weight: Weight::Regular, size: 9, ink: CHARCOAL };
pub const STRONG: Look = Look { weight: Weight::Bold, size: 9, ink: CHARCOAL };
pub const DETAIL: Look = Look { weight: Weight::Regular, size: 8, ink: GREY };
const NAME: Look = Look { weight: Weight::Bold, size: 11, ink: CHARCOAL };
const DISPLAY: Look = Look { weight: Weight::Light, size: 20, ink: CHARCOAL };
const SENDER: Look = Look { weight: Weight::Regular, size: 6, ink: GREY };
const TITLE: Look = Look { size: 28, ..DISPLAY };

/// The height of a line of the baseline grid.
pub const LEADING: f64 = 13.0;
const SENDER_LEADING: f64 = 8.0;
/// The position of the envelope's address window.
const WINDOW: f64 = 133.0;
/// The position of the heading on the first page, below the window.
pub const HEADING: f64 = 266.0;
/// The maximum width of an address line.
const WINDOW_WIDTH: f64 = HALF - LEFT - 20.0;
/// The distance from a label to its value.
const LABEL: f64 = 88.0;
/// Note and terms are placed side by side if neither has more lines than this.
const SHORT: usize = 14;
/// The maximum width of running text.
const MEASURE: f64 = 340.0;

/// Registration mark, names and addresses, number and dates.
pub fn letterhead(ruler: &mut Ruler, document: &InvoiceDocument, accent: Ink) -> Block {
    const FIRST: f64 = 61.0;
    let (name, names) = fitting(ruler, &document.studio.name, NAME, 8..=NAME.size, HALF - LEFT - 44.0);
    let (title, titles) = fitting(ruler, &document.words.title, TITLE, 14..=TITLE.size, RIGHT - HALF);
    let below = |lines: &[String], look: Look| FIRST + lines.len() as f64 * f64::from(look.size + 2);
    let depth = below(&names, name).max(below(&titles, title)).max(WINDOW);
    let mut block = vec![strip(depth, |canvas| {
        mark(canvas, LEFT + 11.0, 57.0, 11.0, CHARCOAL, accent);
        for (row, line) in names.iter().enumerate() {
            canvas.text(LEFT + 30.0, FIRST + row as f64 * f64::from(name.size + 2), name, line);
        }
        for (row, line) in titles.iter().enumerate() {
            canvas.text(HALF, 66.5 + row as f64 * f64::from(title.size + 2), title, line);
        }
    })];
    block.extend(sender(ruler, document));
    block.extend(beside(vec![addressee(ruler, document), particulars(ruler, document)]));
    block.push(space(2.0 * LEADING));
    block
}

/// The sender's address, in small type above the recipient's.
fn sender(ruler: &mut Ruler, document: &InvoiceDocument) -> Block {
    let parts: Vec<&str> = std::iter::once(&document.studio.name)
        .chain(&document.studio.address)
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    let mut block = paragraph(ruler, &joined(&parts, "  ·  "), SENDER, LEFT, WINDOW_WIDTH, SENDER_LEADING);
    match block.last_mut() {
        Some(last) => last.height = LEADING,
        None => block.push(space(LEADING)),
    }
    block
}

fn addressee(ruler: &mut Ruler, document: &InvoiceDocument) -> Block {
    let mut block = paragraph(ruler, &label(&document.words.bill_to), SMALL, LEFT, WINDOW_WIDTH, LEADING);
    block.extend(paragraph(ruler, &document.client.name, STRONG, LEFT, WINDOW_WIDTH, LEADING));
    for line in &document.client.address {
        block.extend(paragraph(ruler, line, TEXT, LEFT, WINDOW_WIDTH, LEADING));
    }
    block
}

fn particulars(ruler: &mut Ruler, document: &InvoiceDocument) -> Block {
    let words = &document.words;
    let mut block = Block::new();
    for (name, value, look) in [
        (&words.number, &document.number, STRONG),
        (&words.date, &document.issued_on, TEXT),
        (&words.due, &document.due_on, TEXT),
        (&words.client_tax_id, &document.client.tax_id, TEXT),
    ] {
        block.extend(labelled(ruler, name, value, look));
    }
    block
}

/// A label with its value beside it. Empty if there is no value.
fn labelled(ruler: &mut Ruler, name: &str, value: &str, look: Look) -> Block {
    let value = paragraph(ruler, value, look, HALF + LABEL, RIGHT - HALF - LABEL, LEADING);
    if value.is_empty() {
        return value;
    }
    beside(vec![paragraph(ruler, &label(name), SMALL, HALF, LABEL - 8.0, LEADING), value])
}

/// /for/ client /by/ studio, and the project.
pub fn heading(ruler: &mut Ruler, document: &InvoiceDocument, accent: Ink) -> Block {
    let slashed = Look { ink: accent, ..DISPLAY };
    let words = [format!("/{}/", document.words.for_client), format!("/{}/", document.words.by_studio)];
    let widths = words.each_ref().map(|word| ruler.width(word, DISPLAY.weight, DISPLAY.size));
    let indent = LEFT + widths[0].max(widths[1]) + 10.0;
    let width = RIGHT - indent;
    let names = [&document.client.name, &document.studio.name];
    let fits = names.iter().all(|name| ruler.width(name, DISPLAY.weight, DISPLAY.size) <= width);
    let (size, leading) = if fits { (DISPLAY.size, 26.0) } else { (14, 20.0) };
    let mut block = Block::new();
    for (word, name) in words.iter().zip(names) {
        block.extend(beside(vec![
            paragraph(ruler, word, Look { size, ..slashed }, LEFT, indent - LEFT, leading),
            paragraph(ruler, name, Look { size, ..DISPLAY }, indent, width, leading),
        ]));
    }
    let project = paragraph(ruler, &document.project, TEXT, indent, width, LEADING);
    if !project.is_empty() {
        block.push(space(6.0));
        block.extend(beside(vec![
            paragraph(ruler, &label(&document.words.project), SMALL, LEFT, indent - LEFT, LEADING),
            project,
        ]));
    }
    block.push(space(2.0 * LEADING));
    block
}

/// Note and terms: side by side if both are short, otherwise one below the other.
pub fn remarks(ruler: &mut Ruler, document: &InvoiceDocument) -> Block {
    let (words, note, terms) = (&document.words, &document.note, &document.terms);
    let halves = vec![
        remark(ruler, &words.note, note, LEFT, WINDOW_WIDTH),
        remark(ruler, &words.terms, terms, HALF, RIGHT - HALF),
    ];
    if halves.iter().all(|half| (1..=SHORT).contains(&half.len())) {
        return beside(halves);
    }
    let mut block = remark(ruler, &words.note, note, LEFT, MEASURE);
    block.push(space(LEADING));
    block.extend(remark(ruler, &words.terms, terms, LEFT, MEASURE));
    block
}

/// A text under its label. Empty if there is no text.
fn remark(ruler: &mut Ruler, name: &str, text: &str, x: f64, width: f64) -> Block {
    let text = prose(ruler, text, TEXT, x, width, LEADING);
    if text.is_empty() {
        return text;
    }
    let mut block = paragraph(ruler, &label(name), SMALL, x, width, LEADING);
    block.extend(text);
    block
}

/// The columns that are too long for the footer, each under its heading.
pub fn left_out(ruler: &mut Ruler, columns: &[Column]) -> Vec<Block> {
    let lines = |ruler: &mut Ruler, (heading, lines): &Column| {
        let mut block = vec![space(LEADING)];
        block.extend(paragraph(ruler, heading, SMALL, LEFT, MEASURE, LEADING));
        for line in lines {
            block.extend(paragraph(ruler, line, TEXT, LEFT, MEASURE, LEADING));
        }
        block
    };
    columns.iter().map(|column| lines(ruler, column)).collect()
}

/// The columns of the footer: the studio, its tax number and e-mail address, its bank details.
pub fn footer(document: &InvoiceDocument) -> Vec<Column> {
    let (studio, words) = (&document.studio, &document.words);
    let named = |name: &str, lines: &[String]| match lines.iter().all(|line| line.trim().is_empty()) {
        true => String::new(),
        false => label(name),
    };
    let tax_id = std::slice::from_ref(&studio.tax_id);
    vec![
        (studio.name.clone(), studio.address.clone()),
        (named(&words.tax_id, tax_id), vec![studio.tax_id.clone(), studio.email.clone()]),
        (named(&words.bank, &studio.bank), studio.bank.clone()),
    ]
}

/// A pale rule across the page, below a row.
pub fn under() -> Block {
    vec![strip(0.0, |canvas| canvas.rule(LEFT, 0.0, RIGHT - LEFT, PALE))]
}
