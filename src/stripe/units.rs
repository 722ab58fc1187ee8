//! The units of Stripe's amounts, which for some currencies are not the minor units of ISO 4217.

use std::fmt;

use reprint_kernel::{Currency, Money};

/// Currencies without decimals at Stripe.
const WHOLE: &str = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF";
/// Currencies with three decimals, of which the last must be zero.
const THREE: &str = "BHD JOD KWD OMR TND";
/// Currencies with three decimals in ISO 4217, whose units at Stripe are unknown.
const UNKNOWN: &str = "IQD LYD";

/// The minimum charge, in Stripe's units, for an account whose payouts are in the same currency. Otherwise it is about 50 US cents.
const LEAST: &[(&str, i64)] = &[
    ("AED", 200),
    ("AUD", 50),
    ("BRL", 50),
    ("CAD", 50),
    ("CHF", 50),
    ("CZK", 1_500),
    ("DKK", 250),
    ("EUR", 50),
    ("GBP", 30),
    ("HKD", 400),
    ("HUF", 17_500),
    ("INR", 50),
    ("JPY", 50),
    ("MXN", 1_000),
    ("MYR", 200),
    ("NOK", 300),
    ("NZD", 50),
    ("PLN", 200),
    ("RON", 200),
    ("SEK", 300),
    ("SGD", 50),
    ("THB", 1_000),
    ("USD", 50),
];

/// An amount in Stripe's units, with the currency's code in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Units {
    pub amount: i64,
    pub currency: String,
}

/// Why an amount cannot be charged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitsFault {
    /// The amount is zero or negative.
    NotPositive,
    /// The amount has more decimals than Stripe accepts in this currency.
    TooFine,
    /// The units that Stripe uses for this currency are unknown.
    Currency,
}

impl fmt::Display for UnitsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotPositive => "the amount is not positive",
            Self::TooFine => "the amount has more decimals than can be charged in this currency",
            Self::Currency => "the currency cannot be charged",
        })
    }
}

impl std::error::Error for UnitsFault {}

/// Converts an amount to Stripe's units.
///
/// # Errors
/// If the amount is not positive, or cannot be expressed in Stripe's units.
pub fn units(money: Money) -> Result<Units, UnitsFault> {
    if money.minor <= 0 {
        return Err(UnitsFault::NotPositive);
    }
    let code = money.currency.code();
    let (ours, theirs) = (money.currency.exponent(), exponent(code).ok_or(UnitsFault::Currency)?);
    let amount = scaled(money.minor, ours, theirs).ok_or(UnitsFault::TooFine)?;
    if is_in(THREE, code) && amount % 10 != 0 {
        return Err(UnitsFault::TooFine);
    }
    Ok(Units { amount, currency: code.to_lowercase() })
}

/// Converts an amount from Stripe's units. Returns `None` if the currency is unknown, or the amount is not a whole number of minor units.
pub fn money(amount: i64, currency: &str) -> Option<Money> {
    let currency: Currency = currency.to_uppercase().parse().ok()?;
    let minor = scaled(amount, exponent(currency.code())?, currency.exponent())?;
    Some(Money::new(minor, currency))
}

/// The minimum charge in a currency, if it is known.
pub fn least(currency: Currency) -> Option<Money> {
    let (_, amount) = LEAST.iter().find(|(code, _)| *code == currency.code())?;
    money(*amount, currency.code())
}

/// The number of decimals at Stripe, or `None` if unknown. ISK and UGX have two, although only whole units can be charged.
fn exponent(code: &str) -> Option<u32> {
    match code {
        _ if is_in(UNKNOWN, code) => None,
        _ if is_in(WHOLE, code) => Some(0),
        _ if is_in(THREE, code) => Some(3),
        _ => Some(2),
    }
}

fn is_in(list: &str, code: &str) -> bool {
    list.split(' ').any(|one| one == code)
}

/// Converts between numbers of decimals. Returns `None` if the result would be inexact or overflow.
fn scaled(amount: i64, from: u32, to: u32) -> Option<i64> {
    let factor = 10_i64.pow(from.abs_diff(to));
    if to >= from {
        return amount.checked_mul(factor);
    }
    (amount % factor == 0).then(|| amount / factor)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn charged(minor: i64, code: &str) -> Result<i64, UnitsFault> {
        units(Money::new(minor, code.parse().unwrap())).map(|units| units.amount)
    }

    #[test]
    fn amounts_are_converted_to_stripes_units() {
        assert_eq!(charged(131_072, "EUR"), Ok(131_072));
        assert_eq!(charged(8_000, "JPY"), Ok(8_000));
        assert_eq!(charged(5, "ISK"), Ok(500));
        assert_eq!(charged(5, "UGX"), Ok(500));
        assert_eq!(charged(500, "MGA"), Ok(5));
        assert_eq!(charged(550, "MGA"), Err(UnitsFault::TooFine));
        assert_eq!(charged(5_120, "KWD"), Ok(5_120));
        assert_eq!(charged(5_124, "KWD"), Err(UnitsFault::TooFine));
        assert_eq!(charged(1, "IQD"), Err(UnitsFault::Currency));
        assert_eq!(charged(0, "EUR"), Err(UnitsFault::NotPositive));
        assert_eq!(charged(-1, "EUR"), Err(UnitsFault::NotPositive));
        assert_eq!(units(Money::new(1, Currency::EUR)).unwrap().currency, "eur");
    }

    #[test]
    fn amounts_that_cannot_be_represented_are_none() {
        assert_eq!(money(100, "eur"), Some(Money::new(100, Currency::EUR)));
        assert_eq!(money(500, "isk"), Some(Money::new(5, "ISK".parse().unwrap())));
        for (amount, code) in [(550, "isk"), (1, "xxx"), (1, ""), (1, "iqd"), (i64::MAX, "mga")] {
            assert_eq!(money(amount, code), None, "{amount} {code}");
        }
    }

    #[test]
    fn the_minimum_charge_is_known_for_common_payout_currencies() {
        assert_eq!(least(Currency::EUR), Some(Money::new(50, Currency::EUR)));
        assert_eq!(least(Currency::JPY), Some(Money::new(50, Currency::JPY)));
        assert_eq!(least(Currency::KWD), None);
        assert!(LEAST.iter().all(|(code, amount)| money(*amount, code).is_some()));
    }

    proptest! {
        #[test]
        fn an_amount_survives_the_round_trip_through_stripes_units(minor in 1..=Money::MOST, at in 0_usize..200) {
            let all: Vec<_> = Currency::all().collect();
            let asked = Money::new(minor, all[at % all.len()]);
            if let Ok(units) = units(asked) {
                prop_assert_eq!(money(units.amount, &units.currency), Some(asked));
            }
        }

        #[test]
        fn no_amount_or_currency_panics(amount in any::<i64>(), code in "\\PC{0,5}") {
            let _ = money(amount, &code);
        }
    }
}
