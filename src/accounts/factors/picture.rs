//! QR codes as inline SVG.

use qrcode::{Color, QrCode};

use crate::error::{AppError, AppResult};

/// The quiet zone that a reader needs, in modules.
const RIM: usize = 4;

/// A QR code for `<svg viewBox="0 0 side side"><path d="path"/></svg>`. Dark on light in either theme, since many
/// readers support nothing else.
#[derive(Debug)]
pub struct Picture {
    /// Its width and height, in modules.
    pub side: usize,
    /// The path of its dark modules.
    pub path: String,
}

impl Picture {
    /// Encodes a text.
    ///
    /// # Errors
    /// Internal, if the text is longer than a QR code can hold.
    pub fn of(text: &str) -> AppResult<Self> {
        let code = QrCode::new(text).map_err(AppError::internal)?;
        let (width, colors) = (code.width(), code.to_colors());
        let mut path = String::new();
        for (y, row) in colors.chunks(width).enumerate() {
            let mut x = 0;
            while x < width {
                let run = row[x..].iter().take_while(|color| **color == Color::Dark).count();
                if run > 0 {
                    path.push_str(&format!("M{} {}h{run}v1h-{run}z", x + RIM, y + RIM));
                }
                x += run.max(1);
            }
        }
        Ok(Self { side: width + 2 * RIM, path })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_contains_the_finder_pattern() {
        let picture = Picture::of("otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ").unwrap();
        // The finder pattern in the upper left: seven dark modules in its first row.
        assert!(picture.path.starts_with(&format!("M{RIM} {RIM}h7v1h-7z")), "{picture:?}");
        assert!(picture.side > 2 * RIM + 20);
        assert!(Picture::of(&"x".repeat(5000)).is_err());
    }
}
