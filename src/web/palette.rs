//! Makes a studio's accent colour readable: whatever colour it is, text in it and text on it have a contrast of at least 4.5 to 1.

use actix_web::{HttpResponse, http::header::CACHE_CONTROL, web::Path};

use crate::error::{AppError, AppResult};

/// The accent in the stylesheet itself.
pub const DEFAULT: &str = "#0057FF";

/// The contrast that text needs to be readable (WCAG 2.2, 1.4.3).
const READABLE: f64 = 4.5;

/// The backgrounds behind accented text: for each theme, the one with the least contrast.
const WELL: Colour = Colour([0xf1, 0xec, 0xe4]);
const DARK_WELL: Colour = Colour([0x2d, 0x2b, 0x29]);
const WHITE: Colour = Colour([255; 3]);
const BLACK: Colour = Colour([0; 3]);

/// A colour in the sRGB space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Colour([u8; 3]);

impl Colour {
    /// Parses six hexadecimal digits in upper case.
    fn parse(digits: &str) -> Option<Self> {
        let known =
            digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
        let part = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        if known { Some(Self([part(0)?, part(2)?, part(4)?])) } else { None }
    }

    /// Relative luminance, from 0 to 1.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// The contrast ratio, from 1 (identical) to 21.
    fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance() + 0.05, other.luminance() + 0.05);
        one.max(other) / one.min(other)
    }

    /// Mixes in that many hundredths of another colour.
    fn towards(self, other: Self, hundredths: u16) -> Self {
        let mut mixed = self.0;
        for (part, end) in mixed.iter_mut().zip(other.0) {
            let sum = u16::from(*part) * (100 - hundredths) + u16::from(end) * hundredths;
            *part = (sum / 100) as u8;
        }
        Self(mixed)
    }

    /// Mixes in as little of `towards` as makes it readable on a background.
    fn readable_on(self, ground: Self, towards: Self) -> Self {
        let steps = (0..=100).map(|hundredths| self.towards(towards, hundredths));
        steps.into_iter().find(|colour| colour.contrast(ground) >= READABLE).unwrap_or(towards)
    }

    /// The text colour with the most contrast on it: black or white, one of which is always readable.
    fn ink(self) -> Self {
        if self.contrast(WHITE) >= self.contrast(BLACK) { WHITE } else { BLACK }
    }

    /// The colour when pressed or hovered: further away from its text colour.
    fn deep(self) -> Self {
        self.towards(if self.ink() == WHITE { BLACK } else { WHITE }, 18)
    }
}

impl std::fmt::Display for Colour {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

/// The colours that the light and the dark theme derive from an accent.
struct Palette {
    fill: [Colour; 2],
    text: [Colour; 2],
    text_deep: [Colour; 2],
}

impl Palette {
    fn of(accent: Colour) -> Self {
        let (day, night) = (accent.readable_on(WELL, BLACK), accent.readable_on(DARK_WELL, WHITE));
        Self {
            fill: [accent, night],
            text: [day, night],
            text_deep: [day.towards(BLACK, 18), night.towards(WHITE, 34)],
        }
    }

    fn stylesheet(&self) -> String {
        let pair = |[day, night]: [Colour; 2]| format!("light-dark({day}, {night})");
        format!(
            ":root {{ --studio-accent: {}; --accent: {}; --accent-deep: {}; --on-accent: {}; --accent-text: {}; --accent-text-deep: {} }}\n",
            self.fill[0],
            pair(self.fill),
            pair(self.fill.map(Colour::deep)),
            pair(self.fill.map(Colour::ink)),
            pair(self.text),
            pair(self.text_deep),
        )
    }
}

/// `GET /assets/accent/{colour}.css`: depends only on its URL, so it can be cached; only for a day, because the shades may be improved.
pub async fn stylesheet(colour: Path<String>) -> AppResult {
    let palette = Palette::of(Colour::parse(&colour).ok_or(AppError::NotFound)?);
    Ok(HttpResponse::Ok()
        .content_type("text/css; charset=utf-8")
        .insert_header((CACHE_CONTROL, "public, max-age=86400"))
        .body(palette.stylesheet()))
}

/// The URL of an accent's stylesheet; `None` for the default, which needs none.
pub fn url(accent: &str) -> Option<String> {
    (accent != DEFAULT).then(|| format!("/assets/accent/{}.css", accent.trim_start_matches('#')))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_accent_is_readable(parts: [u8; 3]) {
            let palette = Palette::of(Colour(parts));
            for fill in palette.fill {
                prop_assert!(fill.contrast(fill.ink()) >= READABLE);
                prop_assert!(fill.deep().contrast(fill.ink()) >= READABLE);
            }
            for grounds in [[WELL, WHITE], [DARK_WELL, Colour([0x1b, 0x1a, 0x19])]] {
                let at = usize::from(grounds[0] == DARK_WELL);
                for ground in grounds {
                    prop_assert!(palette.text[at].contrast(ground) >= READABLE);
                    prop_assert!(palette.text_deep[at].contrast(ground) >= READABLE);
                }
            }
        }
    }

    #[test]
    fn contrast_is_computed_as_in_the_guidelines() {
        let contrast = |one, other| (Colour::contrast(one, other) * 100.0).round();
        assert_eq!(contrast(BLACK, WHITE), 2100.0);
        assert_eq!(contrast(Colour([0x77; 3]), WHITE), 448.0);
        assert_eq!(Colour::parse("F7C600").map(Colour::ink), Some(BLACK));
        assert_eq!(Colour::parse("f7c600"), None);
        assert_eq!(Colour::parse("F7C60"), None);
        assert_eq!(url(DEFAULT), None);
    }
}
