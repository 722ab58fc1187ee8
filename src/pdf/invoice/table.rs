//! The table of an invoice: its columns as wide as their figures need.

use super::super::decorate::{CHARCOAL, LEFT, RIGHT, SMALL, WIDTH, label};
use super::super::elements::{Block, Flow, beside, height, paragraph, paragraph_to, space, strip};
use super::super::fonts::Ruler;
use super::blocks::{DETAIL, LEADING, TEXT, under};
use super::{InvoiceDocument, Line};

const PADDING: f64 = 5.0;
const GUTTER: f64 = 16.0;
/// Figures wider than this are broken.
const WIDEST: f64 = 96.0;

type Cell = fn(&Line) -> String;

/// A column of figures: where it ends, how wide it is, what it shows.
struct Column {
    end: f64,
    width: f64,
    label: String,
    cell: Cell,
}

/// Lays the rows and then the totals, which keep the last row's company.
pub fn lay(ruler: &mut Ruler, flow: &mut Flow, document: &InvoiceDocument, totals: Block) {
    let columns = columns(ruler, document);
    let text = columns.first().map_or(WIDTH, |first| first.end - first.width - GUTTER - LEFT);
    let head = head(ruler, document, &columns, text);
    let mut pending = head.clone();
    for (index, line) in document.lines.iter().enumerate() {
        pending.extend(row(ruler, line, &columns, text));
        if index + 1 < document.lines.len() {
            flow.place(std::mem::take(&mut pending));
            if index == 0 {
                flow.repeat(head.clone());
            }
        }
    }
    if height(&pending) + height(&totals) > flow.room() {
        flow.place(std::mem::take(&mut pending));
        flow.repeat(Block::new());
    }
    pending.extend(totals);
    flow.place(pending);
    flow.repeat(Block::new());
}

/// Columns from right to left edge; one without any figure is left out.
fn columns(ruler: &mut Ruler, document: &InvoiceDocument) -> Vec<Column> {
    let words = &document.words;
    let all: [(&str, Cell); 4] = [
        (&words.quantity, |line| format!("{} {}", line.quantity, line.unit).trim().to_owned()),
        (&words.unit_price, |line| line.unit_price.clone()),
        (&words.tax, |line| line.tax_rate.clone()),
        (&words.amount, |line| line.amount.clone()),
    ];
    let mut columns = Vec::new();
    let mut end = RIGHT;
    for (name, cell) in all.into_iter().rev() {
        if document.lines.iter().all(|line| cell(line).trim().is_empty()) {
            continue;
        }
        let label = label(name);
        let head = ruler.width(&label, SMALL.weight, SMALL.size);
        let widest = document
            .lines
            .iter()
            .map(|line| ruler.width(&cell(line), TEXT.weight, TEXT.size))
            .fold(head, f64::max);
        let width = widest.min(WIDEST) + 0.01;
        columns.insert(0, Column { end, width, label, cell });
        end -= width + GUTTER;
    }
    columns
}

fn head(ruler: &mut Ruler, document: &InvoiceDocument, columns: &[Column], text: f64) -> Block {
    let mut cells = vec![paragraph(ruler, &label(&document.words.description), SMALL, LEFT, text, LEADING)];
    for column in columns {
        cells.push(paragraph_to(ruler, &column.label, SMALL, column.end, column.width, LEADING));
    }
    let mut block = beside(cells);
    block.push(strip(4.0, |canvas| canvas.rule(LEFT, 4.0, WIDTH, CHARCOAL)));
    block
}

fn row(ruler: &mut Ruler, line: &Line, columns: &[Column], text: f64) -> Block {
    let mut words = paragraph(ruler, &line.description, TEXT, LEFT, text, LEADING);
    words.extend(paragraph(ruler, &line.detail, DETAIL, LEFT, text, LEADING - 1.0));
    let mut cells = vec![words];
    for column in columns {
        cells.push(paragraph_to(ruler, &(column.cell)(line), TEXT, column.end, column.width, LEADING));
    }
    let mut block = vec![space(PADDING)];
    block.extend(beside(cells));
    block.push(space(PADDING));
    block.extend(under());
    block
}
