use rust_decimal::Decimal;

use super::Locale;
use super::conventions::NO_BREAK;

/// Why a typed number is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberFault {
    Empty,
    NotANumber,
    /// Digits with separators in places where no language has them.
    Separators,
    /// It can be read in two ways: in English `1.500` is one and a half, but a German may mean fifteen hundred.
    Ambiguous,
    Negative,
    TooManyDecimals {
        most: u32,
    },
    TooLarge,
}

/// The numbers that a field accepts.
#[derive(Debug, Clone, Copy)]
pub struct NumberLimits {
    /// The maximum number of decimals, without trailing zeros.
    pub most_decimals: u32,
    /// The number of decimals with which such numbers are always shown: 3 for dinars. Three digits are then decimals, not thousands.
    pub usual_decimals: u32,
    pub most: Decimal,
}

/// The maximum number of digits before the decimals.
const MOST_DIGITS: usize = 18;

impl Locale {
    /// An exact decimal without trailing zeros: `1.5` or `1,5`.
    pub fn decimal(self, number: Decimal) -> String {
        self.grouped(number.normalize())
    }

    /// A percentage: `9.975%` or `9,975 %`.
    pub fn percent(self, rate: Decimal) -> String {
        format!("{}{}%", self.decimal(rate), self.conventions().before_percent)
    }

    /// A size in decimal units, as on storage devices: `1.2 MB`.
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

    /// An exact decimal for a form field, so that [`Locale::parse_decimal`] returns the same number: three decimals could be read as
    /// thousands, so a zero is added.
    pub fn decimal_for_form(self, number: Decimal) -> String {
        let mut number = number.normalize();
        if number.scale() == 3 {
            number.rescale(4);
        }
        self.grouped(number)
    }

    /// Parses a non-negative decimal as people type it, in whatever language they are used to: `1,234.50`, `1.234,50`, `1234,5` and `1
    /// 234.5` are accepted. Thousands may be grouped, if they are grouped throughout. Three digits after a single separator are thousands
    /// or decimals: they are thousands if the language writes thousands this way, and ambiguous otherwise.
    pub fn parse_decimal(self, text: &str, limits: NumberLimits) -> Result<Decimal, NumberFault> {
        let text = text.trim();
        let (negative, text) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        if text.is_empty() {
            return Err(if negative { NumberFault::NotANumber } else { NumberFault::Empty });
        }
        let is_number = text.chars().all(|c| c.is_ascii_digit() || is_separator(c))
            && text.starts_with(|c: char| c.is_ascii_digit())
            && text.ends_with(|c: char| c.is_ascii_digit());
        if !is_number {
            return Err(NumberFault::NotANumber);
        }
        let number = match (with_decimals(text), ungrouped(text)) {
            (None, None) => Err(NumberFault::Separators),
            (Some((whole, decimals)), None) => limits.number(&whole, decimals),
            (None, Some(whole)) => limits.number(&whole, ""),
            (Some((whole, decimals)), Some(grouped)) => {
                self.either(text, limits, limits.number(&whole, decimals), limits.number(&grouped, ""))
            }
        }?;
        if negative { Err(NumberFault::Negative) } else { Ok(number) }
    }

    /// Decides between two readings if three digits follow a single separator.
    fn either(
        self,
        text: &str,
        limits: NumberLimits,
        with_decimals: Result<Decimal, NumberFault>,
        grouped: Result<Decimal, NumberFault>,
    ) -> Result<Decimal, NumberFault> {
        if grouped.is_err() || limits.usual_decimals == 3 && text.contains(self.conventions().decimal) {
            with_decimals
        } else if text.contains(self.conventions().decimal) {
            Err(NumberFault::Ambiguous)
        } else {
            grouped
        }
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

impl NumberLimits {
    fn number(self, whole: &str, decimals: &str) -> Result<Decimal, NumberFault> {
        let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
        if decimals.len() > self.most_decimals as usize {
            return Err(NumberFault::TooManyDecimals { most: self.most_decimals });
        }
        if whole.len() > MOST_DIGITS {
            return Err(NumberFault::TooLarge);
        }
        let number =
            Decimal::from_str_exact(&format!("0{whole}.{decimals}0")).map_err(|_| NumberFault::TooLarge)?;
        if number <= self.most { Ok(number.normalize()) } else { Err(NumberFault::TooLarge) }
    }
}

/// Points, commas, spaces, and the apostrophes used in Switzerland.
fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | ' ' | '\u{a0}' | '\u{2009}' | '\u{202f}' | '\'' | '\u{2019}')
}

/// Splits a number at its decimal separator: a point or comma that occurs once and is followed only by digits.
fn with_decimals(text: &str) -> Option<(String, &str)> {
    let (whole, decimals) = text.rsplit_once(['.', ','])?;
    let sign = text[whole.len()..].chars().next()?;
    if whole.contains(sign) || decimals.contains(is_separator) {
        return None;
    }
    let whole = if whole.contains(is_separator) { ungrouped(whole)? } else { whole.to_owned() };
    Some((whole, decimals))
}

