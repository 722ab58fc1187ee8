//! The parts of every page: the fold marks, the running head, the footer, the page number.

use super::elements::{Block, Canvas, Ink, Look, PAGE_HEIGHT, PAGE_WIDTH, beside, height, paragraph};
use super::fonts::Weight;
use super::ruler::Ruler;
use super::text::wrap;

/// The text column: from the address window of an envelope to the right margin.
pub const LEFT: f64 = 70.87;
pub const RIGHT: f64 = PAGE_WIDTH - 56.69;
pub const WIDTH: f64 = RIGHT - LEFT;
/// Where the right half begins.
pub const HALF: f64 = LEFT + 250.0;

pub const CHARCOAL: Ink = Ink(51, 51, 51);
pub const GREY: Ink = Ink(110, 110, 110);
pub const PALE: Ink = Ink(208, 208, 204);

pub const SMALL: Look = Look { weight: Weight::Regular, size: 7, ink: GREY };
const SMALL_DARK: Look = Look { weight: Weight::Regular, size: 7, ink: CHARCOAL };
const FOOT_LEADING: f64 = 10.0;
const FOOT_END: f64 = PAGE_HEIGHT - 28.0;
const COLUMNS: usize = 3;
const GUTTER: f64 = 16.0;
/// The maximum number of lines in a column of the footer.
const MOST_FOOT_LINES: usize = 12;
const RUNNING_LEADING: f64 = 9.0;

/// The registration cross, `radius` points from its centre to the end of its arms.
pub fn mark(canvas: &mut Canvas, x: f64, y: f64, radius: f64, ink: Ink, accent: Ink) {
    canvas.circle(x, y, radius * 0.62, ink);
    canvas.circle(x, y, radius * 0.26, accent);
    canvas.line(vec![(x - radius, y), (x + radius, y)], ink);
    canvas.line(vec![(x, y - radius), (x, y + radius)], ink);
}

/// A label in the studio's style: [in brackets].
pub fn label(text: &str) -> String {
    format!("[{text}]")
}

/// A heading and the lines under it, in the footer.
pub type Column = (String, Vec<String>);

/// The footer of every page: columns of short lines under a rule, and the page number below.
pub struct Footer {
    columns: Block,
    /// Where the text above has to end.
    pub top: f64,
    page: String,
    /// Columns that are too long for the footer and must be printed elsewhere.
    pub left_out: Vec<Column>,
}

impl Footer {
    /// `page` is a pattern such as `Page {n} of {m}`.
    pub fn new(ruler: &mut Ruler, columns: &[Column], page: &str) -> Footer {
        let count = columns.len().max(COLUMNS);
        let width = (WIDTH - GUTTER * (count - 1) as f64) / count as f64;
        let (mut blocks, mut left_out) = (Vec::new(), Vec::new());
        for (index, column) in columns.iter().enumerate() {
            let x = LEFT + index as f64 * (width + GUTTER);
            let mut block = paragraph(ruler, &column.0, SMALL, x, width, FOOT_LEADING);
            for line in &column.1 {
                block.extend(paragraph(ruler, line, SMALL_DARK, x, width, FOOT_LEADING));
            }
            if block.len() > MOST_FOOT_LINES {
                left_out.push(column.clone());
            } else {
                blocks.push(block);
            }
        }
        let columns = beside(blocks);
        let top = FOOT_END - FOOT_LEADING - height(&columns) - 8.0;
        Footer { columns, top, page: page.to_owned(), left_out }
    }

    fn draw(&self, canvas: &mut Canvas, ruler: &mut Ruler, number: usize, count: usize) {
        canvas.rule(LEFT, self.top, WIDTH, PALE);
        let mut y = self.top + 6.0;
        for strip in &self.columns {
            canvas.put(strip.canvas.clone(), 0.0, y);
            y += strip.height;
        }
        let page = self.page.replace("{n}", &number.to_string()).replace("{m}", &count.to_string());
        canvas.text_to(ruler, RIGHT, FOOT_END, SMALL, &page);
    }
}

/// The running head of every page except the first: a small registration mark and the name of the document.
pub struct Running {
    lines: Vec<String>,
    /// Where the text below begins.
    pub bottom: f64,
}

impl Running {
    /// Creates a running head with this text, on as many lines as it needs.
    pub fn new(ruler: &mut Ruler, text: &str) -> Running {
        let lines = wrap(ruler, text, SMALL_DARK.weight, SMALL_DARK.size, WIDTH - 20.0);
        let more = lines.len().saturating_sub(1);
        Running { bottom: 76.0 + more as f64 * RUNNING_LEADING, lines }
    }

    fn draw(&self, canvas: &mut Canvas, accent: Ink) {
        mark(canvas, LEFT + 6.0, 48.0, 6.0, CHARCOAL, accent);
        for (row, line) in self.lines.iter().enumerate() {
            canvas.text(LEFT + 20.0, 50.5 + row as f64 * RUNNING_LEADING, SMALL_DARK, line);
        }
    }
}

/// The second pass, when the number of pages is known: draws the footer, and the running head or the fold marks.
pub fn decorate(pages: &mut [Canvas], ruler: &mut Ruler, footer: &Footer, running: &Running, accent: Ink) {
    let count = pages.len();
    for (index, page) in pages.iter_mut().enumerate() {
        footer.draw(page, ruler, index + 1, count);
        match index {
            0 => folds(page),
            _ => running.draw(page, accent),
        }
    }
}

/// Marks for folding the letter for its envelope, and for aligning a hole punch.
fn folds(canvas: &mut Canvas) {
    const PER_MM: f64 = 72.0 / 25.4;
    for (y, length) in [(105.0, 4.0), (148.5, 6.0), (210.0, 4.0)] {
        canvas.rule(4.0 * PER_MM, y * PER_MM, length * PER_MM * 0.6, PALE);
    }
}
