use rust_decimal::Decimal;

use super::Locale;
use super::conventions::NO_BREAK;

/// Why a number as typed is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFault {
    Empty,
    NotANumber,
    /// Digits, but the separators stand where this locale has none.
    Separators,
    Negative,
    TooManyDecimals {
        most: u32,
    },
    TooLarge,
}

/// The most digits a typed number may have before its decimals.
const MOST_DIGITS: usize = 18;

impl Locale {
    /// An exact decimal without trailing zeros: `1.5` or `1,5`.
    pub fn decimal(self, number: Decimal) -> String {
        self.grouped(number.normalize())
    }

    /// A rate: `9.975%` or `9,975 %`.
    pub fn percent(self, rate: Decimal) -> String {
        format!("{}{}%", self.decimal(rate), self.conventions().before_percent)
    }

    /// A size in decimal units, as shops and discs count: `1.2 MB`.
    pub fn file_size(self, bytes: u64) -> String {
        const UNITS: [&str; 7] = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];
        let mut unit = 0;
        let mut size: u128 = 1;
        let tenths = |size: u128| (u128::from(bytes) * 10 + size / 2) / size;
        // 999,960 bytes round to 1000.0 kB, which is 1 MB.
        while tenths(size) >= 10_000 && unit + 1 < UNITS.len() {
            unit += 1;
            size *= 1000;
        }
        let shown = Decimal::from_i128_with_scale(tenths(size) as i128, 1);
        format!("{}{NO_BREAK}{}", self.decimal(shown), UNITS[unit])
    }

    /// Reads a decimal of zero or more as a person of this locale types it, with at most so many
    /// decimals. Thousands may be grouped, if they are grouped throughout.
    pub fn parse_decimal(self, text: &str, most_decimals: u32) -> Result<Decimal, NumberFault> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if text.is_empty() {
            return Err(if negative { NumberFault::NotANumber } else { NumberFault::Empty });
        }
        let conventions = self.conventions();
        let separators = [conventions.decimal, conventions.group];
        let digit_at = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        if !text.chars().all(|c| c.is_ascii_digit() || separators.contains(&c))
            || !digit_at(text.chars().next())
            || !digit_at(text.chars().next_back())
        {
            return Err(NumberFault::NotANumber);
        }
        let (whole, decimals) = text.split_once(conventions.decimal).unwrap_or((text, ""));
        let groups: Vec<_> = whole.split(conventions.group).collect();
        let well_grouped = groups[1..].iter().all(|group| group.len() == 3)
            && (groups.len() == 1 || (1..=3).contains(&groups[0].len()));
        if !well_grouped || decimals.contains(separators) {
            return Err(NumberFault::Separators);
        }
        if negative {
            return Err(NumberFault::Negative);
        }
        if decimals.len() > most_decimals as usize {
            return Err(NumberFault::TooManyDecimals { most: most_decimals });
        }
        let whole = groups.concat();
        if whole.trim_start_matches('0').len() > MOST_DIGITS {
            return Err(NumberFault::TooLarge);
        }
        let point = if decimals.is_empty() { "" } else { "." };
        Decimal::from_str_exact(&format!("{whole}{point}{decimals}")).map_err(|_| NumberFault::TooLarge)
    }

    pub(super) fn grouped(self, number: Decimal) -> String {
        let conventions = self.conventions();
        let text = number.abs().to_string();
        let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
        let mut out = String::with_capacity(text.len() + whole.len() / 3 + 1);
        if number.is_sign_negative() && !number.is_zero() {
            out.push('-');
        }
        for (i, digit) in whole.chars().enumerate() {
            if i > 0 && (whole.len() - i).is_multiple_of(3) {
                out.push(conventions.group);
            }
            out.push(digit);
        }
        if !decimals.is_empty() {
            out.push(conventions.decimal);
            out.push_str(decimals);
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn numbers_follow_the_language() {
        assert_eq!(Locale::En.decimal(decimal("1234567")), "1,234,567");
        assert_eq!(Locale::De.decimal(decimal("-1234")), "-1.234");
        assert_eq!(Locale::En.decimal(decimal("999")), "999");
        assert_eq!(Locale::En.decimal(decimal("1.500")), "1.5");
        assert_eq!(Locale::De.decimal(decimal("1250.75")), "1.250,75");
        assert_eq!(Locale::En.decimal(decimal("-0.0")), "0");
        assert_eq!(Locale::En.percent(decimal("9.975")), "9.975%");
        assert_eq!(Locale::De.percent(decimal("19.00")), "19\u{a0}%");
    }

    #[test]
    fn sizes_are_short() {
        let size = |bytes| Locale::En.file_size(bytes).replace('\u{a0}', " ");
        assert_eq!(size(0), "0 B");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(1_000), "1 kB");
        assert_eq!(size(1_234_567), "1.2 MB");
        assert_eq!(size(999_949), "999.9 kB");
        assert_eq!(size(999_950), "1 MB");
        assert_eq!(size(u64::MAX), "18.4 EB");
        assert_eq!(Locale::De.file_size(1_234_567), "1,2\u{a0}MB");
    }

    #[test]
    fn quantities_are_read_as_typed() {
        assert_eq!(Locale::En.parse_decimal("1.5", 4), Ok(decimal("1.5")));
        assert_eq!(Locale::De.parse_decimal("1,5", 4), Ok(decimal("1.5")));
        assert_eq!(Locale::De.parse_decimal("1.5", 4), Err(NumberFault::Separators));
        assert_eq!(Locale::En.parse_decimal("1,234,567", 0), Ok(decimal("1234567")));
        assert_eq!(Locale::En.parse_decimal("0,123", 0), Ok(decimal("123")));
        assert_eq!(Locale::En.parse_decimal("1.00000", 4), Err(NumberFault::TooManyDecimals { most: 4 }));
        assert_eq!(Locale::En.parse_decimal("9223372036854775807", 4), Err(NumberFault::TooLarge));
        assert_eq!(Locale::En.parse_decimal("-1", 4), Err(NumberFault::Negative));
    }
}
