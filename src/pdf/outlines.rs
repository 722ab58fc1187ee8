//! Text in images: the contours of a line of text.

use ttf_parser::OutlineBuilder;

use super::fonts::{Weight, faces};
use super::ruler::Ruler;

/// Coordinates are in fractions of a pixel; this is the number of them in a pixel.
pub const PARTS: i32 = 64;

/// A line of text as closed contours.
#[derive(Debug, Default, Clone)]
pub struct Outlines {
    /// Polygons, with x to the right and y downward from the beginning of the baseline, in [`PARTS`] of a pixel.
    pub contours: Vec<Vec<(i32, i32)>>,
    /// The width of the line, in [`PARTS`] of a pixel.
    pub width: i32,
}

/// Returns the contours of a line of text, with `pixels` per em, and `spacing` additional [`PARTS`] between letters.
pub fn outlines(text: &str, weight: Weight, pixels: i32, spacing: i32) -> Outlines {
    let ruler = &mut Ruler::default();
    let mut pen = Pen::default();
    let mut at = 0.0;
    for c in text.chars() {
        let glyph = ruler.glyph(weight, c);
        let font = &faces()[glyph.face].font;
        pen.scale = f64::from(pixels * PARTS) / f64::from(font.units_per_em());
        pen.right = at;
        let _ = font.outline_glyph(glyph.id, &mut pen);
        at += glyph.advance * f64::from(pixels * PARTS) / 1000.0 + f64::from(spacing);
    }
    Outlines { contours: pen.contours, width: at as i32 - spacing }
}

/// The number of straight pieces that approximate a curve.
const PIECES: u8 = 6;

#[derive(Default)]
struct Pen {
    scale: f64,
    right: f64,
    contours: Vec<Vec<(i32, i32)>>,
    last: (f32, f32),
}

impl Pen {
    fn put(&mut self, x: f32, y: f32) {
        let point = (
            (self.right + f64::from(x) * self.scale).round() as i32,
            (-f64::from(y) * self.scale).round() as i32,
        );
        if let Some(contour) = self.contours.last_mut() {
            contour.push(point);
        }
        self.last = (x, y);
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.contours.push(Vec::new());
        self.put(x, y);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.put(x, y);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (x0, y0) = self.last;
        self.curve_to(
            x0 + (x1 - x0) * 2.0 / 3.0,
            y0 + (y1 - y0) * 2.0 / 3.0,
            x + (x1 - x) * 2.0 / 3.0,
            y + (y1 - y) * 2.0 / 3.0,
            x,
            y,
        );
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (x0, y0) = self.last;
        for piece in 1..=PIECES {
            let t = f32::from(piece) / f32::from(PIECES);
            let u = 1.0 - t;
            let along = |a: f32, b: f32, c: f32, d: f32| {
                u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
            };
            self.put(along(x0, x1, x2, x), along(y0, y1, y2, y));
        }
    }

    fn close(&mut self) {}
}
