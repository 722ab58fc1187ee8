//! Pages drawn with genpdf.

use genpdf::render::{Area, Renderer};
use genpdf::style::Color;
use genpdf::{Mm, PaperSize, Position};

use super::PdfError;
use super::elements::{Canvas, Ink, Mark};
use super::ruler::Ruler;
use super::sheets::{Sheet, Sheets, load, style};

const MM_PER_POINT: f64 = 25.4 / 72.0;

/// PDFs of these pages in stand-in fonts, each with the text of some sheets: laid over each other they are the pages.
pub(super) fn draw(pages: &[Canvas], sheets: &Sheets, ruler: &mut Ruler) -> Result<Vec<Vec<u8>>, PdfError> {
    let mut first = 0;
    let mut drawings = Vec::new();
    for drawn in sheets.drawings() {
        drawings.push(draw_sheets(pages, sheets, first, drawn, ruler)?);
        first += drawn.len();
    }
    if drawings.is_empty() { Err(PdfError::Empty) } else { Ok(drawings) }
}

/// Draws the text of some sheets, of which the first has this number; with the first of all go the lines.
fn draw_sheets(
    pages: &[Canvas],
    sheets: &Sheets,
    first: usize,
    drawn: &[Sheet],
    ruler: &mut Ruler,
) -> Result<Vec<u8>, PdfError> {
    let plain = printpdf::PdfConformance::Custom(printpdf::CustomPdfConformance::default());
    let mut renderer = Renderer::new(PaperSize::A4, "")?.with_conformance(plain);
    let (mut cache, fonts) = load(drawn)?;
    cache.load_pdf_fonts(&renderer)?;
    for (number, page) in pages.iter().enumerate() {
        if number > 0 {
            renderer.add_page(PaperSize::A4);
        }
        let area = renderer.last_page().last_layer().area();
        for mark in &page.marks {
            match mark {
                Mark::Line { points, ink } if first == 0 => line(&area, points, *ink),
                Mark::Line { .. } => {}
                Mark::Text { x, y, look, text } => {
                    let set = ruler.line(text, look.weight);
                    let points = |per_mille: f64| per_mille * f64::from(look.size) / 1000.0;
                    for stretch in sheets.stretches(&set, ruler) {
                        let Some(&font) = stretch.sheet.checked_sub(first).and_then(|sheet| fonts.get(sheet))
                        else {
                            continue;
                        };
                        let top = millimetres(*y - points(stretch.y)) - font.glyph_height(look.size);
                        let at = Position::new(millimetres(*x + points(stretch.x)), top);
                        let style = style(font, look.size).with_color(colour(look.ink));
                        if !area.print_str(&cache, at, style, stretch.stand_in)? {
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
