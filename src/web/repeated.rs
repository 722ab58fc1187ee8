//! How a field that repeats is read: as often as its form allows, and no oftener.

use serde::{Deserialize, Deserializer, de::Error};

/// The texts of a field that repeats, at most so many times. Every other field of a form comes once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeated<const MOST: usize>(pub Vec<String>);

impl<const MOST: usize> Default for Repeated<MOST> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<const MOST: usize> FromIterator<String> for Repeated<MOST> {
    fn from_iter<I: IntoIterator<Item = String>>(values: I) -> Self {
        Self(values.into_iter().collect())
    }
}

/// What a field sent too often is refused with: [`super::form::parse`] tells it from other faults by this.
pub(super) const TOO_OFTEN: &str = "a field is repeated too often";

impl<'de, const MOST: usize> Deserialize<'de> for Repeated<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = Vec::deserialize(deserializer)?;
        if values.len() > MOST { Err(D::Error::custom(TOO_OFTEN)) } else { Ok(Self(values)) }
    }
}
