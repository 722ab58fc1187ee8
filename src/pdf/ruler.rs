//! Sets and measures text: the positions of its glyphs, and its width.

use std::collections::HashMap;
use std::rc::Rc;

use ttf_parser::GlyphId;

use super::fonts::{FaceId, Weight, faces};
use super::shape::{Copied, Line, Placed, Shaper, is_plain};

const BOX: GlyphId = GlyphId(0);

/// The glyph of a character in a face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    pub face: FaceId,
    pub id: GlyphId,
    /// Thousandths of an em.
    pub advance: f64,
}

/// Measures text, and caches glyphs and set lines for the duration of one document. Only lines that end up in the document are cached, not
/// those that were tried while breaking text.
#[derive(Default)]
pub struct Ruler {
    glyphs: HashMap<(Weight, char), Glyph>,
    kerns: HashMap<(FaceId, GlyphId, GlyphId), i16>,
    shaper: Shaper,
    shaped: HashMap<(Weight, String), Rc<Line>>,
}

impl Ruler {
    /// The glyph of a character; a box if no face contains it.
    pub(super) fn glyph(&mut self, weight: Weight, c: char) -> Glyph {
        *self.glyphs.entry((weight, c)).or_insert_with(|| {
            let chain = weight.faces();
            let found = chain.iter().find_map(|&face| Some((face, faces()[face].glyph(c)?)));
            let (face, id) = found.unwrap_or((chain[0], BOX));
            let advance = faces()[face].font.glyph_hor_advance(id).unwrap_or(0);
            Glyph { face, id, advance: faces()[face].per_mille(advance.into()) }
        })
    }

    /// The kerning between two glyphs of a face, in font units.
    pub(super) fn kern(&mut self, face: FaceId, left: GlyphId, right: GlyphId) -> i16 {
        *self.kerns.entry((face, left, right)).or_insert_with(|| faces()[face].kern(left, right))
    }

    /// The kerning that `kern` has returned before; 0 for a pair that has not occurred.
    pub(super) fn known_kern(&self, face: FaceId, left: GlyphId, right: GlyphId) -> i16 {
        self.kerns.get(&(face, left, right)).copied().unwrap_or(0)
    }

    /// The width of a line of text in points.
    pub fn width(&mut self, text: &str, weight: Weight, size: u8) -> f64 {
        if !is_plain(text) {
            return self.line(text, weight).width * f64::from(size) / 1000.0;
        }
        #[cfg(test)]
        super::work::done(text.chars().count());
        let mut last: Option<Glyph> = None;
        let mut width = 0.0;
        for c in text.chars() {
            let glyph = self.glyph(weight, c);
            width += self.kern_after(last, glyph) + glyph.advance;
            last = Some(glyph);
        }
        width * f64::from(size) / 1000.0
    }

    /// Sets a line of text.
    pub(super) fn line(&mut self, text: &str, weight: Weight) -> Rc<Line> {
        if is_plain(text) {
            return self.plain(text, weight).into();
        }
        let key = (weight, text.to_owned());
        if let Some(line) = self.shaped.get(&key) {
            return line.clone();
        }
        let line = self.shaper.line(text, weight);
        self.keep(key, line)
    }

    fn keep(&mut self, key: (Weight, String), line: Line) -> Rc<Line> {
        for pair in line.glyphs.windows(2).filter(|pair| pair[0].face == pair[1].face) {
            self.kern(pair[0].face, pair[0].id, pair[1].id);
        }
        let line = Rc::new(line);
        self.shaped.insert(key, line.clone());
        line
    }

    /// Sets a line if it is no wider than `most` points. Otherwise returns by how much it is wider, without caching it.
    pub(super) fn try_line(&mut self, text: &str, weight: Weight, size: u8, most: f64) -> Result<(), f64> {
        let key = (weight, text.to_owned());
        let wider = |width: f64| Some(width * f64::from(size) / 1000.0 - most).filter(|&wider| wider > 0.0);
        if is_plain(text) || self.shaped.contains_key(&key) {
            return wider(self.line(text, weight).width).map_or(Ok(()), Err);
        }
        let line = self.shaper.line(text, weight);
        if let Some(wider) = wider(line.width) {
            return Err(wider);
        }
        self.keep(key, line);
        Ok(())
    }

    /// See [`Shaper::advances`].
    pub(super) fn advances(&mut self, text: &str, weight: Weight) -> Vec<(usize, f64)> {
        self.shaper.advances(text, weight)
    }

    fn plain(&mut self, text: &str, weight: Weight) -> Line {
        #[cfg(test)]
        super::work::done(text.chars().count());
        let mut line = Line::default();
        let mut last: Option<Glyph> = None;
        for c in text.chars() {
            let glyph = self.glyph(weight, c);
            let x = line.width + self.kern_after(last, glyph);
            line.glyphs.push(Placed { face: glyph.face, id: glyph.id, copied: Copied::Char(c), x, y: 0.0 });
            line.width = x + glyph.advance;
            last = Some(glyph);
        }
        line
    }

    /// The number of glyphs in cached lines.
    #[cfg(test)]
    pub(super) fn remembered(&self) -> usize {
        self.shaped.values().map(|line| line.glyphs.len()).sum()
    }

    /// The kerning before a glyph that follows another, in thousandths of an em.
    fn kern_after(&mut self, last: Option<Glyph>, glyph: Glyph) -> f64 {
        match last.filter(|left| left.face == glyph.face) {
            Some(left) => faces()[glyph.face].per_mille(self.kern(glyph.face, left.id, glyph.id).into()),
            None => 0.0,
        }
    }
}
