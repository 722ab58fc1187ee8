//! Money: whole minor units of one currency. No floats, no silent overflow, one rounding rule.

use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use super::currency::{Currency, UnknownCurrency};

/// An amount in minor units: 8,180.00 EUR is `minor: 818_000`, 8,000 JPY is `minor: 8_000`. Amounts have no order and no `+`: the caller
/// has to decide what to do about different currencies, or a sum that exceeds `i64`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    pub minor: i64,
    pub currency: Currency,
}

impl Money {
    /// The largest amount, positive or negative, in minor units: ten billion euros. The database checks it too. Nine million such amounts
    /// can be added in an `i64`.
    pub const MOST: i64 = 1_000_000_000_000;

    /// An amount in minor units of a currency.
    pub const fn new(minor: i64, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// Zero, in a currency.
    pub const fn zero(currency: Currency) -> Self {
        Self { minor: 0, currency }
    }

    /// The amount in major units, exactly: `8180.00`. For CSV and for machines.
    pub fn major(self) -> Decimal {
        Decimal::from_i128_with_scale(self.minor.into(), self.currency.exponent())
    }

    /// The amount, unless it exceeds [`Money::MOST`].
    pub fn in_bounds(self) -> Option<Self> {
        (self.minor.unsigned_abs() <= Self::MOST.unsigned_abs()).then_some(self)
    }

    /// Whether it is zero.
    pub const fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// Whether it is less than zero.
    pub const fn is_negative(self) -> bool {
        self.minor < 0
    }

    /// The sum; `None` if the currencies differ or it does not fit.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        self.with_same(other, i64::checked_add)
    }

    /// The difference; `None` if the currencies differ or it does not fit.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.with_same(other, i64::checked_sub)
    }

    /// The sum of all amounts; zero in the currency if there are none.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>, currency: Currency) -> Option<Self> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::checked_add)
    }

    /// The amount times an exact decimal, rounded half away from zero to the minor unit.
    pub fn times(self, factor: Decimal) -> Option<Self> {
        self.rounded(scaled(self.minor, factor, 1, 1)?)
    }

    /// `rate` percent of the amount: the tax that is added to it.
    pub fn percent(self, rate: Decimal) -> Option<Self> {
        self.rounded(scaled(self.minor, rate, 1, 100)?)
    }

    /// The tax inside a gross amount: the part that is `rate` percent of the net amount, if all taxes together are `rates` percent.
    pub fn percent_within(self, rate: Decimal, rates: Decimal) -> Option<Self> {
        let scale = rate.scale().max(rates.scale());
        let part = at_scale(rate, scale)?;
        let whole =
            at_scale(rates, scale)?.checked_add(100_i128.checked_mul(10_i128.checked_pow(scale)?)?)?;
        self.rounded(half_away(i128::from(self.minor).checked_mul(part)?, whole)?)
    }

    fn with_same(self, other: Self, sum: fn(i64, i64) -> Option<i64>) -> Option<Self> {
        if self.currency != other.currency {
            return None;
        }
        Some(Self { minor: sum(self.minor, other.minor)?, ..self })
    }

    fn rounded(self, minor: i128) -> Option<Self> {
        Some(Self { minor: minor.try_into().ok()?, ..self })
    }
}

/// A unit price: an amount with up to four decimals of the major unit, as print is priced. 0.0255 EUR per label.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct UnitPrice {
    /// In minor units: 2.55 for 0.0255 EUR.
    pub minor: Decimal,
    pub currency: Currency,
}

impl UnitPrice {
    /// The maximum number of decimals of the major unit.
    pub const MOST_DECIMALS: u32 = 4;

    /// A price in minor units.
    pub const fn new(minor: Decimal, currency: Currency) -> Self {
        Self { minor, currency }
    }

    /// A price in major units; `None` if it exceeds [`Money::MOST`].
    pub fn from_major(major: Decimal, currency: Currency) -> Option<Self> {
        let minor = major.checked_mul(currency.minor_per_major().into())?.normalize();
        (minor.abs() <= Money::MOST.into()).then_some(Self { minor, currency })
    }

    /// The price in major units, with at least the decimals of its currency.
    pub fn shown(self) -> Decimal {
        let exponent = self.currency.exponent();
        let mut major = (self.minor / Decimal::from(self.currency.minor_per_major())).normalize();
        if major.scale() < exponent {
            major.rescale(exponent);
        }
        major
    }

    /// The whole minor units, and the remaining fraction of one.
    pub fn parts(self) -> (i64, Decimal) {
        (self.minor.trunc().mantissa() as i64, self.minor.fract())
    }

    /// The price of a quantity, rounded once, half away from zero, to the minor unit. `None` if it does not fit.
    pub fn times(self, quantity: Decimal) -> Option<Money> {
        let product = self.minor.mantissa().checked_mul(quantity.mantissa())?;
        let minor =
            half_away(product, 10_i128.checked_pow(self.minor.scale().checked_add(quantity.scale())?)?)?;
        Some(Money::new(minor.try_into().ok()?, self.currency))
    }
}

