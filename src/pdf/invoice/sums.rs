//! The sums of an invoice: its totals, and the tax summary.

use super::super::decorate::{HALF, LEFT, RIGHT, SMALL, label};
use super::super::elements::{Block, Ink, Look, beside, line_to, paragraph, paragraph_to, space, strip};
use super::super::fonts::Weight;
use super::super::ruler::Ruler;
use super::blocks::{DETAIL, LEADING, STRONG, TEXT};
use super::{InvoiceDocument, TaxRow, TotalRow};

/// The minimum size of figures. Only a figure that is still too wide at this size is broken, which no amount of money is.
pub const SMALLEST: u8 = 6;
/// The minimum space between a label and its figure, and between columns.
const BETWEEN: f64 = 12.0;
/// The minimum width of a label beside its amount.
const LABEL: f64 = 76.0;
const TOTALS: f64 = RIGHT - HALF;
/// Where the columns of the tax summary end, unless their figures need more space.
const NET: f64 = LEFT + 132.0;
const TAX: f64 = LEFT + 208.0;
const ROW: f64 = 16.0;

/// The totals on the right, and the tax summary on the left, or above them if it is too wide.
pub fn sums(ruler: &mut Ruler, document: &InvoiceDocument, accent: Ink) -> Block {
    let totals = totals(ruler, document, accent);
    let mut block = vec![space(10.0)];
    match Taxes::within(ruler, document, HALF - LEFT - BETWEEN) {
        Some(taxes) => block.extend(beside(vec![taxes.block(ruler, document), totals])),
        None => {
            block.extend(Taxes::across(ruler, document).block(ruler, document));
            block.push(space(LEADING));
            block.extend(totals);
        }
    }
    block.push(space(LEADING));
    block
}

fn totals(ruler: &mut Ruler, document: &InvoiceDocument, accent: Ink) -> Block {
    let mut block = Block::new();
    let last = document.totals.iter().rposition(|row| row.strong);
    let all_fit = |ruler: &mut Ruler, size| {
        let mut rows = document.totals.iter().enumerate().filter(|(index, _)| Some(*index) != last);
        rows.all(|(_, row)| fits(ruler, row, weight(row), size))
    };
    let size = (SMALLEST..=TEXT.size).rev().find(|&size| all_fit(ruler, size)).unwrap_or(SMALLEST);
    for (index, row) in document.totals.iter().enumerate() {
        if Some(index) == last {
            block.push(strip(8.0, |canvas| canvas.bar(HALF, 4.0, TOTALS, 1.6, accent)));
            let look = grand(ruler, row);
            block.extend(total(ruler, row, look, 24.0));
        } else {
            block.extend(total(ruler, row, Look { size, weight: weight(row), ..TEXT }, ROW));
        }
    }
    block
}

/// Whether an amount leaves enough space for its label, which may take several lines.
fn fits(ruler: &mut Ruler, row: &TotalRow, weight: Weight, size: u8) -> bool {
    let label = ruler.width(&row.label, weight, size).min(LABEL);
    ruler.width(&row.amount, weight, size) + BETWEEN + label <= TOTALS
}

fn weight(row: &TotalRow) -> Weight {
    if row.strong { STRONG.weight } else { TEXT.weight }
}

/// A label and its amount beside it, or below it if there is not enough space.
fn total(ruler: &mut Ruler, row: &TotalRow, look: Look, leading: f64) -> Block {
    if fits(ruler, row, look.weight, look.size) {
        let label = TOTALS - BETWEEN - ruler.width(&row.amount, look.weight, look.size);
        let amount = line_to(ruler, &row.amount, look, RIGHT, leading);
        return beside(vec![paragraph(ruler, &row.label, look, HALF, label + 0.01, leading), amount]);
    }
    let mut block = paragraph(ruler, &row.label, look, HALF, TOTALS, leading);
    block.extend(figure(ruler, &row.amount, look, RIGHT, TOTALS, leading));
    block
}

