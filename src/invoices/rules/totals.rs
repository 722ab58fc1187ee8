//! The one computation of totals, used wherever an invoice is shown or charged.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::kernel::choice;
use crate::kernel::money::{Currency, Money, UnitPrice};

/// An invoiced item: a quantity at a unit price, with its tax.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub quantity: Decimal,
    pub unit_price: UnitPrice,
    /// In percent.
    pub tax_rate: Decimal,
    /// A second tax on the same net, in percent, such as Quebec's in addition to Canada's.
    pub second_tax_rate: Option<Decimal>,
}

impl Line {
    /// A line with one tax, in percent; zero for none.
    pub fn new(quantity: Decimal, unit_price: impl Into<UnitPrice>, tax_rate: Decimal) -> Self {
        Self { quantity, unit_price: unit_price.into(), tax_rate, second_tax_rate: None }
    }

    /// Quantity times price, rounded half away from zero to the minor unit. Returns `None` if it exceeds [`Money::MOST`].
    pub fn amount(&self) -> Option<Money> {
        self.unit_price.times(self.quantity)?.in_bounds()
    }

    fn tax_rates(&self) -> impl Iterator<Item = Decimal> {
        std::iter::once(self.tax_rate).chain(self.second_tax_rate)
    }
}

/// A discount, deducted before tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Discount {
    None,
    /// 0 to 100 percent of the subtotal.
    Percent(Decimal),
    /// An amount; at most the subtotal is deducted.
    Amount(Money),
}

impl Discount {
    /// Whether it is an amount larger than the subtotal.
    pub fn is_more_than(self, subtotal: Money) -> bool {
        matches!(self, Self::Amount(off) if off.minor > subtotal.minor)
    }
}

choice! {
    /// Whether prices exclude or include tax.
    pub enum TaxMode {
        Exclusive = "exclusive",
        Inclusive = "inclusive",
    }
}

/// The totals of an invoice. `net + tax = total` to the minor unit. If prices include tax, so do `subtotal` and `discount`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    /// In the order of the lines.
    pub line_amounts: Vec<Money>,
    pub subtotal: Money,
    /// The discount, zero or more.
    pub discount: Money,
    pub net: Money,
    /// By rate, lowest first. Their nets add up to `net` unless a line has two taxes.
    pub taxes: Vec<TaxGroup>,
    pub tax: Money,
    pub total: Money,
}

/// One rate, the net it applies to, and the tax.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TaxGroup {
    /// In percent.
    pub rate: Decimal,
    pub net: Money,
    pub tax: Money,
}

/// Why there are no totals. Lines are counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TotalsFault {
    NegativeQuantity {
        line: usize,
    },
    NegativePrice {
        line: usize,
    },
    /// Below 0, above 100, or the same rate twice.
    TaxRate {
        line: usize,
    },
    /// In a currency other than the invoice's.
    Currency {
        line: usize,
    },
    /// Below 0, above 100 percent, or in another currency.
    Discount,
    /// The amount of a line exceeds [`Money::MOST`].
    LineTooLarge {
        line: usize,
    },
    /// The sum of the lines, or the total with taxes, exceeds [`Money::MOST`]. The line is the one at which the sum exceeds it, or
    /// otherwise the largest.
    TooLarge {
        line: usize,
    },
}

/// Adds up lines. Each line is rounded half away from zero. The discount is deducted before tax, spread over the tax groups by largest
/// remainder. Tax is rounded once per rate over the discounted net, or taken out of the gross.
pub fn totals(
    lines: &[Line],
    discount: Discount,
    mode: TaxMode,
    currency: Currency,
) -> Result<Totals, TotalsFault> {
    for (at, line) in lines.iter().enumerate() {
        check(at, line, currency)?;
    }
    let amount_of = |(at, line): (usize, &Line)| line.amount().ok_or(TotalsFault::LineTooLarge { line: at });
    let line_amounts = lines.iter().enumerate().map(amount_of).collect::<Result<Vec<_>, _>>()?;
    let subtotal = subtotal(&line_amounts, currency)?;
    let too_large = TotalsFault::TooLarge { line: largest(&line_amounts) };
    let discount = amount_off(discount, subtotal)?.ok_or(too_large)?;
    let groups = discounted(lines, &line_amounts, discount, subtotal);
    let taxes = match mode {
        TaxMode::Exclusive => taxes_on_top(&groups, currency),
        TaxMode::Inclusive => taxes_within(&groups, currency),
    }
    .ok_or(too_large)?;
    let sums = || {
        let tax = Money::checked_sum(taxes.iter().map(|group| group.tax), currency)?;
        let left = subtotal.checked_sub(discount)?;
        Some(match mode {
            TaxMode::Exclusive => (left, tax, left.checked_add(tax)?.in_bounds()?),
            TaxMode::Inclusive => (left.checked_sub(tax)?, tax, left),
        })
    };
    let (net, tax, total) = sums().ok_or(too_large)?;
    Ok(Totals { line_amounts, subtotal, discount, net, taxes, tax, total })
}

