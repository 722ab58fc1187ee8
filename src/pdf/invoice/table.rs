//! The table of an invoice, with columns as wide as their figures need.

use super::super::decorate::{CHARCOAL, LEFT, RIGHT, SMALL, WIDTH, label};
use super::super::elements::{Block, Flow, Look, beside, height, paragraph, paragraph_to, space, strip};
use super::super::ruler::Ruler;
use super::blocks::{DETAIL, LEADING, TEXT, under};
use super::sums::{SMALLEST, figure};
use super::{InvoiceDocument, Line};

const PADDING: f64 = 5.0;
const GUTTER: f64 = 16.0;
/// A unit that would make its column wider than this is printed below its quantity.
const WIDEST_UNIT: f64 = 96.0;
/// The minimum width of the descriptions, however wide the figures are.
const LEAST_TEXT: f64 = 112.0;

type Cell = fn(&Line) -> &str;

/// A column of figures: where it ends, its width, its content.
struct Column {
    end: f64,
    width: f64,
    label: String,
    figure: Cell,
    /// The text after the figure, or below it.
    unit: Option<Cell>,
    look: Look,
}

/// Places the rows and then the totals, which are kept together with the last row.
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

/// Determines the columns, as wide as their widest figure, in type as large as leaves enough space for the descriptions. Columns without
/// any figure are left out.
fn columns(ruler: &mut Ruler, document: &InvoiceDocument) -> Vec<Column> {
    let words = &document.words;
    let all: [(&str, Cell, Option<Cell>); 4] = [
        (&words.quantity, |line| &line.quantity, Some(|line| &line.unit)),
        (&words.unit_price, |line| &line.unit_price, None),
        (&words.tax, |line| &line.tax_rate, None),
        (&words.amount, |line| &line.amount, None),
    ];
    let is_shown = |cell: Cell| document.lines.iter().any(|line| !cell(line).trim().is_empty());
    let shown = all.iter().filter(|(_, figure, unit)| is_shown(*figure) || unit.is_some_and(is_shown));
    let mut columns: Vec<Column> = shown
        .map(|&(name, figure, unit)| Column {
            end: 0.0,
            width: 0.0,
            label: label(name),
            figure,
            unit,
            look: TEXT,
        })
        .collect();
    let room = WIDTH - LEAST_TEXT - GUTTER * columns.len() as f64;
    for size in (SMALLEST..=TEXT.size).rev() {
        for column in &mut columns {
            column.look.size = size;
            column.width = column.widest(ruler, document) + 0.01;
        }
        if columns.iter().map(|column| column.width).sum::<f64>() <= room {
            break;
        }
    }
    let share = room / columns.len().max(1) as f64;
    let is_too_wide = columns.iter().map(|column| column.width).sum::<f64>() > room;
    let mut end = RIGHT;
    for column in columns.iter_mut().rev() {
        if is_too_wide {
            column.width = column.width.min(share);
        }
        column.end = end;
        end -= column.width + GUTTER;
    }
    columns
}

impl Column {
    fn widest(&self, ruler: &mut Ruler, document: &InvoiceDocument) -> f64 {
        let mut widest = ruler.width(&self.label, SMALL.weight, SMALL.size);
        for line in &document.lines {
            let width = |ruler: &mut Ruler, text: &str| ruler.width(text, self.look.weight, self.look.size);
            let together = width(ruler, &self.together(line));
            let figure = width(ruler, (self.figure)(line));
            widest = widest.max(figure).max(if self.unit.is_some() {
                together.min(WIDEST_UNIT)
            } else {
                together
            });
        }
        widest
    }

    /// The figure followed by its unit.
    fn together(&self, line: &Line) -> String {
        let unit = self.unit.map_or("", |unit| unit(line));
        format!("{} {unit}", (self.figure)(line)).trim().to_owned()
    }

    fn cell(&self, ruler: &mut Ruler, line: &Line) -> Block {
        let together = self.together(line);
        if ruler.width(&together, self.look.weight, self.look.size) <= self.width {
            return figure(ruler, &together, self.look, self.end, self.width, LEADING);
        }
        let mut block = figure(ruler, (self.figure)(line), self.look, self.end, self.width, LEADING);
        if let Some(unit) = self.unit {
            block.extend(paragraph_to(ruler, unit(line), self.look, self.end, self.width, LEADING));
        }
        block
    }
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
        cells.push(column.cell(ruler, line));
    }
    let mut block = vec![space(PADDING)];
    block.extend(beside(cells));
    block.push(space(PADDING));
    block.extend(under());
    block
}
