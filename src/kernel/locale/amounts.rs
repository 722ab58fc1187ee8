//! Amounts of money as a language writes them, and as its people type them.

use super::{
    Locale, NumberFault,
    conventions::{NO_BREAK, sign},
};
use crate::kernel::{
    currency::Currency,
    money::{Money, scaled},
};

/// Why an amount as typed is refused: as a number is. Too large is more than [`Money::MOST`] minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MoneyFault(pub NumberFault);

impl Locale {
    /// An amount with its currency: `€1,234.50` or `1.234,50 €`, where the space does not break.
    pub fn money(self, money: Money) -> String {
        let sign = sign(money.currency.code());
        let minus = if money.is_negative() { "-" } else { "" };
        let amount = self.grouped(money.major().abs());
        if self.conventions().sign_after {
            return format!("{minus}{amount}{NO_BREAK}{sign}");
        }
        // Letters need a space that a sign does not: €5.00, but KWD 5.000.
        let space = if sign.ends_with(|c: char| c.is_ascii_alphabetic()) { NO_BREAK } else { "" };
        format!("{minus}{sign}{space}{amount}")
    }

    /// An amount without its currency, as it stands in a column or a field: `1,234.50`.
    pub fn amount(self, money: Money) -> String {
        self.grouped(money.major())
    }
}

impl Money {
    /// Reads an amount as a person of this locale types it, without a currency sign: `1,234.50` or
    /// `1234.5` in English, `1.234,50` in German. Never less than zero.
    pub fn parse(text: &str, locale: Locale, currency: Currency) -> Result<Self, MoneyFault> {
        let number = locale.parse_decimal(text, currency.exponent()).map_err(MoneyFault)?;
        let amount = scaled(1, number, currency.minor_per_major().into(), 1)
            .and_then(|minor| i64::try_from(minor).ok())
            .and_then(|minor| Self::new(minor, currency).in_bounds());
        amount.ok_or(MoneyFault(NumberFault::TooLarge))
    }
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