impl From<Money> for UnitPrice {
    fn from(price: Money) -> Self {
        Self::new(price.minor.into(), price.currency)
    }
}

impl fmt::Debug for UnitPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.shown(), self.currency.code())
    }
}

impl fmt::Debug for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.major(), self.currency.code())
    }
}

/// `minor × factor × times ÷ by`, in integers throughout: `Decimal` itself would round a long product before it is rounded to the minor
/// unit.
pub(super) fn scaled(minor: i64, factor: Decimal, times: i128, by: i128) -> Option<i128> {
    let product = i128::from(minor).checked_mul(factor.mantissa())?.checked_mul(times)?;
    half_away(product, 10_i128.checked_pow(factor.scale())?.checked_mul(by)?)
}

fn at_scale(number: Decimal, scale: u32) -> Option<i128> {
    number.mantissa().checked_mul(10_i128.checked_pow(scale - number.scale())?)
}

/// `n ÷ d`, rounded half away from zero.
fn half_away(n: i128, d: i128) -> Option<i128> {
    let (quotient, rest) = (n.checked_div(d)?, n.checked_rem(d)?);
    let away = rest.unsigned_abs() >= d.unsigned_abs() - rest.unsigned_abs();
    if away { quotient.checked_add(n.signum() * d.signum()) } else { Some(quotient) }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::locale::{Locale, MoneyFault, NumberFault};

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn amounts_are_parsed_as_typed() {
        let en =
            |text| Money::parse(text, Locale::En, Currency::EUR).map(|m| m.minor).map_err(|fault| fault.0);
        let de =
            |text| Money::parse(text, Locale::De, Currency::EUR).map(|m| m.minor).map_err(|fault| fault.0);
        assert_eq!(en("1,234.50"), Ok(123_450));
        assert_eq!(en(" 1234.5 "), Ok(123_450));
        assert_eq!(en("0"), Ok(0));
        assert_eq!(en(".5"), Err(NumberFault::NotANumber));
        assert_eq!(en("8180."), Err(NumberFault::NotANumber));
        assert_eq!(en("1.234,50"), Ok(123_450));
        assert_eq!(en("1,50"), Ok(150));
        assert_eq!(en("1.500"), Err(NumberFault::Ambiguous));
        assert_eq!(de("27.50"), Ok(2_750));
        assert_eq!(en("€1,234.50"), Ok(123_450));
        assert_eq!(de("1.234,50\u{a0}€"), Ok(123_450));
        assert_eq!(en("EUR 8"), Ok(800));
        assert_eq!(en("8.9000"), Ok(890));
        assert_eq!(de("1.234,50"), Ok(123_450));
        assert_eq!(de("1.234"), Ok(123_400));
        assert_eq!(de("1234,5"), Ok(123_450));
    }

    #[test]
    fn the_currency_determines_the_number_of_decimals() {
        let jpy =
            |text| Money::parse(text, Locale::En, Currency::JPY).map(|m| m.minor).map_err(|fault| fault.0);
        assert_eq!(jpy("8,000"), Ok(8_000));
        assert_eq!(jpy("¥8000.00"), Ok(8_000));
        assert_eq!(jpy("8000.5"), Err(NumberFault::TooManyDecimals { most: 0 }));
        let kwd =
            |text| Money::parse(text, Locale::En, Currency::KWD).map(|m| m.minor).map_err(|fault| fault.0);
        assert_eq!(kwd("1.234"), Ok(1_234));
        assert_eq!(kwd("1.2345"), Err(NumberFault::TooManyDecimals { most: 3 }));
    }

    #[test]
    fn a_refusal_names_its_reason() {
        let en = |text| Money::parse(text, Locale::En, Currency::EUR).unwrap_err().0;
        assert_eq!(en(""), NumberFault::Empty);
        assert_eq!(en("  "), NumberFault::Empty);
        assert_eq!(en("-1"), NumberFault::Negative);
        assert_eq!(en("\u{2212}1"), NumberFault::Negative);
        assert_eq!(en("0.005"), NumberFault::TooManyDecimals { most: 2 });
        assert_eq!(en("1.005"), NumberFault::Ambiguous);
        assert_eq!(en("12,34.50"), NumberFault::Separators);
        assert_eq!(
            Money::parse("27,500", Locale::De, Currency::EUR),
            Err(MoneyFault(NumberFault::Ambiguous))
        );
        for text in ["ten", "1e3", "0x10", "\u{661}", "NaN", "inf", "1\u{0}", "+1", "$1", "€", "--1", "-"] {
            assert_eq!(en(text), NumberFault::NotANumber, "{text}");
        }
        for text in ["9223372036854775807", "9223372036854775808", "10000000000.01", &"9".repeat(10_000)] {
            assert_eq!(en(text), NumberFault::TooLarge, "{text}");
        }
        assert_eq!(Money::parse("10,000,000,000", Locale::En, Currency::EUR), Ok(eur(Money::MOST)));
    }

    #[test]
    fn halves_round_away_from_zero() {
        for (factor, minor) in [("0.005", 1), ("0.0049", 0), ("0.015", 2), ("0.025", 3), ("-0.005", -1)] {
            assert_eq!(eur(100).times(decimal(factor)), Some(eur(minor)), "{factor}");
        }
        assert_eq!(eur(-100).times(decimal("0.005")), Some(eur(-1)));
        // If this were rounded to 28 digits first, it would become a half, and then a cent.
        assert_eq!(eur(1).times(decimal("0.4999999999999999999999999999")), Some(eur(0)));
        assert_eq!(eur(7).times(decimal("0.0714285714285714285714285714")), Some(eur(0)));
    }

    #[test]
    fn a_percentage_on_top_and_within() {
        assert_eq!(eur(818_000).percent(decimal("9.975")), Some(eur(81_596)));
        assert_eq!(eur(75_800).percent_within(decimal("21"), decimal("21.00")), Some(eur(13_155)));
        assert_eq!(eur(75_800).percent_within(decimal("0"), decimal("0")), Some(eur(0)));
    }

    #[test]
    fn amounts_beyond_the_limit_are_rejected() {
        for minor in [0, 1, -1, Money::MOST, -Money::MOST] {
            assert_eq!(eur(minor).in_bounds(), Some(eur(minor)));
        }
        for minor in [Money::MOST + 1, -Money::MOST - 1, i64::MAX, i64::MIN] {
            assert_eq!(eur(minor).in_bounds(), None, "{minor}");
        }
        assert_eq!(eur(Money::MOST).minor.checked_mul(9_000_000).map(|sum| sum > 0), Some(true));
    }

    #[test]
    fn results_that_do_not_fit_are_none() {
        assert_eq!(eur(i64::MAX).checked_add(eur(1)), None);
        assert_eq!(eur(i64::MIN).checked_sub(eur(1)), None);
        assert_eq!(eur(i64::MAX).times(decimal("1.01")), None);
        assert_eq!(eur(i64::MAX).times(Decimal::MAX), None);
        assert_eq!(eur(1).checked_add(Money::new(1, Currency::USD)), None);
    }

    #[test]
    fn a_price_has_four_decimals_and_its_line_is_rounded_once() {
        let price = |text, currency| UnitPrice::parse(text, Locale::En, currency).map_err(|fault| fault.0);
        let label = price("0.0255", Currency::EUR).unwrap();
        assert_eq!(label.minor, decimal("2.55"));
        assert_eq!(label.times(decimal("5000")), Some(eur(12_750)));
        assert_eq!(label.times(decimal("1")), Some(eur(3)));
        assert_eq!(price("0.00005", Currency::EUR), Err(NumberFault::TooManyDecimals { most: 4 }));
        assert_eq!(price("0.2600", Currency::EUR), Ok(UnitPrice::from(eur(26))));
        let shown = |text, currency| Locale::En.price_amount(price(text, currency).unwrap());
        assert_eq!(shown("4.8", Currency::EUR), "4.80");
        assert_eq!(shown("1250", Currency::EUR), "1,250.00");
        assert_eq!(shown("0.0255", Currency::EUR), "0.0255");
        assert_eq!(shown("0.0255", Currency::JPY), "0.0255");
        assert_eq!(shown("8000", Currency::JPY), "8,000");
        assert_eq!(shown("0.0255", Currency::KWD), "0.0255");
    }

    proptest! {
        #[test]
        fn a_price_in_a_form_field_is_parsed_back(units in 0_i64..1_000_000_000, de: bool) {
            let locale = if de { Locale::De } else { Locale::En };
            for currency in [Currency::EUR, Currency::JPY, Currency::KWD] {
                let price = UnitPrice::from_major(Decimal::new(units, UnitPrice::MOST_DECIMALS), currency).unwrap();
                prop_assert_eq!(UnitPrice::parse(&locale.price_for_form(price), locale, currency), Ok(price));
            }
        }

        #[test]
        fn a_product_is_within_half_a_unit(minor in any::<i64>(), mantissa in -1_000_000_i64..1_000_000, scale in 0_u32..7) {
            let factor = Decimal::new(mantissa, scale);
            if let Some(product) = eur(minor).times(factor) {
                let exact = i128::from(minor) * i128::from(mantissa);
                let error = exact - i128::from(product.minor) * 10_i128.pow(scale);
                prop_assert!(error.abs() * 2 <= 10_i128.pow(scale));
            }
        }

        #[test]
        fn a_shown_amount_can_be_typed(minor in 0..=Money::MOST, de: bool) {
            let locale = if de { Locale::De } else { Locale::En };
            for currency in [Currency::EUR, Currency::JPY, Currency::KWD] {
                let money = Money::new(minor, currency);
                prop_assert_eq!(Money::parse(&locale.amount(money), locale, currency), Ok(money));
            }
        }

        #[test]
        fn no_text_panics(text in "\\PC{0,40}") {
            let _ = Money::parse(&text, Locale::De, Currency::KWD);
        }

        #[test]
        fn sums_near_the_limits_never_wrap(a in any::<i64>(), b in any::<i64>()) {
            let sum = eur(a).checked_add(eur(b)).map(|m| i128::from(m.minor));
            prop_assert!(sum.is_none_or(|sum| sum == i128::from(a) + i128::from(b)));
        }
    }
}
