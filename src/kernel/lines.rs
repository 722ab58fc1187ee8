//! Text of a few lines, such as the address on a letter.

use super::text::{TextFault, paragraph};

/// The maximum number of lines of an address or of bank details.
pub const ON_A_LETTER: usize = 8;

/// Returns text of at most `most` characters and `most_lines` lines, including empty ones. May be empty.
///
/// # Errors
/// What is wrong with the text.
pub fn few_lines(text: &str, most: usize, most_lines: usize) -> Result<String, TextFault> {
    let text = paragraph(text, most)?;
    if text.lines().count() > most_lines {
        return Err(TextFault::TooManyLines { most: most_lines });
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted() {
        assert_eq!(few_lines("one\r\ntwo\u{2028}three\n", 20, 3).as_deref(), Ok("one\ntwo\nthree"));
        assert_eq!(few_lines("one\n\nthree\nfour", 20, 3), Err(TextFault::TooManyLines { most: 3 }));
        assert_eq!(few_lines("one\ntwo", 5, 3), Err(TextFault::TooLong { most: 5 }));
        assert_eq!(few_lines(" \n\n\n\n ", 20, 3).as_deref(), Ok(""));
    }
}
