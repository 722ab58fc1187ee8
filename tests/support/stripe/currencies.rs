//! What can be charged in a currency.

use super::refused::Refused;

/// Two decimals unless listed here.
const WITHOUT_DECIMALS: &[&str] = &[
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
];
const OF_TEN: &[&str] = &["bhd", "jod", "kwd", "omr", "tnd"];
const OF_A_HUNDRED: &[&str] = &["isk", "ugx"];
/// The least of some; of all others what fifty US cents are about.
const LEAST: &[(&str, i64)] = &[
    ("chf", 50),
    ("czk", 1_500),
    ("dkk", 250),
    ("eur", 50),
    ("gbp", 30),
    ("huf", 17_500),
    ("isk", 7_000),
    ("jpy", 50),
    ("kwd", 150),
    ("nok", 300),
    ("pln", 200),
    ("sek", 300),
    ("usd", 50),
];
const MOST: i64 = 99_999_999;

/// Refuses amounts that Stripe does not charge.
pub fn check(amount: i64, currency: &str, param: &str) -> Result<(), Refused> {
    let currency = currency.to_lowercase();
    if currency.len() != 3 || !currency.bytes().all(|byte| byte.is_ascii_lowercase()) || currency == "xxx" {
        return Err(Refused::wrong("currency", format!("Invalid currency: {currency}")));
    }
    let step = step(&currency);
    if amount % step != 0 {
        return Err(Refused::invalid(
            "invalid_charge_amount",
            param,
            format!("Amounts in {currency} are multiples of {step}"),
        ));
    }
    if amount < least(&currency) {
        return Err(Refused::invalid(
            "amount_too_small",
            param,
            format!("Amount must be at least {} {currency}", least(&currency)),
        ));
    }
    if amount > MOST {
        return Err(Refused::invalid(
            "amount_too_large",
            param,
            format!("Amount must be no more than {MOST}"),
        ));
    }
    Ok(())
}

/// What Stripe keeps of a charge: 1.5 % and a quarter of the unit.
pub fn fee(amount: i64, currency: &str) -> i64 {
    let quarter = if WITHOUT_DECIMALS.contains(&currency) { 25 } else { 25 * step(currency) };
    ((amount * 15 + 500) / 1_000 + quarter).min(amount)
}

fn least(currency: &str) -> i64 {
    LEAST.iter().find(|(code, _)| *code == currency).map_or(50, |(_, least)| *least)
}

fn step(currency: &str) -> i64 {
    if OF_TEN.contains(&currency) {
        10
    } else if OF_A_HUNDRED.contains(&currency) {
        100
    } else {
        1
    }
}