/// The digits of a whole number that is grouped by thousands throughout with one separator, or not at all.
fn ungrouped(text: &str) -> Option<String> {
    let Some(separator) = text.chars().find(|c| is_separator(*c)) else { return Some(text.to_owned()) };
    let groups: Vec<_> = text.split(separator).collect();
    let first = (1..=3).contains(&groups[0].len()) && !groups[0].starts_with('0');
    let digits = |group: &&str| group.len() == 3 && group.chars().all(|c| c.is_ascii_digit());
    (first && groups[1..].iter().all(digits)).then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    fn read(locale: Locale, text: &str) -> Result<String, NumberFault> {
        let limits = NumberLimits { most_decimals: 4, usual_decimals: 0, most: decimal("1000000000000") };
        locale.parse_decimal(text, limits).map(|number| number.to_string())
    }

    #[test]
    fn numbers_are_parsed_as_typed_in_any_language() {
        let typed = [
            ("1.5", "1.5"),
            ("1,5", "1.5"),
            ("8,90", "8.9"),
            ("1,000.50", "1000.5"),
            ("1.000,50", "1000.5"),
            ("1234,5", "1234.5"),
            ("1234.5678", "1234.5678"),
            ("1 234,50", "1234.5"),
            ("1\u{202f}234,50", "1234.5"),
            ("1\u{2019}234.50", "1234.5"),
            ("12 345", "12345"),
            ("1,234,567", "1234567"),
            ("1.234.567", "1234567"),
            ("1.234.567,8", "1234567.8"),
            ("0,125", "0.125"),
            ("0.125", "0.125"),
            ("1234,125", "1234.125"),
            ("1.1250", "1.125"),
            ("19.00000", "19"),
            ("0.2600", "0.26"),
            ("007", "7"),
        ];
        for (text, number) in typed {
            for locale in [Locale::En, Locale::De] {
                assert_eq!(read(locale, text), Ok(number.into()), "{text}");
            }
        }
    }

    #[test]
    fn three_digits_after_one_separator_are_thousands_if_the_language_writes_them_so() {
        assert_eq!(read(Locale::En, "1,000"), Ok("1000".into()));
        assert_eq!(read(Locale::De, "1.000"), Ok("1000".into()));
        assert_eq!(read(Locale::En, "1.000"), Err(NumberFault::Ambiguous));
        assert_eq!(read(Locale::De, "1,125"), Err(NumberFault::Ambiguous));
        let percent = NumberLimits { most_decimals: 4, usual_decimals: 0, most: Decimal::ONE_HUNDRED };
        for text in ["9.975", "9,975"] {
            assert_eq!(Locale::En.parse_decimal(text, percent), Ok(decimal("9.975")), "{text}");
        }
        let dinars = NumberLimits { most_decimals: 3, usual_decimals: 3, most: decimal("1000000000") };
        assert_eq!(Locale::En.parse_decimal("1.234", dinars), Ok(decimal("1.234")));
        assert_eq!(Locale::En.parse_decimal("1,234", dinars), Ok(decimal("1234")));
    }

    #[test]
    fn a_refused_number_names_its_reason() {
        for text in
            ["1,00,0", "12,34.50", "1.2.3", "1,234.5,6", "1 2", "1.234 567", "1,234\u{a0}567", "1.234,567.8"]
        {
            assert_eq!(read(Locale::En, text), Err(NumberFault::Separators), "{text}");
        }
        assert_eq!(read(Locale::En, "1.00001"), Err(NumberFault::TooManyDecimals { most: 4 }));
        assert_eq!(read(Locale::En, "9223372036854775807"), Err(NumberFault::TooLarge));
        assert_eq!(read(Locale::En, "1000000000001"), Err(NumberFault::TooLarge));
        assert_eq!(read(Locale::En, "-1"), Err(NumberFault::Negative));
        assert_eq!(read(Locale::En, "-1.000"), Err(NumberFault::Ambiguous));
    }

    proptest! {
        #[test]
        fn a_number_in_a_form_field_is_parsed_back(mantissa in 0_i64..=10_000_000_000_000_000, scale in 0_u32..=4, de: bool) {
            let locale = if de { Locale::De } else { Locale::En };
            let number = Decimal::new(mantissa, scale).normalize();
            let limits = NumberLimits { most_decimals: 4, usual_decimals: 0, most: Decimal::MAX };
            prop_assert_eq!(locale.parse_decimal(&locale.decimal_for_form(number), limits), Ok(number));
        }

        #[test]
        fn no_text_panics(text in "[0-9., '\u{a0}\u{2019}-]{0,30}", de: bool) {
            let _ = read(if de { Locale::De } else { Locale::En }, &text);
        }
    }
}
