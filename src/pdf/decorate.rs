//! What every page carries: the mark, the running head, the footer, its number.

use super::elements::{Block, Canvas, Ink, Look, PAGE_HEIGHT, PAGE_WIDTH, beside, height, paragraph};
use super::fonts::{Ruler, Weight};
use super::text::wrap;

/// The column text is set in: from the window of an envelope to the right margin.
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
const MOST_FOOT_LINES: usize = 9;

/// The registration cross, `radius` points from its centre to the end of its arms.
pub fn mark(canvas: &mut Canvas, x: f64, y: f64, radius: f64, ink: Ink, accent: Ink) {
    canvas.circle(x, y, radius * 0.62, ink);
    canvas.circle(x, y, radius * 0.26, accent);
    canvas.line(vec![(x - radius, y), (x + radius, y)], ink);
    canvas.line(vec![(x, y - radius), (x, y + radius)], ink);
}

/// A label as the house sets it: [in brackets].
pub fn label(text: &str) -> String {
    format!("[{text}]")
}

/// The foot of every page: three columns of short lines under a rule, the page number below.
pub struct Footer {
    columns: Block,
    /// Where the text above must end.
    pub top: f64,
    page: String,
}

impl Footer {
    /// `columns` are a label and lines each; `page` is a pattern such as `Page {n} of {m}`.
    pub fn new(ruler: &mut Ruler, columns: &[(String, Vec<String>)], page: &str) -> Footer {
        let width = (WIDTH - GUTTER * (COLUMNS - 1) as f64) / COLUMNS as f64;
        let mut blocks = Vec::new();
        for (index, (heading, lines)) in columns.iter().take(COLUMNS).enumerate() {
            let x = LEFT + index as f64 * (width + GUTTER);
            let mut block = paragraph(ruler, heading, SMALL, x, width, FOOT_LEADING);
            for line in lines {
                block.extend(paragraph(ruler, line, SMALL_DARK, x, width, FOOT_LEADING));
            }
            block.truncate(MOST_FOOT_LINES);
            blocks.push(block);
        }
        let columns = beside(blocks);
        let top = FOOT_END - FOOT_LEADING - height(&columns) - 8.0;
        Footer { columns, top, page: page.to_owned() }
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

/// Marks all pages, now that their number is known: the second pass.
pub fn decorate(pages: &mut [Canvas], ruler: &mut Ruler, footer: &Footer, accent: Ink, running: &str) {
    let count = pages.len();
    let running = wrap(ruler, running, SMALL_DARK.weight, SMALL_DARK.size, WIDTH - 20.0);
    let running = running.first().map_or("", String::as_str);
    for (index, page) in pages.iter_mut().enumerate() {
        footer.draw(page, ruler, index + 1, count);
        if index == 0 {
            folds(page);
        } else {
            mark(page, LEFT + 6.0, 48.0, 6.0, CHARCOAL, accent);
            page.text(LEFT + 20.0, 50.5, SMALL_DARK, running);
        }
    }
}

/// Where a letter is folded for its envelope, and where a puncher is aligned.
fn folds(canvas: &mut Canvas) {
    const PER_MM: f64 = 72.0 / 25.4;
    for (y, length) in [(105.0, 4.0), (148.5, 6.0), (210.0, 4.0)] {
        canvas.rule(4.0 * PER_MM, y * PER_MM, length * PER_MM * 0.6, PALE);
    }
}
