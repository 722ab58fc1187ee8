//! Invoice numbers: a series and a count within it.

use std::fmt;

use crate::kernel::Series;

/// An invoice number: `INV-0042`. Numbers of one series sort by count. Their text does not sort that way past 9,999, so tables sort by
/// the count too.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number {
    series: Series,
    count: i64,
}

impl Number {
    /// The number with this count in a series, counted from 1.
    pub fn new(series: Series, count: i64) -> Self {
        Self { series, count }
    }

    /// The series it belongs to.
    pub fn series(&self) -> &Series {
        &self.series
    }

    /// Its position in the series, counted from 1.
    pub fn count(&self) -> i64 {
        self.count
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{:04}", self.series.as_str(), self.count)
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
}