fn check(at: usize, line: &Line, currency: Currency) -> Result<(), TotalsFault> {
    if line.unit_price.currency != currency {
        return Err(TotalsFault::Currency { line: at });
    }
    if line.quantity < Decimal::ZERO {
        return Err(TotalsFault::NegativeQuantity { line: at });
    }
    if line.unit_price.minor < Decimal::ZERO {
        return Err(TotalsFault::NegativePrice { line: at });
    }
    if !line.tax_rates().all(is_percentage) || line.second_tax_rate == Some(line.tax_rate) {
        return Err(TotalsFault::TaxRate { line: at });
    }
    Ok(())
}

fn is_percentage(rate: Decimal) -> bool {
    (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(&rate)
}

fn subtotal(amounts: &[Money], currency: Currency) -> Result<Money, TotalsFault> {
    amounts.iter().enumerate().try_fold(Money::zero(currency), |sum, (line, amount)| {
        sum.checked_add(*amount).and_then(Money::in_bounds).ok_or(TotalsFault::TooLarge { line })
    })
}

fn largest(amounts: &[Money]) -> usize {
    amounts.iter().enumerate().max_by_key(|(_, amount)| amount.minor).map_or(0, |(line, _)| line)
}

fn amount_off(discount: Discount, subtotal: Money) -> Result<Option<Money>, TotalsFault> {
    match discount {
        Discount::None => Ok(Some(Money::zero(subtotal.currency))),
        Discount::Percent(rate) if is_percentage(rate) => Ok(subtotal.percent(rate)),
        Discount::Amount(off) if off.currency == subtotal.currency && !off.is_negative() => {
            Ok(Some(Money { minor: off.minor.min(subtotal.minor), ..off }))
        }
        _ => Err(TotalsFault::Discount),
    }
}

/// A set of tax rates that lines share, and the amount of those lines after discount.
struct Group {
    rates: Vec<Decimal>,
    amount: Money,
}

fn discounted(lines: &[Line], amounts: &[Money], discount: Money, subtotal: Money) -> Vec<Group> {
    // Grouped by rates, so that the order of the lines does not change the result. Sums cannot overflow, since they do not exceed the
    // subtotal.
    let mut groups = BTreeMap::<Vec<Decimal>, i64>::new();
    for (line, amount) in lines.iter().zip(amounts) {
        let mut rates: Vec<_> = line.tax_rates().map(|rate| rate.normalize()).collect();
        rates.sort();
        *groups.entry(rates).or_default() += amount.minor;
    }
    let weights: Vec<_> = groups.values().copied().collect();
    let shares = spread(discount.minor, &weights, subtotal.minor);
    let group = |((rates, weight), share): ((_, i64), i64)| Group {
        rates,
        amount: Money::new(weight - share, subtotal.currency),
    };
    groups.into_iter().zip(shares).map(group).collect()
}

/// Divides an amount among weights that sum to `whole`, which it does not exceed. Each share is rounded down, and the rest is
/// distributed one each by largest remainder. No share exceeds its weight.
fn spread(amount: i64, weights: &[i64], whole: i64) -> Vec<i64> {
    if whole == 0 {
        return vec![0; weights.len()];
    }
    let product = |weight: i64| i128::from(amount) * i128::from(weight);
    let mut shares: Vec<_> =
        weights.iter().map(|weight| (product(*weight) / i128::from(whole)) as i64).collect();
    let left = amount - shares.iter().sum::<i64>();
    let mut by_remainder: Vec<_> = (0..weights.len()).collect();
    by_remainder.sort_by_key(|&at| std::cmp::Reverse(product(weights[at]) % i128::from(whole)));
    for at in by_remainder.into_iter().take(left as usize) {
        shares[at] += 1;
    }
    shares
}

fn taxes_on_top(groups: &[Group], currency: Currency) -> Option<Vec<TaxGroup>> {
    let mut nets = BTreeMap::<Decimal, Money>::new();
    for group in groups {
        for rate in &group.rates {
            let net = nets.entry(*rate).or_insert(Money::zero(currency));
            *net = net.checked_add(group.amount)?;
        }
    }
    nets.into_iter().map(|(rate, net)| Some(TaxGroup { rate, net, tax: net.percent(rate)? })).collect()
}

fn taxes_within(groups: &[Group], currency: Currency) -> Option<Vec<TaxGroup>> {
    let zero = Money::zero(currency);
    let mut taxes = BTreeMap::<Decimal, TaxGroup>::new();
    for group in groups {
        let all_rates = group.rates.iter().try_fold(Decimal::ZERO, |sum, rate| sum.checked_add(*rate))?;
        let within = |rate: &Decimal| Some((*rate, group.amount.percent_within(*rate, all_rates)?));
        let parts = group.rates.iter().map(within).collect::<Option<Vec<_>>>()?;
        let tax = Money::checked_sum(parts.iter().map(|(_, tax)| *tax), currency)?;
        let net = group.amount.checked_sub(tax)?;
        for (rate, tax) in parts {
            let sum = taxes.entry(rate).or_insert(TaxGroup { rate, net: zero, tax: zero });
            sum.net = sum.net.checked_add(net)?;
            sum.tax = sum.tax.checked_add(tax)?;
        }
    }
    Some(taxes.into_values().collect())
}

#[cfg(test)]
#[path = "totals_tests.rs"]
mod tests;