/// The style of the last strong row: as large as fits on one line, or otherwise as large as its amount allows.
fn grand(ruler: &mut Ruler, row: &TotalRow) -> Look {
    let is_one_line = |ruler: &mut Ruler, size| {
        let label = ruler.width(&row.label, STRONG.weight, size);
        ruler.width(&row.amount, STRONG.weight, size) + BETWEEN + label <= TOTALS
    };
    let size = (STRONG.size..=12).rev().find(|&size| is_one_line(ruler, size));
    let size = size
        .or_else(|| (SMALLEST..=STRONG.size).rev().find(|&size| fits(ruler, row, STRONG.weight, size)))
        .unwrap_or(SMALLEST);
    Look { size, ..STRONG }
}

/// A figure that ends at `x`, on one line unless it is wider than `width`.
pub fn figure(ruler: &mut Ruler, text: &str, look: Look, x: f64, width: f64, leading: f64) -> Block {
    if ruler.width(text, look.weight, look.size) <= width + 0.01 {
        line_to(ruler, text, look, x, leading)
    } else {
        paragraph_to(ruler, text, look, x, width, leading)
    }
}

/// The tax summary: the size of its figures, and the widths of its columns.
struct Taxes {
    size: u8,
    widths: [f64; 3],
}

impl Taxes {
    /// The largest size that fits this width, if there is one.
    fn within(ruler: &mut Ruler, document: &InvoiceDocument, width: f64) -> Option<Taxes> {
        let sizes = (SMALLEST..=DETAIL.size).rev();
        sizes.map(|size| Taxes::of(ruler, document, size)).find(|taxes| taxes.width() <= width)
    }

    /// The smallest size, with columns no wider than a third of the page.
    fn across(ruler: &mut Ruler, document: &InvoiceDocument) -> Taxes {
        const SHARE: f64 = (RIGHT - LEFT - 2.0 * BETWEEN) / 3.0;
        let taxes = Taxes::of(ruler, document, SMALLEST);
        Taxes { widths: taxes.widths.map(|width| width.min(SHARE)), ..taxes }
    }

    fn of(ruler: &mut Ruler, document: &InvoiceDocument, size: u8) -> Taxes {
        let heads = heads(document);
        let cells: [fn(&TaxRow) -> &str; 3] = [|row| &row.rate, |row| &row.net, |row| &row.tax];
        let widths = [0, 1, 2].map(|column| {
            let head = ruler.width(&heads[column], SMALL.weight, SMALL.size);
            let figures =
                document.taxes.iter().map(|row| ruler.width(cells[column](row), DETAIL.weight, size));
            figures.fold(head, f64::max)
        });
        Taxes { size, widths }
    }

    /// Where the columns of figures end.
    fn ends(&self) -> [f64; 2] {
        let [rate, net, tax] = self.widths;
        let first = NET.max(LEFT + rate + BETWEEN + net);
        [first, TAX.max(first + BETWEEN + tax)]
    }

    fn width(&self) -> f64 {
        self.ends()[1] - LEFT
    }

    fn block(&self, ruler: &mut Ruler, document: &InvoiceDocument) -> Block {
        if document.taxes.is_empty() {
            return Block::new();
        }
        let ([first, second], widths) = (self.ends(), self.widths);
        let mut row = |cells: [&str; 3], look: Look| {
            beside(vec![
                paragraph(ruler, cells[0], look, LEFT, widths[0] + 0.01, ROW),
                figure(ruler, cells[1], look, first, widths[1], ROW),
                figure(ruler, cells[2], look, second, widths[2], ROW),
            ])
        };
        let heads = heads(document);
        let mut block = row([&heads[0], &heads[1], &heads[2]], SMALL);
        for tax in &document.taxes {
            block.extend(row([&tax.rate, &tax.net, &tax.tax], Look { size: self.size, ..DETAIL }));
        }
        block
    }
}

fn heads(document: &InvoiceDocument) -> [String; 3] {
    let words = &document.words;
    [&words.tax_rate, &words.net, &words.tax].map(|word| label(word))
}
