//! A small rasterizer: pictures with anti-aliased shapes. Uses integers only: pixels and 64ths of a pixel.

use image::{ColorType, ImageEncoder, codecs::png::PngEncoder};

use crate::{
    error::{AppError, AppResult},
    pdf::{Outlines, PARTS, Weight, outlines},
};

/// A colour, as 0xRRGGBB.
pub type Ink = u32;

/// The number of samples per row of pixels.
const LOOKS: i32 = 4;

/// A picture.
pub struct Paper {
    pub width: i32,
    pub height: i32,
    pixels: Vec<u8>,
}

impl Paper {
    /// A sheet of one colour.
    pub fn new(width: i32, height: i32, ink: Ink) -> Self {
        Self { width, height, pixels: rgb(ink).repeat((width * height) as usize) }
    }

    /// A filled rectangle.
    pub fn block(&mut self, x: i32, y: i32, width: i32, height: i32, ink: Ink) {
        let (left, right) = (x.clamp(0, self.width), (x + width).clamp(0, self.width));
        if left >= right {
            return;
        }
        let stripe = rgb(ink).repeat((right - left) as usize);
        for row in y.max(0)..(y + height).min(self.height) {
            let begins = ((row * self.width + left) * 3) as usize;
            self.pixels[begins..begins + stripe.len()].copy_from_slice(&stripe);
        }
    }

    /// A filled circle.
    pub fn disc(&mut self, x: i32, y: i32, radius: i32, ink: Ink) {
        self.fill(&[circle(x, y, radius)], ink);
    }

    /// The outline of a circle, drawn inside it.
    pub fn ring(&mut self, x: i32, y: i32, radius: i32, thick: i32, ink: Ink) {
        let inner = circle(x, y, radius - thick).into_iter().rev().collect();
        self.fill(&[circle(x, y, radius), inner], ink);
    }

    /// A filled polygon.
    pub fn shape(&mut self, points: &[(i32, i32)], ink: Ink) {
        self.fill(&[points.iter().map(|&(x, y)| (x * PARTS, y * PARTS)).collect()], ink);
    }

    /// A line of a given thickness between two points.
    pub fn stroke(&mut self, (x0, y0): (i32, i32), (x1, y1): (i32, i32), thick: i32, ink: Ink) {
        let (dx, dy) = (x1 - x0, y1 - y0);
        let length = (dx * dx + dy * dy).isqrt().max(1);
        let (ox, oy) = (-dy * thick * PARTS / (2 * length), dx * thick * PARTS / (2 * length));
        let at = |x: i32, y: i32, sign: i32| (x * PARTS + sign * ox, y * PARTS + sign * oy);
        self.fill(&[vec![at(x0, y0, 1), at(x1, y1, 1), at(x1, y1, -1), at(x0, y0, -1)]], ink);
    }

    /// Text that begins at `x` on the baseline `y`.
    pub fn text(&mut self, x: i32, y: i32, pixels: i32, weight: Weight, text: &str, ink: Ink) {
        self.lettering(&outlines(text, weight, pixels, 0), x, y, ink);
    }

    /// Letter-spaced bold text centred on `x`.
    pub fn title(&mut self, x: i32, y: i32, pixels: i32, text: &str, ink: Ink) {
        let line = outlines(text, Weight::Bold, pixels, pixels * PARTS / 12);
        self.lettering(&line, x - line.width / PARTS / 2, y, ink);
    }

    /// Regular text centred on `x`.
    pub fn line(&mut self, x: i32, y: i32, pixels: i32, text: &str, ink: Ink) {
        let line = outlines(text, Weight::Regular, pixels, pixels * PARTS / 40);
        self.lettering(&line, x - line.width / PARTS / 2, y, ink);
    }

    fn lettering(&mut self, line: &Outlines, x: i32, y: i32, ink: Ink) {
        let moved = |points: &Vec<(i32, i32)>| {
            points.iter().map(|&(px, py)| (px + x * PARTS, py + y * PARTS)).collect()
        };
        self.fill(&line.contours.iter().map(moved).collect::<Vec<_>>(), ink);
    }

    /// Fills contours by the non-zero winding rule, in 64ths of a pixel.
    fn fill(&mut self, contours: &[Vec<(i32, i32)>], ink: Ink) {
        let edges: Vec<_> = contours.iter().flat_map(|contour| edges(contour)).collect();
        let Some(top) = edges.iter().map(|edge| edge.top.1).min() else { return };
        let bottom = edges.iter().map(|edge| edge.bottom.1).max().unwrap_or(top);
        let rows = (top / PARTS).max(0)..(bottom / PARTS + 1).min(self.height);
        let mut cover = vec![0_i32; self.width as usize + 1];
        for row in rows {
            let (mut left, mut right) = (self.width, 0);
            let near: Vec<&Edge> = edges.iter().filter(|edge| edge.passes(row)).collect();
            for look in 0..LOOKS {
                let y = row * PARTS + look * PARTS / LOOKS + PARTS / LOOKS / 2;
                for (from, to) in spans(&near, y) {
                    let (from, to) = (from.clamp(0, self.width * PARTS), to.clamp(0, self.width * PARTS));
                    if from < to {
                        note(&mut cover, from, to);
                        (left, right) = (left.min(from / PARTS), right.max(to / PARTS + 1));
                    }
                }
            }
            if left < right {
                self.ink_row(row, left, &mut cover[left as usize..right as usize], ink);
            }
        }
    }

