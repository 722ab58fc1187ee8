//! Draws pages with genpdf.

use genpdf::render::{Area, Renderer};
use genpdf::style::Color;
use genpdf::{Mm, PaperSize, Position};

use super::PdfError;
use super::elements::{Canvas, Ink, Look, Mark};
use super::ruler::Ruler;
use super::sheets::{Sheet, Sheets, Stretch, load, style};

const MM_PER_POINT: f64 = 25.4 / 72.0;

/// The number of pages that are drawn at a time: genpdf keeps about 2.5 KB for each stretch of text until its file is written.
const PAGES_AT_ONCE: usize = 4;

/// Draws the pages in stand-in fonts. Returns groups of pages, each with several drawings that contain the text of some of the sheets and
/// are to be laid over each other.
pub(super) fn draw(
    pages: &[Canvas],
    sheets: &Sheets,
    ruler: &mut Ruler,
) -> Result<Vec<Vec<Vec<u8>>>, PdfError> {
    let drawings = pages.chunks(PAGES_AT_ONCE).map(|pages| {
        let pages: Vec<Vec<Set>> = pages.iter().map(|page| set(page, sheets, ruler)).collect();
        let mut first = 0;
        let drawn = sheets.drawings().map(|drawn| {
            let begin = first;
            first += drawn.len();
            draw_sheets(&pages, begin, drawn)
        });
        drawn.collect::<Result<Vec<_>, _>>()
    });
    let drawings = drawings.collect::<Result<Vec<_>, _>>()?;
    if drawings.iter().all(Vec::is_empty) { Err(PdfError::Empty) } else { Ok(drawings) }
}

/// A mark, with its text as positioned glyphs.
enum Set<'a> {
    Text { x: f64, y: f64, look: Look, stretches: Vec<Stretch> },
    Line { points: &'a [(f64, f64)], ink: Ink },
}

fn set<'a>(page: &'a Canvas, sheets: &Sheets, ruler: &mut Ruler) -> Vec<Set<'a>> {
    let mut set = |mark: &'a Mark| match mark {
        Mark::Line { points, ink } => Set::Line { points, ink: *ink },
        Mark::Text { x, y, look, text } => {
            let line = ruler.line(text, look.weight);
            Set::Text { x: *x, y: *y, look: *look, stretches: sheets.stretches(&line, ruler) }
        }
    };
    page.marks.iter().map(&mut set).collect()
}

/// Draws the text of some sheets, beginning with sheet `first`. Lines are drawn together with the first sheet.
fn draw_sheets(pages: &[Vec<Set>], first: usize, drawn: &[Sheet]) -> Result<Vec<u8>, PdfError> {
    let plain = printpdf::PdfConformance::Custom(printpdf::CustomPdfConformance::default());
    let mut renderer = Renderer::new(PaperSize::A4, "")?.with_conformance(plain);
    let (mut cache, fonts) = load(drawn)?;
    cache.load_pdf_fonts(&renderer)?;
    for (number, page) in pages.iter().enumerate() {
        if number > 0 {
            renderer.add_page(PaperSize::A4);
        }
        let area = renderer.last_page().last_layer().area();
        for mark in page {
            match mark {
                Set::Line { points, ink } if first == 0 => line(&area, points, *ink),
                Set::Line { .. } => {}
                Set::Text { x, y, look, stretches } => {
                    let points = |per_mille: f64| per_mille * f64::from(look.size) / 1000.0;
                    for stretch in stretches {
                        let Some(&font) = stretch.sheet.checked_sub(first).and_then(|sheet| fonts.get(sheet))
                        else {
                            continue;
                        };
                        let top = millimetres(*y - points(stretch.y)) - font.glyph_height(look.size);
                        let at = Position::new(millimetres(*x + points(stretch.x)), top);
                        let style = style(font, look.size).with_color(colour(look.ink));
                        if !area.print_str(&cache, at, style, &stretch.stand_in)? {
                            return Err(PdfError::BelowThePage);
                        }
                    }
                }
            }
        }
    }
    let mut file = Vec::new();
    renderer.write(&mut file)?;
    Ok(file)
}

fn line(area: &Area, points: &[(f64, f64)], ink: Ink) {
    let points = points.iter().map(|&(x, y)| Position::new(millimetres(x), millimetres(y))).collect();
    area.draw_line(points, colour(ink).into());
}

fn millimetres(points: f64) -> Mm {
    Mm::from(points * MM_PER_POINT)
}

fn colour(Ink(red, green, blue): Ink) -> Color {
    Color::Rgb(red, green, blue)
}
