//! The elements of a page: text, rules and bars, collected into strips that flow over pages.
//!
//! Lengths are in points. x runs from the left edge of the page, y from its top downward; text is placed by its baseline.

use super::fonts::Weight;
use super::ruler::Ruler;
use super::shape::is_right_to_left;
use super::text::{clean, wrap};

/// A4.
pub const PAGE_WIDTH: f64 = 595.28;
pub const PAGE_HEIGHT: f64 = 841.89;

/// The width of every line.
pub const HAIRLINE: f64 = 0.5;

/// A colour: red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

/// The style of a piece of text. The size is in points.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    pub weight: Weight,
    pub size: u8,
    pub ink: Ink,
}

/// An element of a drawing.
#[derive(Clone, Debug)]
pub(super) enum Mark {
    Text { x: f64, y: f64, look: Look, text: String },
    Line { points: Vec<(f64, f64)>, ink: Ink },
}

/// A drawing: a page, or a part of one that has yet to be placed.
#[derive(Clone, Debug, Default)]
pub struct Canvas {
    pub(super) marks: Vec<Mark>,
}

impl Canvas {
    /// Text that begins at `x`.
    pub fn text(&mut self, x: f64, y: f64, look: Look, text: &str) {
        let text = clean(text).replace('\n', " ");
        if !text.trim().is_empty() {
            self.marks.push(Mark::Text { x, y, look, text });
        }
    }

    /// Text that ends at `x`.
    pub fn text_to(&mut self, ruler: &mut Ruler, x: f64, y: f64, look: Look, text: &str) {
        let text = clean(text).replace('\n', " ");
        self.text(x - ruler.width(&text, look.weight, look.size), y, look, &text);
    }

    /// A hairline from left to right.
    pub fn rule(&mut self, x: f64, y: f64, width: f64, ink: Ink) {
        self.line(vec![(x, y), (x + width, y)], ink);
    }

    /// A filled bar whose top is at `y`: hairlines close enough to overlap.
    pub fn bar(&mut self, x: f64, y: f64, width: f64, height: f64, ink: Ink) {
        let count = (height / (HAIRLINE * 0.8)).ceil().max(1.0);
        for index in 0..count as u32 {
            let inner = height - HAIRLINE;
            self.rule(x, y + HAIRLINE / 2.0 + inner * f64::from(index) / (count - 1.0).max(1.0), width, ink);
        }
    }

    pub fn line(&mut self, points: Vec<(f64, f64)>, ink: Ink) {
        self.marks.push(Mark::Line { points, ink });
    }

    /// The outline of a circle.
    pub fn circle(&mut self, x: f64, y: f64, radius: f64, ink: Ink) {
        const STEPS: u32 = 48;
        let point = |step: u32| {
            let (sin, cos) = (f64::from(step) / f64::from(STEPS) * std::f64::consts::TAU).sin_cos();
            (x + radius * cos, y + radius * sin)
        };
        self.line((0..=STEPS).map(point).collect(), ink);
    }

    /// Puts another drawing here, moved.
    pub fn put(&mut self, other: Canvas, right: f64, down: f64) {
        self.marks.extend(other.marks.into_iter().map(|mark| match mark {
            Mark::Text { x, y, look, text } => Mark::Text { x: x + right, y: y + down, look, text },
            Mark::Line { points, ink } => {
                Mark::Line { points: points.into_iter().map(|(x, y)| (x + right, y + down)).collect(), ink }
            }
        }));
    }
}

/// The smallest unit that is never divided between pages: a line of text, a rule.
#[derive(Clone, Debug, Default)]
pub struct Strip {
    pub height: f64,
    pub canvas: Canvas,
}

/// Strips that are kept together if they fit on a page.
pub type Block = Vec<Strip>;

/// An empty strip.
pub fn space(height: f64) -> Strip {
    Strip { height, canvas: Canvas::default() }
}

/// A paragraph, with a strip for each line.
pub fn paragraph(ruler: &mut Ruler, text: &str, look: Look, x: f64, width: f64, leading: f64) -> Block {
    let lines = wrap(ruler, text, look.weight, look.size, width);
    lines
        .iter()
        .map(|line| strip(leading, |canvas| canvas.text(x, baseline(leading, look), look, line)))
        .collect()
}

