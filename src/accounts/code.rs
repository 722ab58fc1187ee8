//! Client codes: staff read them out over the phone, and people who work for a client type them in to register.

use crate::kernel::{Sha256, Token};

/// Leaves out letters and digits that look alike. There are 32, so each carries five bits.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// The number of letters in a code: 80 bits, too many to guess.
const LENGTH: usize = 16;

/// A code as it is displayed: `K7QM-2XWD-RB9T-5HNE`.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// Generates a random code.
    pub fn random() -> Self {
        let digest = Token::random().digest();
        let letters = digest.as_bytes().iter().take(LENGTH);
        Self::grouped(letters.map(|byte| char::from(LETTERS[usize::from(byte % 32)])))
    }

    /// Parses a typed code, in either case and with or without separators between the groups.
    pub fn parse(typed: &str) -> Option<Self> {
        let is_letter = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '.');
        let letters: Vec<char> =
            typed.chars().filter(is_letter).map(|c| c.to_ascii_uppercase()).take(LENGTH + 1).collect();
        let is_allowed = |c: &char| u8::try_from(*c).is_ok_and(|byte| LETTERS.contains(&byte));
        (letters.len() == LENGTH && letters.iter().all(is_allowed)).then(|| Self::grouped(letters))
    }

    fn grouped(letters: impl IntoIterator<Item = char>) -> Self {
        let mut written = String::new();
        for (at, letter) in letters.into_iter().enumerate() {
            if at > 0 && at % 4 == 0 {
                written.push('-');
            }
            written.push(letter);
        }
        Self(written)
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The digest that a typed code is looked up by, so that the time a lookup takes reveals nothing about existing
    /// codes.
    pub fn digest(&self) -> Sha256 {
        Sha256::of(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_parses_in_any_case_with_any_separators() {
        let code = Code::parse("k7qm 2xwd-RB9T.5hne").unwrap();
        assert_eq!(code.as_str(), "K7QM-2XWD-RB9T-5HNE");
        for typed in [
            "",
            "K7QM",
            "K7QM-2XWD-RB9T-5HN",
            "K7QM-2XWD-RB9T-5HNEX",
            "K7QM-2XWD-RB9T-5HN0",
            "K7QM-2XWD-RB9T-5HNÉ",
        ] {
            assert!(Code::parse(typed).is_none(), "{typed}");
        }
    }

    #[test]
    fn codes_are_random_and_parse_back() {
        let (one, other) = (Code::random(), Code::random());
        assert!(one != other);
        assert!(Code::parse(one.as_str()).as_ref() == Some(&one));
        assert_eq!(one.as_str().len(), LENGTH + 3);
    }
}