    /// Blends a colour into a row, starting at pixel `left`, according to the coverage of each pixel. Resets the coverage.
    fn ink_row(&mut self, row: i32, left: i32, cover: &mut [i32], ink: Ink) {
        const ALL: i32 = LOOKS * PARTS;
        let (ink, begins) = (rgb(ink), ((row * self.width + left) * 3) as usize);
        for (pixel, covered) in self.pixels[begins..].chunks_exact_mut(3).zip(cover) {
            match std::mem::take(covered) {
                ALL => pixel.copy_from_slice(&ink),
                0 => {}
                part => {
                    for at in 0..3 {
                        let mixed = i32::from(pixel[at]) * (ALL - part) + i32::from(ink[at]) * part;
                        pixel[at] = (mixed / ALL) as u8;
                    }
                }
            }
        }
    }

    /// The picture as a PNG.
    ///
    /// # Errors
    /// `Internal` if it cannot be encoded.
    pub fn png(&self) -> AppResult<Vec<u8>> {
        let mut bytes = Vec::new();
        PngEncoder::new(&mut bytes)
            .write_image(&self.pixels, self.width as u32, self.height as u32, ColorType::Rgb8)
            .map_err(AppError::internal)?;
        Ok(bytes)
    }
}

/// Adds a span to the coverage of the pixels of a row.
fn note(cover: &mut [i32], from: i32, to: i32) {
    let (first, last) = ((from / PARTS) as usize, (to / PARTS) as usize);
    if first == last {
        cover[first] += to - from;
        return;
    }
    cover[first] += PARTS - from % PARTS;
    for pixel in &mut cover[first + 1..last] {
        *pixel += PARTS;
    }
    cover[last] += to % PARTS;
}

fn rgb(ink: Ink) -> [u8; 3] {
    [(ink >> 16) as u8, (ink >> 8) as u8, ink as u8]
}

struct Edge {
    top: (i32, i32),
    bottom: (i32, i32),
    /// 1 if it runs downwards.
    turn: i32,
}

impl Edge {
    fn passes(&self, row: i32) -> bool {
        self.top.1 < (row + 1) * PARTS && row * PARTS <= self.bottom.1
    }
}

fn edges(contour: &[(i32, i32)]) -> Vec<Edge> {
    let next = contour.iter().cycle().skip(1);
    let edge = |(a, b): (&(i32, i32), &(i32, i32))| match a.1.cmp(&b.1) {
        std::cmp::Ordering::Less => Some(Edge { top: *a, bottom: *b, turn: 1 }),
        std::cmp::Ordering::Greater => Some(Edge { top: *b, bottom: *a, turn: -1 }),
        std::cmp::Ordering::Equal => None,
    };
    contour.iter().zip(next).filter_map(edge).collect()
}

/// The spans of a row that are inside.
fn spans(edges: &[&Edge], y: i32) -> Vec<(i32, i32)> {
    let mut crossings: Vec<(i32, i32)> = edges
        .iter()
        .filter(|edge| edge.top.1 <= y && y < edge.bottom.1)
        .map(|Edge { top, bottom, turn }| {
            let along = i64::from(bottom.0 - top.0) * i64::from(y - top.1) / i64::from(bottom.1 - top.1);
            (top.0 + along as i32, *turn)
        })
        .collect();
    crossings.sort_unstable();
    let mut winding = 0;
    let mut spans = Vec::new();
    for pair in crossings.windows(2) {
        winding += pair[0].1;
        if winding != 0 {
            spans.push((pair[0].0, pair[1].0));
        }
    }
    spans
}

/// A circle as a polygon, in 64ths of a pixel.
fn circle(x: i32, y: i32, radius: i32) -> Vec<(i32, i32)> {
    // Each side of a square is divided into steps, and each point is moved out to the radius.
    const STEPS: i32 = 24;
    let radius = i64::from(radius * PARTS);
    let on = |dx: i32, dy: i32| {
        let length = (i64::from(dx * dx + dy * dy) << 20).isqrt();
        let out = |d: i32| (((i64::from(d) * radius) << 10) / length) as i32;
        (x * PARTS + out(dx), y * PARTS + out(dy))
    };
    let sides: [fn(i32) -> (i32, i32); 4] =
        [|s| (s, -STEPS), |s| (STEPS, s), |s| (-s, STEPS), |s| (-STEPS, -s)];
    sides
        .iter()
        .flat_map(|side| (0..2 * STEPS).map(move |step| side(step - STEPS)))
        .map(|(dx, dy)| on(dx, dy))
        .collect()
}
