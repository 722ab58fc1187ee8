//! The prefix of invoice numbers.

use std::str::FromStr;

use super::{column::spelled_as_text, refusal::refusal};

/// The prefix of a series of invoice numbers: `INV-`, `2026/`. Up to 12 letters, digits and `- / . _`, of which the last is not a digit:
/// otherwise `2026` + `1` and `202` + `61` would look the same. May be empty. The database checks the same.
#[derive(
    Debug,
    Clone,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    diesel::expression::AsExpression,
    diesel::deserialize::FromSqlRow,
)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Series(String);

refusal! {
    /// The text cannot be the prefix of a number.
    SeriesFault = "not the beginning of a number"
}

impl Series {
    /// The prefix, as typed and printed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Series {
    type Err = SeriesFault;

    fn from_str(text: &str) -> Result<Self, SeriesFault> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-/._".contains(&b);
        let fits = text.len() <= 12 && text.bytes().all(allowed);
        let ends_well = !text.ends_with(|c: char| c.is_ascii_digit());
        if fits && ends_well { Ok(Self(text.to_owned())) } else { Err(SeriesFault) }
    }
}

spelled_as_text!(Series);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_series_can_be_confused() {
        for good in ["", "INV-", "2026/", "R.", "CN_", "A"] {
            assert!(good.parse::<Series>().is_ok(), "{good}");
        }
        for bad in ["2026", "INV 1-", "INV-\n", "Ü-", "ABCDEFGHIJKL-", "<b>", "=1+"] {
            assert_eq!(bad.parse::<Series>(), Err(SeriesFault), "{bad}");
        }
    }
}
