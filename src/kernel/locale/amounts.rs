//! Amounts of money, as a language writes them and as people type them.

use rust_decimal::Decimal;

use super::{
    Locale, NumberFault, NumberLimits,
    conventions::{NO_BREAK, sign},
};
use crate::{
    currency::Currency,
    money::{Money, UnitPrice, scaled},
};

/// Why a typed amount is refused, for the same reasons as a number. Too large means more than [`Money::MOST`] minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyFault(pub NumberFault);

impl Locale {
    /// An amount with its currency: `€1,234.50` or `1.234,50 €`, with a no-break space.
    pub fn money(self, money: Money) -> String {
        self.with_currency(money.major(), money.currency)
    }

    /// A price with its currency: `€0.0255`.
    pub fn price(self, price: UnitPrice) -> String {
        self.with_currency(price.shown(), price.currency)
    }

    fn with_currency(self, major: Decimal, currency: Currency) -> String {
        let sign = sign(currency.code());
        let minus = if major < Decimal::ZERO { "-" } else { "" };
        let amount = self.grouped(major.abs());
        if self.conventions().sign_after {
            return format!("{minus}{amount}{NO_BREAK}{sign}");
        }
        // A code needs a space, a sign does not: €5.00, but KWD 5.000.
        let space = if sign.ends_with(|c: char| c.is_ascii_alphabetic()) { NO_BREAK } else { "" };
        format!("{minus}{sign}{space}{amount}")
    }

    /// An amount without its currency, for a table column or a form field: `1,234.50`.
    pub fn amount(self, money: Money) -> String {
        self.grouped(money.major())
    }

    /// A price without its currency, with at least the decimals of its currency: `4.80`, `0.0255`.
    pub fn price_amount(self, price: UnitPrice) -> String {
        self.grouped(price.shown())
    }

    /// A price for a form field, so that [`UnitPrice::parse`] returns the same price: see [`Locale::decimal_for_form`].
    pub fn price_for_form(self, price: UnitPrice) -> String {
        let mut shown = price.shown();
        if shown.scale() == 3 && price.currency.exponent() != 3 {
            shown.rescale(UnitPrice::MOST_DECIMALS);
        }
        self.grouped(shown)
    }
}

impl Money {
    /// Parses an amount as people type it, with or without its currency: `1,234.50`, `1234,5`, `€1.234,50`. Never negative.
    pub fn parse(text: &str, locale: Locale, currency: Currency) -> Result<Self, MoneyFault> {
        let exponent = currency.exponent();
        let limits = NumberLimits {
            most_decimals: exponent,
            usual_decimals: exponent,
            most: Self::new(Self::MOST, currency).major(),
        };
        let number = locale.parse_decimal(without_sign(text, currency), limits).map_err(MoneyFault)?;
        let minor = scaled(1, number, currency.minor_per_major().into(), 1)
            .and_then(|minor| i64::try_from(minor).ok());
        minor.map(|minor| Self::new(minor, currency)).ok_or(MoneyFault(NumberFault::TooLarge))
    }
}

impl UnitPrice {
    /// Parses a price as people type it, with up to four decimals: `0.0255`. Never negative.
    pub fn parse(text: &str, locale: Locale, currency: Currency) -> Result<Self, MoneyFault> {
        let limits = NumberLimits {
            most_decimals: Self::MOST_DECIMALS,
            usual_decimals: currency.exponent(),
            most: Money::new(Money::MOST, currency).major(),
        };
        let major = locale.parse_decimal(without_sign(text, currency), limits).map_err(MoneyFault)?;
        Self::from_major(major, currency).ok_or(MoneyFault(NumberFault::TooLarge))
    }
}

/// The typed text without the currency's sign or code before or after it.
fn without_sign(text: &str, currency: Currency) -> &str {
    let text = text.trim();
    [sign(currency.code()), currency.code()]
        .into_iter()
        .find_map(|sign| text.strip_prefix(sign).or_else(|| text.strip_suffix(sign)))
        .filter(|number| !number.is_empty())
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_follows_language_and_currency() {
        let both = |minor, currency| {
            let money = Money::new(minor, currency);
            (Locale::En.money(money), Locale::De.money(money).replace('\u{a0}', "_"))
        };
        let expect = |en: &str, de: &str| (en.to_owned(), de.to_owned());
        assert_eq!(both(123_450, Currency::EUR), expect("€1,234.50", "1.234,50_€"));
        assert_eq!(both(-123_450, Currency::EUR), expect("-€1,234.50", "-1.234,50_€"));
        assert_eq!(both(8_000, Currency::JPY), expect("¥8,000", "8.000_¥"));
        assert_eq!(both(1_234_500, Currency::KWD), expect("KWD\u{a0}1,234.500", "1.234,500_KWD"));
        assert_eq!(both(0, Currency::USD), expect("$0.00", "0,00_$"));
        assert_eq!(both(-5, Currency::GBP), expect("-£0.05", "-0,05_£"));
        assert_eq!(Locale::En.money(Money::new(i64::MIN, Currency::JPY)), "-¥9,223,372,036,854,775,808");
        assert_eq!(Locale::De.amount(Money::new(99_999_999, Currency::EUR)), "999.999,99");
    }
}
