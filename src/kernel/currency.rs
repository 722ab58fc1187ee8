//! Currencies of ISO 4217 and their minor units.

use std::fmt;
use std::str::FromStr;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;

use super::{column::spelled_as_text, refusal::refusal};

/// An active ISO 4217 currency. Two are equal if their codes are.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, AsExpression, FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub struct Currency {
    code: &'static str,
    exponent: u8,
}

refusal! {
    /// The text is not the code of an active currency in upper case.
    UnknownCurrency = "not an ISO 4217 currency"
}

impl Currency {
    pub const CHF: Self = Self { code: "CHF", exponent: 2 };
    pub const EUR: Self = Self { code: "EUR", exponent: 2 };
    pub const GBP: Self = Self { code: "GBP", exponent: 2 };
    pub const JPY: Self = Self { code: "JPY", exponent: 0 };
    pub const KWD: Self = Self { code: "KWD", exponent: 3 };
    pub const USD: Self = Self { code: "USD", exponent: 2 };

    /// All currencies, by code.
    pub fn all() -> impl Iterator<Item = Self> {
        let of = |exponent| move |code| Self { code, exponent };
        let mut all: Vec<_> = NONE.split_whitespace().map(of(0)).collect();
        all.extend(TWO.split_whitespace().map(of(2)));
        all.extend(THREE.split_whitespace().map(of(3)));
        all.sort();
        all.into_iter()
    }

    /// All currencies, by code, except that the chosen one comes first, if there is one.
    pub fn beginning_with(code: &str) -> Vec<Self> {
        let mut all: Vec<_> = Self::all().collect();
        all.sort_by_key(|currency| currency.code() != code);
        all
    }

    /// The three-letter code, such as `EUR`.
    pub fn code(self) -> &'static str {
        self.code
    }

    /// The number of decimals of the currency: 2 for the euro, 0 for the yen, 3 for the Kuwaiti dinar.
    pub fn exponent(self) -> u32 {
        self.exponent.into()
    }

    /// The number of minor units in a major unit: 100 cents, 1 yen, 1000 fils.
    pub fn minor_per_major(self) -> i64 {
        10_i64.pow(self.exponent())
    }

    fn as_str(&self) -> &str {
        self.code
    }
}

impl FromStr for Currency {
    type Err = UnknownCurrency;

    fn from_str(code: &str) -> Result<Self, UnknownCurrency> {
        let found = |list: &'static str| list.split_whitespace().find(|known| *known == code);
        [(NONE, 0), (TWO, 2), (THREE, 3)]
            .into_iter()
            .find_map(|(list, exponent)| found(list).map(|code| Self { code, exponent }))
            .ok_or(UnknownCurrency)
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

spelled_as_text!(Currency);

// Circulating money only: no metals, funds, test codes or units of account.
const NONE: &str = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";
const THREE: &str = "BHD IQD JOD KWD LYD OMR TND";
const TWO: &str = "
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF
    CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL
    HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT
    MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB
    SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH
    USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chosen_currency_comes_first() {
        let first = |code| {
            Currency::beginning_with(code)[..3].iter().map(|one| one.code().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(first("EUR"), ["EUR", "AED", "AFN"]);
        assert_eq!(first(""), ["AED", "AFN", "ALL"]);
    }

    #[test]
    fn each_currency_has_its_own_exponent() {
        let exponent = |code: &str| code.parse::<Currency>().unwrap().exponent();
        assert_eq!((exponent("EUR"), exponent("JPY"), exponent("KWD")), (2, 0, 3));
        for known in
            [Currency::CHF, Currency::EUR, Currency::GBP, Currency::JPY, Currency::KWD, Currency::USD]
        {
            assert_eq!(known.code().parse(), Ok(known));
        }
    }

    #[test]
    fn the_list_has_no_duplicates() {
        let codes: Vec<_> = Currency::all().map(Currency::code).collect();
        assert!(codes.is_sorted_by(|a, b| a < b));
        assert!(codes.iter().all(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())));
    }

    #[test]
    fn an_unknown_code_is_refused() {
        for code in ["", "eur", "EURO", "XXX", "XAU", " EUR", "E R", "DEM", "EUR GBP"] {
            assert_eq!(code.parse::<Currency>(), Err(UnknownCurrency), "{code}");
        }
    }
}