/// A paragraph whose lines end at `x`.
pub fn paragraph_to(ruler: &mut Ruler, text: &str, look: Look, x: f64, width: f64, leading: f64) -> Block {
    let lines = wrap(ruler, text, look.weight, look.size, width);
    lines
        .iter()
        .map(|line| strip(leading, |canvas| canvas.text_to(ruler, x, baseline(leading, look), look, line)))
        .collect()
}

/// A paragraph that is aligned to the side where its script begins.
pub fn prose(ruler: &mut Ruler, text: &str, look: Look, x: f64, width: f64, leading: f64) -> Block {
    if is_right_to_left(&clean(text)) {
        paragraph_to(ruler, text, look, x + width, width, leading)
    } else {
        paragraph(ruler, text, look, x, width, leading)
    }
}

/// A line of text that ends at `x` and is never broken. Empty if there is nothing to show.
pub fn line_to(ruler: &mut Ruler, text: &str, look: Look, x: f64, leading: f64) -> Block {
    let strip = strip(leading, |canvas| canvas.text_to(ruler, x, baseline(leading, look), look, text));
    if strip.canvas.marks.is_empty() { Block::new() } else { vec![strip] }
}

/// Text as large as fits on one line, within these sizes; at the smallest size it may take several lines.
pub fn fitting(
    ruler: &mut Ruler,
    text: &str,
    look: Look,
    sizes: std::ops::RangeInclusive<u8>,
    width: f64,
) -> (Look, Vec<String>) {
    let text = clean(text);
    let smallest = *sizes.start();
    let size = sizes.rev().find(|&size| ruler.width(&text, look.weight, size) <= width).unwrap_or(smallest);
    (Look { size, ..look }, wrap(ruler, &text, look.weight, size, width))
}

/// A strip with a drawing.
pub fn strip(height: f64, draw: impl FnOnce(&mut Canvas)) -> Strip {
    let mut strip = space(height);
    draw(&mut strip.canvas);
    strip
}

/// The baseline of text in a line of that height, so that its capitals are centred. Small text shares the baseline of body text, so that a
/// label is level with its value.
pub fn baseline(leading: f64, look: Look) -> f64 {
    leading / 2.0 + 0.35 * f64::from(look.size.max(9))
}

/// Merges blocks side by side, with their tops aligned.
pub fn beside(blocks: Vec<Block>) -> Block {
    let mut merged = Block::new();
    for block in blocks {
        for (row, strip) in block.into_iter().enumerate() {
            match merged.get_mut(row) {
                Some(target) => {
                    target.height = target.height.max(strip.height);
                    target.canvas.put(strip.canvas, 0.0, 0.0);
                }
                None => merged.push(strip),
            }
        }
    }
    merged
}

/// Fills pages from top to bottom.
pub struct Flow {
    pages: Vec<Canvas>,
    y: f64,
    top: f64,
    bottom: f64,
    heading: Block,
}

impl Flow {
    /// Begins at `first` on the first page, at `top` on later ones; nothing extends below `bottom`.
    pub fn new(first: f64, top: f64, bottom: f64) -> Flow {
        Flow { pages: vec![Canvas::default()], y: first, top, bottom, heading: Block::new() }
    }

    /// Repeats a block at the top of each following page, until another one is set.
    pub fn repeat(&mut self, heading: Block) {
        self.heading = heading;
    }

    /// Places a block: here if it fits, otherwise on a new page; it is only divided if it is longer than a page.
    pub fn place(&mut self, block: Block) {
        let height = height(&block);
        if height > self.bottom - self.y && height <= self.room() {
            self.turn();
        }
        for strip in block {
            if strip.height > self.bottom - self.y {
                self.turn();
            }
            self.lay(strip);
        }
    }

    /// Moves down to this height of the page, unless it is already below it.
    pub fn sink_to(&mut self, y: f64) {
        self.y = self.y.max(y);
    }

    /// The height that is available for a block on a page.
    pub fn room(&self) -> f64 {
        self.bottom - self.top - height(&self.heading)
    }

    /// The pages.
    pub fn finish(self) -> Vec<Canvas> {
        self.pages
    }

    fn turn(&mut self) {
        self.pages.push(Canvas::default());
        self.y = self.top;
        for strip in self.heading.clone() {
            self.lay(strip);
        }
    }

    fn lay(&mut self, strip: Strip) {
        if let Some(page) = self.pages.last_mut() {
            page.put(strip.canvas, 0.0, self.y);
        }
        self.y += strip.height;
    }
}

/// The height of a block in points.
pub fn height(block: &[Strip]) -> f64 {
    block.iter().map(|strip| strip.height).sum()
}
