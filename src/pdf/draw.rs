//! Pages drawn with genpdf.

use genpdf::render::{Area, Renderer};
use genpdf::style::Color;
use genpdf::{Mm, PaperSize, Position};

use super::PdfError;
use super::elements::{Canvas, Ink, Mark};
use super::fonts::Ruler;
use super::sheets::{Sheets, style};

const MM_PER_POINT: f64 = 25.4 / 72.0;

/// A PDF of these pages in stand-in fonts.
pub(super) fn draw(pages: &[Canvas], sheets: &Sheets, ruler: &mut Ruler) -> Result<Vec<u8>, PdfError> {
    let plain = printpdf::PdfConformance::Custom(printpdf::CustomPdfConformance::default());
    let mut renderer = Renderer::new(PaperSize::A4, "")?.with_conformance(plain);
    let (mut cache, fonts) = sheets.load()?;
    cache.load_pdf_fonts(&renderer)?;
    for (number, page) in pages.iter().enumerate() {
        if number > 0 {
            renderer.add_page(PaperSize::A4);
        }
        let area = renderer.last_page().last_layer().area();
        for mark in &page.marks {
            match mark {
                Mark::Line { points, ink } => line(&area, points, *ink),
                Mark::Text { x, y, look, text } => {
                    let mut x = *x;
                    for (sheet, stand_in, text) in sheets.stretches(text, look.weight, ruler) {
                        if let Some(sheet) = sheet {
                            let font = fonts[sheet];
                            let top = millimetres(*y) - font.glyph_height(look.size);
                            let style = style(font, look.size).with_color(colour(look.ink));
                            let at = Position::new(millimetres(x), top);
                            if !area.print_str(&cache, at, style, stand_in)? {
                                return Err(PdfError::BelowThePage);
                            }
                        }
                        x += ruler.width(&text, look.weight, look.size);
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
