//! Assigns codes to glyphs.
//!
//! To describe an embedded face, genpdf would try every character there is, which takes 20 ms per face and document. So each face is
//! declared as one of PDF's built-in fonts, whose codes are single bytes: a *sheet* assigns such codes to up to 188 glyphs of one face, as
//! characters that stand in for them. `compress` inserts the real fonts after the pages have been drawn.
//!
//! There are fourteen built-in fonts. Pages that need more sheets are drawn several times, each time with the text of fourteen sheets, and
//! the drawings are laid over each other.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use genpdf::fonts::{Font, FontCache, FontData, FontFamily};
use genpdf::style::Style;
use printpdf::BuiltinFont;
use ttf_parser::GlyphId;

use super::PdfError;
use super::elements::{Canvas, Mark};
use super::fonts::{FaceId, faces};
use super::ruler::Ruler;
use super::shape::{Copied, Line};
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
    /// Its font name in the drawn pages of its drawing.
    pub name: &'static str,
    pub face: FaceId,
    /// For each code, the text that is copied, and the glyph.
    pub codes: BTreeMap<u8, (Copied, GlyphId)>,
    /// The font file with only these glyphs.
    pub file: Vec<u8>,
}

/// All sheets of a document.
pub(super) struct Sheets {
    pub sheets: Vec<Sheet>,
    places: HashMap<(FaceId, GlyphId, Copied), (usize, u8)>,
}

/// Consecutive glyphs of one sheet that genpdf places correctly by itself: their position in thousandths of an em, and their codes as
/// stand-in text.
pub(super) struct Stretch {
    pub sheet: usize,
    pub x: f64,
    pub y: f64,
    pub stand_in: String,
}

/// How far the position of a glyph may differ from where genpdf places it, in thousandths of an em.
const NEAR: f64 = 0.5;

/// The codes that mean the same character in Latin-1 and in PDF's built-in fonts.
fn codes() -> impl Iterator<Item = u8> {
    (0x21..=0x7e).chain(0xa1..=0xff).filter(|&code| code != 0xad)
}

impl Sheets {
    /// Assigns a sheet and a code to every glyph on the pages, in an order that depends only on the glyphs.
    pub fn of(pages: &[Canvas], ruler: &mut Ruler) -> Result<Sheets, PdfError> {
        let mut shown: BTreeMap<FaceId, BTreeSet<(Copied, GlyphId)>> = BTreeMap::new();
        for mark in pages.iter().flat_map(|page| &page.marks) {
            if let Mark::Text { look, text, .. } = mark {
                for glyph in &ruler.line(text, look.weight).glyphs {
                    shown.entry(glyph.face).or_default().insert((glyph.copied.clone(), glyph.id));
                }
            }
        }
        let mut sheets = Sheets { sheets: Vec::new(), places: HashMap::new() };
        for (face, glyphs) in shown {
            let glyphs: Vec<(Copied, GlyphId)> = glyphs.into_iter().collect();
            for glyphs in glyphs.chunks(codes().count()) {
                sheets.add(face, glyphs, ruler)?;
            }
        }
        Ok(sheets)
    }

    fn add(&mut self, face: FaceId, shown: &[(Copied, GlyphId)], ruler: &mut Ruler) -> Result<(), PdfError> {
        let mut assigned: BTreeMap<u8, (Copied, GlyphId)> = BTreeMap::new();
        let mut others = Vec::new();
        for glyph in shown.iter().cloned() {
            match own_code(&glyph.0) {
                Some(code) if !assigned.contains_key(&code) => {
                    assigned.insert(code, glyph);
                }
                _ => others.push(glyph),
            }
        }
        let free: Vec<u8> = codes().filter(|code| !assigned.contains_key(code)).collect();
        assigned.extend(free.into_iter().zip(others));
        for (&code, (copied, glyph)) in &assigned {
            self.places.insert((face, *glyph, copied.clone()), (self.sheets.len(), code));
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
        let name = NAMES[self.sheets.len() % NAMES.len()].into();
        self.sheets.push(Sheet { name, face, codes: assigned, file });
        Ok(())
    }

    /// The sheets of each drawing.
    pub fn drawings(&self) -> impl Iterator<Item = &[Sheet]> {
        self.sheets.chunks(NAMES.len())
    }

    /// Divides a line of text into stretches that genpdf can place.
    pub fn stretches(&self, line: &Line, ruler: &Ruler) -> Vec<Stretch> {
        #[cfg(test)]
        super::work::done(line.glyphs.len());
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut last: Option<(GlyphId, f64)> = None;
        for glyph in &line.glyphs {
            let Some(&(sheet, code)) = self.places.get(&(glyph.face, glyph.id, glyph.copied.clone())) else {
                continue;
            };
            let face = &faces()[glyph.face];
            let is_next = |(left, end): (GlyphId, f64)| {
                let next = end + face.per_mille(ruler.known_kern(glyph.face, left, glyph.id).into());
                (next - glyph.x).abs() < NEAR
            };
            match stretches.last_mut() {
                Some(stretch)
                    if stretch.sheet == sheet && stretch.y == glyph.y && last.is_some_and(is_next) =>
                {
                    stretch.stand_in.push(char::from(code));
                }
                _ => stretches.push(Stretch {
                    sheet,
                    x: glyph.x,
                    y: glyph.y,
                    stand_in: char::from(code).into(),
                }),
            }
            let advance = face.font.glyph_hor_advance(glyph.id).unwrap_or(0);
            last = Some((glyph.id, glyph.x + face.per_mille(advance.into())));
        }
        stretches
    }
}

/// The code of a character if it is the same in Latin-1.
fn own_code(copied: &Copied) -> Option<u8> {
    let Copied::Char(c) = copied else { return None };
    u8::try_from(*c).ok().filter(|own| codes().any(|code| code == *own))
}

/// The fonts of a drawing for genpdf, in the order of its sheets.
pub(super) fn load(sheets: &[Sheet]) -> Result<(FontCache, Vec<Font>), PdfError> {
    let mut data = Vec::new();
    for (sheet, name) in sheets.iter().zip(NAMES) {
        data.push(FontData::new(sheet.file.clone(), Some(name))?);
    }
    let Some(first) = data.first().cloned() else { return Err(PdfError::Empty) };
    let mut cache = FontCache::new(family(first));
    let fonts = data.into_iter().map(|data| cache.add_font(data)).collect();
    Ok((cache, fonts))
}

/// A font family that consists of one face.
pub(super) fn family<T: Clone + std::fmt::Debug>(face: T) -> FontFamily<T> {
    FontFamily { regular: face.clone(), bold: face.clone(), italic: face.clone(), bold_italic: face }
}

/// The style for text of one sheet.
pub(super) fn style(font: Font, size: u8) -> Style {
    Style::new().with_font_family(family(font)).with_font_size(size)
}
