//! Client codes: what staff read out on the telephone, and a client's people type to register.

use crate::kernel::{Sha256, Token};

/// Without letters and digits that look alike: 32, so that each carries five bits.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
/// Letters in a code: 80 bits, which nobody guesses.
const LENGTH: usize = 16;

/// A code as it is written: `K7QM-2XWD-RB9T-5HNE`.
#[derive(Clone, PartialEq, Eq)]
pub struct Code(String);

impl Code {
    /// A code nobody can guess.
    pub fn random() -> Self {
        let digest = Token::random().digest();
        let letters = digest.as_bytes().iter().take(LENGTH);
        Self::grouped(letters.map(|byte| char::from(LETTERS[usize::from(byte % 32)])))
    }

    /// A code as typed: in any case, with or without what divides its groups.
    pub fn parse(typed: &str) -> Option<Self> {
        let apart = |c: &char| !c.is_whitespace() && !matches!(c, '-' | '–' | '—' | '.');
        let letters: Vec<char> =
            typed.chars().filter(apart).map(|c| c.to_ascii_uppercase()).take(LENGTH + 1).collect();
        let ours = |c: &char| u8::try_from(*c).is_ok_and(|byte| LETTERS.contains(&byte));
        (letters.len() == LENGTH && letters.iter().all(ours)).then(|| Self::grouped(letters))
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

    /// What a typed code is looked up by: how long that takes tells nothing about the codes there are.
    pub fn digest(&self) -> Sha256 {
        Sha256::of(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
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
    fn codes_differ_and_can_be_read_back() {
        let (one, other) = (Code::random(), Code::random());
        assert!(one != other);
        assert!(Code::parse(one.as_str()).as_ref() == Some(&one));
        assert_eq!(one.as_str().len(), LENGTH + 3);
    }
}
