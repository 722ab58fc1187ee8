//! Secrets: never logged, compared in constant time, stored only as a digest.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE64URL_NOPAD;
use hmac::{Hmac, Mac};
use subtle::ConstantTimeEq;

use super::{refusal::refusal, sha256::Sha256};

/// 256 random bits in a link or a cookie. The database stores only [`Token::digest`].
#[derive(Clone)]
pub struct Token([u8; 32]);

refusal! {
    /// The text is not a token.
    NotAToken = "not a token"
}

impl Token {
    /// A random token that cannot be guessed.
    ///
    /// # Panics
    /// If the system provides no randomness; there is nothing safe to do without it.
    pub fn random() -> Self {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).expect("the system provides random bytes");
        Self(bytes)
    }

    /// The 43 characters in the link; safe in a URL and in a header.
    pub fn text(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// A token derived from this one for a purpose; this one cannot be computed from it.
    pub fn derived(&self, purpose: &str) -> Self {
        Self(keyed(self.0, &[purpose.as_bytes()]))
    }

    /// The digest that is stored and looked up. It needs no salt or slow hash, because a token cannot be guessed.
    pub fn digest(&self) -> Sha256 {
        Sha256::of(self.0)
    }
}

/// HMAC-SHA256 over the concatenated parts: only a holder of the key can compute it.
pub fn keyed(key: impl AsRef<[u8]>, parts: &[&[u8]]) -> [u8; 32] {
    let mut mac = Hmac::<sha2::Sha256>::new_from_slice(key.as_ref()).expect("HMAC takes a key of any length");
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

impl FromStr for Token {
    type Err = NotAToken;

    fn from_str(text: &str) -> Result<Self, NotAToken> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| NotAToken)?;
        bytes.try_into().map(Self).map_err(|_| NotAToken)
    }
}

impl PartialEq for Token {
    fn eq(&self, other: &Self) -> bool {
        same(self.0, other.0)
    }
}

impl Eq for Token {}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

/// A value that must not reach a log, such as a password or a key.
#[derive(Clone)]
pub struct Secret<T>(T);

impl<T> Secret<T> {
    /// Hides a value.
    pub const fn new(secret: T) -> Self {
        Self(secret)
    }

    /// The value itself; every call deserves a second look in a review.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> From<T> for Secret<T> {
    fn from(secret: T) -> Self {
        Self(secret)
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<'de, T: serde::Deserialize<'de>> serde::Deserialize<'de> for Secret<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Self)
    }
}

/// Whether two secrets are equal, in a time that depends only on their lengths.
pub fn same(a: impl AsRef<[u8]>, b: impl AsRef<[u8]>) -> bool {
    a.as_ref().ct_eq(b.as_ref()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_can_be_parsed_from_its_link() {
        let token = Token::random();
        let text = token.text();
        assert_eq!(text.len(), 43);
        assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'));
        assert_eq!(text.parse(), Ok(token.clone()));
        assert_ne!(token.digest().to_string(), text);
        assert_ne!(Token::random(), token);
    }

    #[test]
    fn a_token_has_one_spelling() {
        let zeros = "A".repeat(43);
        assert!(zeros.parse::<Token>().is_ok());
        let padded = format!("{zeros}=");
        let loose_bits = format!("{}B", &zeros[1..]);
        for text in
            ["", "A", &zeros[1..], &padded, &loose_bits, &format!("{}/", &zeros[1..]), &format!("{zeros}\n")]
        {
            assert_eq!(text.parse::<Token>(), Err(NotAToken), "{text}");
        }
    }

    #[test]
    fn a_derived_token_is_different_and_deterministic() {
        let token = Token::random();
        assert_eq!(token.derived("a link"), token.derived("a link"));
        assert_ne!(token.derived("a link"), token.derived("another"));
        assert_ne!(token.derived("a link"), token);
        assert_ne!(token.derived("a link").text(), token.digest().to_string());
    }

    #[test]
    fn secrets_are_not_printed() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(…)");
        assert_eq!(format!("{:?}", Token::random()), "Token(…)");
        assert!(same("a", "a") && !same("a", "b") && !same("a", "ab"));
    }
}
