//! Deserializes repeated fields, up to the number of times that the form allows.

use serde::{Deserialize, Deserializer, de::Error};

/// The texts of a repeated field, at most `MOST` of them. Any other field of a form must not be repeated.
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

/// The error for a field that is repeated too often; [`super::form::parse`] recognises it by this text.
pub(super) const TOO_OFTEN: &str = "a field is repeated too often";

impl<'de, const MOST: usize> Deserialize<'de> for Repeated<MOST> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = Vec::deserialize(deserializer)?;
        if values.len() > MOST { Err(D::Error::custom(TOO_OFTEN)) } else { Ok(Self(values)) }
    }
}
