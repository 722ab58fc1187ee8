//! The faces documents are set in: which one has a character, and how wide it runs.

use std::collections::HashMap;
use std::sync::OnceLock;

use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::gsub::{SingleSubstitution, SubstitutionSubtable};
use ttf_parser::opentype_layout::{LayoutTable, Lookup};
use ttf_parser::{GlyphId, Tag};

/// How heavy the letters are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    Light,
    Regular,
    Bold,
}

/// A place in the list of faces.
pub(super) type FaceId = usize;

const BOX: GlyphId = GlyphId(0);

/// A parsed face, with its figures all of one width where it offers such.
pub(super) struct Face {
    pub name: &'static str,
    pub data: &'static [u8],
    pub font: ttf_parser::Face<'static>,
    figures: [Option<GlyphId>; 10],
    pairs: Vec<PairAdjustment<'static>>,
}

/// A character as it is set: a glyph of a face.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Glyph {
    pub face: FaceId,
    pub id: GlyphId,
    /// Thousandths of an em.
    pub advance: f64,
}

macro_rules! face {
    ($name:literal) => {
        Face::read($name, include_bytes!(concat!("../../assets/pdf-fonts/", $name, ".ttf")))
    };
}

/// Every face, parsed once.
pub(super) fn faces() -> &'static [Face] {
    static FACES: OnceLock<Vec<Face>> = OnceLock::new();
    FACES.get_or_init(|| {
        [
            face!("Montserrat-Light"),
            face!("Montserrat-Regular"),
            face!("Montserrat-Bold"),
            face!("NotoSans-Regular"),
            face!("NotoSans-Bold"),
            face!("DroidSansFallback"),
        ]
        .into_iter()
        .map(|face| face.expect("the vendored faces are TrueType"))
        .collect()
    })
}

impl Weight {
    /// The faces to ask for a character, in order.
    fn faces(self) -> [FaceId; 3] {
        match self {
            Weight::Light => [0, 3, 5],
            Weight::Regular => [1, 3, 5],
            Weight::Bold => [2, 4, 5],
        }
    }
}

impl Face {
    fn read(name: &'static str, data: &'static [u8]) -> Option<Face> {
        let font = ttf_parser::Face::parse(data, 0).ok()?;
        let mut figures = [None; 10];
        for (digit, figure) in ('0'..='9').zip(&mut figures) {
            *figure = font.glyph_index(digit).and_then(|glyph| tabular(&font, glyph));
        }
        let pairs = kerning(&font);
        Some(Face { name, data, font, figures, pairs })
    }

    pub fn glyph(&self, c: char) -> Option<GlyphId> {
        let figure = c.to_digit(10).and_then(|digit| self.figures[digit as usize]);
        figure.or_else(|| self.font.glyph_index(c))
    }

    /// A length of the font's design in thousandths of an em.
    pub fn per_mille(&self, units: i32) -> f64 {
        f64::from(units) * 1000.0 / f64::from(self.font.units_per_em())
    }

    /// What is added between two glyphs, in font units. Figures keep their columns.
    fn kern(&self, left: GlyphId, right: GlyphId) -> i16 {
        if self.figures.contains(&Some(left)) || self.figures.contains(&Some(right)) {
            return 0;
        }
        self.pairs.iter().find_map(|pairs| adjustment(pairs, left, right)).unwrap_or(0)
    }
}

/// The lookups of a feature, in the font's order, each once.
fn lookups<'a>(table: &LayoutTable<'a>, feature: &[u8; 4]) -> Vec<Lookup<'a>> {
    let tag = Tag::from_bytes(feature);
    let mut indices: Vec<u16> = table
        .features
        .into_iter()
        .filter(|feature| feature.tag == tag)
        .flat_map(|feature| feature.lookup_indices)
        .collect();
    indices.sort_unstable();
    indices.dedup();
    indices.into_iter().filter_map(|index| table.lookups.get(index)).collect()
}

fn tabular(font: &ttf_parser::Face<'static>, glyph: GlyphId) -> Option<GlyphId> {
    let table = font.tables().gsub?;
    lookups(&table, b"tnum")
        .iter()
        .flat_map(|lookup| lookup.subtables.into_iter::<SubstitutionSubtable>())
        .find_map(|subtable| match subtable {
            SubstitutionSubtable::Single(SingleSubstitution::Format1 { coverage, delta }) => {
                coverage.get(glyph).map(|_| GlyphId(glyph.0.wrapping_add_signed(delta)))
            }
            SubstitutionSubtable::Single(SingleSubstitution::Format2 { coverage, substitutes }) => {
                substitutes.get(coverage.get(glyph)?)
            }
            _ => None,
        })
}

fn kerning(font: &ttf_parser::Face<'static>) -> Vec<PairAdjustment<'static>> {
    let Some(table) = font.tables().gpos else { return Vec::new() };
    lookups(&table, b"kern")
        .iter()
        .flat_map(|lookup| lookup.subtables.into_iter::<PositioningSubtable>())
        .filter_map(|subtable| match subtable {
            PositioningSubtable::Pair(pairs) => Some(pairs),
            _ => None,
        })
        .collect()
}

fn adjustment(pairs: &PairAdjustment, left: GlyphId, right: GlyphId) -> Option<i16> {
    match pairs {
        PairAdjustment::Format1 { coverage, sets } => {
            let (first, _) = sets.get(coverage.get(left)?)?.get(right)?;
            Some(first.x_advance)
        }
        PairAdjustment::Format2 { coverage, classes, matrix } => {
            coverage.get(left)?;
            let (first, _) = matrix.get((classes.0.get(left), classes.1.get(right)))?;
            Some(first.x_advance)
        }
    }
}

/// Measures text, and remembers what it looked up for the length of one document.
#[derive(Default)]
pub struct Ruler {
    glyphs: HashMap<(Weight, char), Glyph>,
    kerns: HashMap<(FaceId, GlyphId, GlyphId), i16>,
}

impl Ruler {
    /// The glyph of a character; a box where no face has one.
    pub(super) fn glyph(&mut self, weight: Weight, c: char) -> Glyph {
        *self.glyphs.entry((weight, c)).or_insert_with(|| {
            let chain = weight.faces();
            let found = chain.iter().find_map(|&face| Some((face, faces()[face].glyph(c)?)));
            let (face, id) = found.unwrap_or((chain[0], BOX));
            let advance = faces()[face].font.glyph_hor_advance(id).unwrap_or(0);
            Glyph { face, id, advance: faces()[face].per_mille(advance.into()) }
        })
    }

    /// What is added between two glyphs of one face, in its units.
    pub(super) fn kern(&mut self, face: FaceId, left: GlyphId, right: GlyphId) -> i16 {
        *self.kerns.entry((face, left, right)).or_insert_with(|| faces()[face].kern(left, right))
    }

    /// What `kern` has answered before; 0 for a pair that never met.
    pub(super) fn known_kern(&self, face: FaceId, left: GlyphId, right: GlyphId) -> i16 {
        self.kerns.get(&(face, left, right)).copied().unwrap_or(0)
    }

    /// The width of a line of text in points.
    pub fn width(&mut self, text: &str, weight: Weight, size: u8) -> f64 {
        let mut last: Option<Glyph> = None;
        let mut width = 0.0;
        for c in text.chars() {
            let glyph = self.glyph(weight, c);
            width += glyph.advance;
            if let Some(left) = last.filter(|left| left.face == glyph.face) {
                width += faces()[glyph.face].per_mille(self.kern(glyph.face, left.id, glyph.id).into());
            }
            last = Some(glyph);
        }
        width * f64::from(size) / 1000.0
    }
}
