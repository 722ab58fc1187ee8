//! The font faces of documents, and the order in which they are searched for a character.

use std::sync::OnceLock;

use ttf_parser::gpos::{PairAdjustment, PositioningSubtable};
use ttf_parser::gsub::{SingleSubstitution, SubstitutionSubtable};
use ttf_parser::opentype_layout::{LayoutTable, Lookup};
use ttf_parser::{GlyphId, Tag};

/// The weight of the letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    Light,
    Regular,
    Bold,
}

/// An index into the list of faces.
pub(super) type FaceId = usize;

/// A parsed face, with tabular figures if it has them.
pub(super) struct Face {
    pub name: &'static str,
    pub data: &'static [u8],
    pub font: ttf_parser::Face<'static>,
    figures: [Option<GlyphId>; 10],
    pairs: Vec<PairAdjustment<'static>>,
    shaper: OnceLock<harfrust::Font>,
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
            face!("NotoSansArmenian-Regular"),
            face!("NotoSansArmenian-Bold"),
            face!("NotoSansGeorgian-Regular"),
            face!("NotoSansGeorgian-Bold"),
            face!("NotoSansHebrew-Regular"),
            face!("NotoSansHebrew-Bold"),
            face!("NotoSansArabic-Regular"),
            face!("NotoSansArabic-Bold"),
            face!("NotoSansDevanagari-Regular"),
            face!("NotoSansDevanagari-Bold"),
            face!("NotoSansBengali-Regular"),
            face!("NotoSansBengali-Bold"),
            face!("NotoSansTamil-Regular"),
            face!("NotoSansTamil-Bold"),
            face!("NotoSansThai-Regular"),
            face!("NotoSansThai-Bold"),
            face!("DroidSansFallback"),
            face!("NotoEmoji-Regular"),
        ]
        .into_iter()
        .map(|face| face.expect("the vendored faces are TrueType"))
        .collect()
    })
}

const FALLBACK: FaceId = 21;
/// The emoji face.
pub(super) const EMOJI: FaceId = 22;

impl Weight {
    /// The faces to search for a character, in order.
    pub(super) fn faces(self) -> &'static [FaceId] {
        match self {
            Weight::Light => &[0, 3, 5, 7, 9, 11, 13, 15, 17, 19, FALLBACK, EMOJI],
            Weight::Regular => &[1, 3, 5, 7, 9, 11, 13, 15, 17, 19, FALLBACK, EMOJI],
            Weight::Bold => &[2, 4, 6, 8, 10, 12, 14, 16, 18, 20, FALLBACK, EMOJI],
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
        Some(Face { name, data, font, figures, pairs, shaper: OnceLock::new() })
    }

    pub fn glyph(&self, c: char) -> Option<GlyphId> {
        let figure = c.to_digit(10).and_then(|digit| self.figures[digit as usize]);
        figure.or_else(|| self.font.glyph_index(c))
    }

    /// Converts font units to thousandths of an em.
    pub fn per_mille(&self, units: i32) -> f64 {
        f64::from(units) * 1000.0 / f64::from(self.font.units_per_em())
    }

    /// The face as the shaper reads it.
    pub fn shaper(&self) -> &harfrust::Font {
        self.shaper
            .get_or_init(|| harfrust::Font::new(self.data, 0).expect("the vendored faces are TrueType"))
    }

    /// The kerning between two glyphs, in font units. Figures are not kerned, so that they stay in columns.
    pub fn kern(&self, left: GlyphId, right: GlyphId) -> i16 {
        if self.figures.contains(&Some(left)) || self.figures.contains(&Some(right)) {
            return 0;
        }
        self.pairs.iter().find_map(|pairs| adjustment(pairs, left, right)).unwrap_or(0)
    }
}

/// The lookups of a feature, in the font's order, without duplicates.
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
