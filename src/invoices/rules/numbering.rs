//! Numbers of invoices and credit notes: a series and a count within it.

use std::fmt;
use std::str::FromStr;

/// What the numbers of a series begin with: `INV-`, `2026/`. Up to 12 letters, digits and `- / . _`, the last
/// no digit: else `2026` + `1` and `202` + `61` would read alike. It may be empty.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Series(String);

/// The text cannot begin a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeriesFault;

impl fmt::Display for SeriesFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the beginning of a number")
    }
}

impl std::error::Error for SeriesFault {}

impl Series {
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

/// A number: `INV-0042`. Numbers of one series sort by count, which their text does not past 9,999:
/// tables sort by the count too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    series: Series,
    count: i64,
}

impl Number {
    /// The number of the so-many-th of a series, counted from 1.
    pub fn new(series: Series, count: i64) -> Self {
        Self { series, count }
    }

    /// The series it counts in.
    pub fn series(&self) -> &Series {
        &self.series
    }

    /// Which of its series it is, counted from 1.
    pub fn count(&self) -> i64 {
        self.count
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:04}", self.series.0, self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(count: i64) -> Number {
        Number::new("INV-".parse().unwrap(), count)
    }

    #[test]
    fn numbers_sort_past_9999() {
        assert!(number(9_999) < number(10_000));
        let shown = [number(1), number(9_999), number(10_000)].map(|number| number.to_string());
        assert_eq!(shown, ["INV-0001", "INV-9999", "INV-10000"]);
    }

    #[test]
    fn no_two_series_read_alike() {
        for good in ["", "INV-", "2026/", "R.", "CN_", "A"] {
            assert!(good.parse::<Series>().is_ok(), "{good}");
        }
        for bad in ["2026", "INV 1-", "INV-\n", "Ü-", "ABCDEFGHIJKL-", "<b>", "=1+"] {
            assert_eq!(bad.parse::<Series>(), Err(SeriesFault), "{bad}");
        }
    }
}
