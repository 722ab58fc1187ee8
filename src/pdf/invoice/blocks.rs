//! The parts of an invoice around its table.

use super::super::decorate::{CHARCOAL, GREY, HALF, LEFT, PALE, RIGHT, SMALL, label, mark};
use super::super::elements::{Block, Ink, Look, beside, paragraph, paragraph_to, space, strip};
use super::super::fonts::{Ruler, Weight};
use super::super::text::wrap;
use super::{InvoiceDocument, TotalRow};

pub const TEXT: Look = Look { weight: Weight::Regular, size: 9, ink: CHARCOAL };
pub const STRONG: Look = Look { weight: Weight::Bold, size: 9, ink: CHARCOAL };
pub const DETAIL: Look = Look { weight: Weight::Regular, size: 8, ink: GREY };
const NAME: Look = Look { weight: Weight::Bold, size: 11, ink: CHARCOAL };
const DISPLAY: Look = Look { weight: Weight::Light, size: 20, ink: CHARCOAL };
const SENDER: Look = Look { weight: Weight::Regular, size: 6, ink: GREY };

/// One line of the grid.
pub const LEADING: f64 = 13.0;
/// Where the window of an envelope shows the address.
const WINDOW: f64 = 133.0;
/// Where the heading stands on the first page, below the window.
pub const HEADING: f64 = 266.0;
/// Where later pages begin.
pub const FOLLOWING: f64 = 76.0;
/// What an address line may fill.
const WINDOW_WIDTH: f64 = HALF - LEFT - 20.0;
/// From a label to its value.
const LABEL: f64 = 88.0;
/// Least room between a total's label and its amount.
const BETWEEN: f64 = 12.0;
/// Note and terms stand side by side up to so many lines.
const SHORT: usize = 14;
/// Running text is not set wider than this.
const MEASURE: f64 = 340.0;

/// Mark, names and addresses, number and dates.
pub fn letterhead(ruler: &mut Ruler, document: &InvoiceDocument, accent: Ink) -> Block {
    let title = fitting(ruler, &document.words.title, Weight::Light, 28, RIGHT - HALF);
    let mut block = vec![strip(WINDOW, |canvas| {
        mark(canvas, LEFT + 11.0, 57.0, 11.0, CHARCOAL, accent);
        let name = fitting(ruler, &document.studio.name, Weight::Bold, NAME.size, HALF - LEFT - 44.0);
        canvas.text(LEFT + 30.0, 61.0, name, &document.studio.name);
        canvas.text(HALF, 66.5, title, &document.words.title);
    })];
    block.extend(beside(vec![addressee(ruler, document), particulars(ruler, document)]));
    block.push(space(2.0 * LEADING));
    block
}

fn addressee(ruler: &mut Ruler, document: &InvoiceDocument) -> Block {
    let sender: Vec<&str> = std::iter::once(&document.studio.name)
        .chain(&document.studio.address)
        .map(|part| part.trim())
        .filter(|part| !part.is_empty())
        .collect();
    let sender = wrap(ruler, &sender.join("  ·  "), SENDER.weight, SENDER.size, WINDOW_WIDTH);
    let sender = sender.first().map_or("", |line| line.trim_end_matches([' ', '·']));
    let mut block = paragraph(ruler, sender, SENDER, LEFT, WINDOW_WIDTH, LEADING);
    block.extend(paragraph(ruler, &label(&document.words.bill_to), SMALL, LEFT, WINDOW_WIDTH, LEADING));
    block.extend(paragraph(ruler, &document.client.name, STRONG, LEFT, WINDOW_WIDTH, LEADING));
    for line in &document.client.address {
        block.extend(paragraph(ruler, line, TEXT, LEFT, WINDOW_WIDTH, LEADING));
    }
    block
}

