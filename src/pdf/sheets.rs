//! Which glyph answers to which code.
//!
//! genpdf would describe an embedded face by trying every character there is, 20 ms a face and
//! document. So each face is announced to it as one of PDF's built-in fonts, whose codes are
//! single bytes: a *sheet* gives up to 188 glyphs of one face such a code each, as a character
//! that stands in for them. `compress` puts the true fonts in when the pages are drawn.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use genpdf::fonts::{Font, FontCache, FontData, FontFamily};
use genpdf::style::Style;
use printpdf::BuiltinFont;
use ttf_parser::GlyphId;

use super::PdfError;
use super::elements::{Canvas, Mark};
use super::fonts::{FaceId, Ruler, Weight, faces};
use super::subset::subset;

const NAMES: [BuiltinFont; 14] = [
    BuiltinFont::Helvetica,
    BuiltinFont::HelveticaBold,
    BuiltinFont::HelveticaOblique,
    BuiltinFont::HelveticaBoldOblique,
    BuiltinFont::TimesRoman,
    BuiltinFont::TimesBold,
    BuiltinFont::TimesItalic,
    BuiltinFont::TimesBoldItalic,
    BuiltinFont::Courier,
    BuiltinFont::CourierBold,
    BuiltinFont::CourierOblique,
    BuiltinFont::CourierBoldOblique,
    BuiltinFont::Symbol,
    BuiltinFont::ZapfDingbats,
];

/// Some glyphs of one face.
pub(super) struct Sheet {
    /// The name the drawn pages call it by.
    pub name: &'static str,
    pub face: FaceId,
    pub codes: BTreeMap<u8, (char, GlyphId)>,
    /// The font file with these glyphs alone.
    pub file: Vec<u8>,
}

/// All sheets of a document. Characters beyond the last sheet (some 2600 different ones) are
/// left blank.
pub(super) struct Sheets {
    pub sheets: Vec<Sheet>,
    places: HashMap<(FaceId, char), (usize, u8)>,
}

/// Codes that mean the same character in Latin-1 and in PDF's built-in fonts.
fn codes() -> impl Iterator<Item = u8> {
    (0x21..=0x7e).chain(0xa1..=0xff).filter(|&code| code != 0xad)
}

impl Sheets {
    /// Gives every character on the pages a place, in an order that depends on nothing else.
    pub fn of(pages: &[Canvas], ruler: &mut Ruler) -> Result<Sheets, PdfError> {
        let mut shown: BTreeMap<FaceId, BTreeSet<char>> = BTreeMap::new();
        for (weight, c) in characters(pages) {
            shown.entry(ruler.glyph(weight, c).face).or_default().insert(c);
        }
        let mut sheets = Sheets { sheets: Vec::new(), places: HashMap::new() };
        for (face, characters) in shown {
            let characters: Vec<char> = characters.into_iter().collect();
            for characters in characters.chunks(codes().count()) {
                sheets.add(face, characters, ruler)?;
            }
        }
        Ok(sheets)
    }

    fn add(&mut self, face: FaceId, characters: &[char], ruler: &mut Ruler) -> Result<(), PdfError> {
        let Some(name) = NAMES.get(self.sheets.len()) else { return Ok(()) };
        let own = |c: char| u8::try_from(c).ok().filter(|own| codes().any(|code| code == *own));
        let taken: BTreeSet<u8> = characters.iter().filter_map(|&c| own(c)).collect();
        let mut free = codes().filter(|code| !taken.contains(code));
        let mut assigned = BTreeMap::new();
        for &c in characters {
            let Some(code) = own(c).or_else(|| free.next()) else { continue };
            assigned.insert(code, (c, faces()[face].glyph(c).unwrap_or(GlyphId(0))));
            self.places.insert((face, c), (self.sheets.len(), code));
        }
        let glyphs = assigned.iter().map(|(&code, &(_, glyph))| (code, glyph)).collect();
        let mut pairs = Vec::new();
        for (&left, &(_, first)) in &assigned {
            for (&right, &(_, second)) in &assigned {
                match ruler.known_kern(face, first, second) {
                    0 => {}
                    units => pairs.push((left, right, units)),
                }
            }
        }
        let file = subset(&faces()[face], &glyphs, &pairs).ok_or(PdfError::Face(faces()[face].name))?;
        self.sheets.push(Sheet { name: (*name).into(), face, codes: assigned, file });
        Ok(())
    }

    /// The fonts as genpdf knows them, in the order of the sheets.
    pub fn load(&self) -> Result<(FontCache, Vec<Font>), PdfError> {
        let mut data = Vec::new();
        for (sheet, name) in self.sheets.iter().zip(NAMES) {
            data.push(FontData::new(sheet.file.clone(), Some(name))?);
        }
        let Some(first) = data.first().cloned() else { return Err(PdfError::Empty) };
        let mut cache = FontCache::new(family(first));
        let fonts = data.into_iter().map(|data| cache.add_font(data)).collect();
        Ok((cache, fonts))
    }

    /// A line of text as stretches of one sheet: (sheet, stand-in text, true text).
    pub fn stretches(
        &self,
        text: &str,
        weight: Weight,
        ruler: &mut Ruler,
    ) -> Vec<(Option<usize>, String, String)> {
        let mut stretches: Vec<(Option<usize>, String, String)> = Vec::new();
        for c in text.chars() {
            let place = self.places.get(&(ruler.glyph(weight, c).face, c));
            let sheet = place.map(|place| place.0);
            if stretches.last().is_none_or(|last| last.0 != sheet) {
                stretches.push((sheet, String::new(), String::new()));
            }
            if let Some(last) = stretches.last_mut() {
                last.1.extend(place.map(|place| char::from(place.1)));
                last.2.push(c);
            }
        }
        stretches
    }
}

/// A family of one face.
pub(super) fn family<T: Clone + std::fmt::Debug>(face: T) -> FontFamily<T> {
    FontFamily { regular: face.clone(), bold: face.clone(), italic: face.clone(), bold_italic: face }
}

/// The style that sets text from one sheet.
pub(super) fn style(font: Font, size: u8) -> Style {
    Style::new().with_font_family(family(font)).with_font_size(size)
}

fn characters(pages: &[Canvas]) -> impl Iterator<Item = (Weight, char)> {
    pages.iter().flat_map(|page| &page.marks).flat_map(|mark| match mark {
        Mark::Text { look, text, .. } => text.chars().map(|c| (look.weight, c)).collect(),
        Mark::Line { .. } => Vec::new(),
    })
}