fn particulars(ruler: &mut Ruler, document: &InvoiceDocument) -> Block {
    let words = &document.words;
    let mut block = vec![space(LEADING)];
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

/// A label and its value beside it; nothing where there is no value.
fn labelled(ruler: &mut Ruler, name: &str, value: &str, look: Look) -> Block {
    let value = paragraph(ruler, value, look, HALF + LABEL, RIGHT - HALF - LABEL, LEADING);
    if value.is_empty() {
        return value;
    }
    beside(vec![paragraph(ruler, &label(name), SMALL, HALF, LABEL - 8.0, LEADING), value])
}

/// The same words, as large as fits.
fn fitting(ruler: &mut Ruler, text: &str, weight: Weight, largest: u8, width: f64) -> Look {
    let size = (6..=largest).rev().find(|&size| ruler.width(text, weight, size) <= width).unwrap_or(6);
    Look { weight, size, ink: CHARCOAL }
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

/// Totals on the right, and on the left what tax was taken of what.
pub fn totals(ruler: &mut Ruler, document: &InvoiceDocument, accent: Ink) -> Block {
    let mut sums = Block::new();
    let last = document.totals.iter().rposition(|row| row.strong);
    for (index, row) in document.totals.iter().enumerate() {
        if Some(index) == last {
            sums.push(strip(8.0, |canvas| canvas.bar(HALF, 4.0, RIGHT - HALF, 1.6, accent)));
        }
        let (look, leading) = match (Some(index) == last, row.strong) {
            (true, _) => (grand(ruler, row), 24.0),
            (_, true) => (STRONG, 16.0),
            _ => (TEXT, 16.0),
        };
        let amount = ruler.width(&row.amount, look.weight, look.size).min(RIGHT - HALF - LABEL) + 0.01;
        sums.extend(beside(vec![
            paragraph(ruler, &row.label, look, HALF, RIGHT - HALF - amount - BETWEEN, leading),
            paragraph_to(ruler, &row.amount, look, RIGHT, amount, leading),
        ]));
    }
    let mut block = vec![space(10.0)];
    block.extend(beside(vec![taxes(ruler, document), sums]));
    block.push(space(LEADING));
    block
}

/// The last strong row is set as large as fits on one line.
fn grand(ruler: &mut Ruler, row: &TotalRow) -> Look {
    let look =
        fitting(ruler, &format!("{}{}", row.label, row.amount), Weight::Bold, 12, RIGHT - HALF - BETWEEN);
    Look { size: look.size.max(STRONG.size), ..look }
}

fn taxes(ruler: &mut Ruler, document: &InvoiceDocument) -> Block {
    if document.taxes.is_empty() {
        return Block::new();
    }
    let words = &document.words;
    let ends = [LEFT + 132.0, LEFT + 208.0];
    let mut row = |cells: [&str; 3], look: Look| {
        beside(vec![
            paragraph(ruler, cells[0], look, LEFT, 64.0, 16.0),
            paragraph_to(ruler, cells[1], look, ends[0], 66.0, 16.0),
            paragraph_to(ruler, cells[2], look, ends[1], 66.0, 16.0),
        ])
    };
    let mut block = row([&label(&words.tax_rate), &label(&words.net), &label(&words.tax)], SMALL);
    for tax in &document.taxes {
        block.extend(row([&tax.rate, &tax.net, &tax.tax], DETAIL));
    }
    block
}

/// Note and terms: side by side if both are short, else one below the other.
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

/// A text under its label; nothing where there is no text.
fn remark(ruler: &mut Ruler, name: &str, text: &str, x: f64, width: f64) -> Block {
    let text = paragraph(ruler, text, TEXT, x, width, LEADING);
    if text.is_empty() {
        return text;
    }
    let mut block = paragraph(ruler, &label(name), SMALL, x, width, LEADING);
    block.extend(text);
    block
}

/// The columns of the footer: who, how to reach and tax them, where to pay.
pub fn footer(document: &InvoiceDocument) -> Vec<(String, Vec<String>)> {
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

/// A pale rule across the page, under a row.
pub fn under() -> Block {
    vec![strip(0.0, |canvas| canvas.rule(LEFT, 0.0, RIGHT - LEFT, PALE))]
}
