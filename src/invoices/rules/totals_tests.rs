use proptest::prelude::*;

use super::*;

fn decimal(text: &str) -> Decimal {
    text.parse().unwrap()
}

fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

fn line(quantity: &str, price_minor: i64, rate: &str) -> Line {
    Line::new(decimal(quantity), eur(price_minor), decimal(rate))
}

fn exclusive(lines: &[Line], discount: Discount) -> Totals {
    totals(lines, discount, TaxMode::Exclusive, Currency::EUR).unwrap()
}

fn inclusive(lines: &[Line], discount: Discount) -> Totals {
    totals(lines, discount, TaxMode::Inclusive, Currency::EUR).unwrap()
}

#[test]
fn a_rate_with_three_decimals_is_exact() {
    let sum = exclusive(&[line("1", 818_000, "9.975")], Discount::None);
    assert_eq!((sum.tax, sum.total), (eur(81_596), eur(899_596)));
}

#[test]
fn two_taxes_on_one_net_are_rounded_separately() {
    let both = Line { second_tax_rate: Some(decimal("9.975")), ..line("1", 114_000, "5") };
    let sum = exclusive(&[both], Discount::None);
    let taxes: Vec<_> = sum.taxes.iter().map(|group| group.tax.minor).collect();
    assert_eq!(taxes, [5_700, 11_372]);
    assert_eq!(sum.total, eur(131_072));
}

#[test]
fn tax_is_taken_out_of_prices_that_include_it() {
    let sum = inclusive(&[line("2", 37_900, "21")], Discount::None);
    assert_eq!((sum.tax, sum.net, sum.total), (eur(13_155), eur(62_645), eur(75_800)));
}

#[test]
fn yen_has_no_decimals() {
    let yen = |minor| Money::new(minor, Currency::JPY);
    let tax_in = |price, mode| {
        let line = Line::new(Decimal::ONE, yen(price), decimal("10"));
        totals(&[line], Discount::None, mode, Currency::JPY).unwrap()
    };
    let sum = tax_in(50_000, TaxMode::Inclusive);
    assert_eq!((sum.tax, sum.net, sum.total), (yen(4_545), yen(45_455), yen(50_000)));
    assert_eq!(tax_in(8_000, TaxMode::Exclusive).subtotal.minor, 8_000);
}

#[test]
fn the_kuwaiti_dinar_has_three_decimals() {
    let price = Money::new(1_235, Currency::KWD);
    let line = Line::new(decimal("1.5"), price, decimal("5"));
    let sum = totals(&[line], Discount::None, TaxMode::Exclusive, Currency::KWD).unwrap();
    assert_eq!((sum.subtotal.minor, sum.tax.minor, sum.total.minor), (1_853, 93, 1_946));
}

#[test]
fn the_shown_quantity_times_the_rate_is_the_shown_amount() {
    let two_quarters_of_an_hour = line("0.5", 2_750, "0");
    assert_eq!(two_quarters_of_an_hour.amount(), Some(eur(1_375)));
}

#[test]
fn each_line_rounds_before_the_sum() {
    // 0.005 each: three lines of a cent, not one sum of a cent and a half.
    let sum = exclusive(&vec![line("0.5", 1, "0"); 3], Discount::None);
    assert_eq!(sum.subtotal, eur(3));
}

#[test]
fn tax_is_rounded_once_per_rate() {
    // 0.33 × 19 % = 0.0627 per line: rounded per line it would add up to 0.18, over the net it is 0.19.
    let sum = exclusive(&vec![line("1", 33, "19"); 3], Discount::None);
    assert_eq!(sum.tax, eur(19));
    let spellings = exclusive(&[line("1", 33, "19"), line("1", 33, "19.00")], Discount::None);
    assert_eq!(spellings.taxes.len(), 1);
}

#[test]
fn a_discount_comes_before_tax_and_adds_up() {
    let lines = [line("1", 10_000, "19"), line("1", 5_000, "7"), line("1", 5_000, "0")];
    let sum = exclusive(&lines, Discount::Percent(decimal("10")));
    let groups: Vec<_> =
        sum.taxes.iter().map(|group| (group.rate.to_string(), group.net.minor, group.tax.minor)).collect();
    assert_eq!(groups, [("0".into(), 4_500, 0), ("7".into(), 4_500, 315), ("19".into(), 9_000, 1_710)]);
    assert_eq!((sum.discount, sum.total), (eur(2_000), eur(20_025)));
    // A cent divided among three groups is deducted exactly once.
    let sum = exclusive(&lines, Discount::Amount(eur(1)));
    assert_eq!(sum.taxes.iter().map(|group| group.net.minor).sum::<i64>(), 19_999);
}

#[test]
fn a_discount_never_exceeds_the_subtotal() {
    let sum = exclusive(&[line("1", 40_000, "19")], Discount::Amount(eur(50_000)));
    assert_eq!((sum.discount, sum.tax, sum.total), (eur(40_000), eur(0), eur(0)));
    let sum = inclusive(&[line("1", 40_000, "19")], Discount::Percent(decimal("100")));
    assert_eq!((sum.net, sum.tax, sum.total), (eur(0), eur(0), eur(0)));
}

#[test]
fn no_lines_add_up_to_zero() {
    let sum = exclusive(&[], Discount::Amount(eur(100)));
    assert_eq!((sum.discount, sum.total), (eur(0), eur(0)));
}

#[test]
fn a_fault_names_its_line() {
    let fault = |bad: Line| {
        totals(&[line("1", 1, "0"), bad], Discount::None, TaxMode::Exclusive, Currency::EUR).unwrap_err()
    };
    assert_eq!(fault(line("-1", 1, "0")), TotalsFault::NegativeQuantity { line: 1 });
    assert_eq!(fault(line("1", -1, "0")), TotalsFault::NegativePrice { line: 1 });
    assert_eq!(fault(line("1", 1, "-1")), TotalsFault::TaxRate { line: 1 });
    assert_eq!(fault(line("1", 1, "100.01")), TotalsFault::TaxRate { line: 1 });
    let twice = Line { second_tax_rate: Some(decimal("5.0")), ..line("1", 1, "5") };
    assert_eq!(fault(twice), TotalsFault::TaxRate { line: 1 });
    let dollars = Line::new(Decimal::ONE, Money::new(1, Currency::USD), Decimal::ZERO);
    assert_eq!(fault(dollars), TotalsFault::Currency { line: 1 });
    assert_eq!(fault(line("1", i64::MAX, "0")), TotalsFault::LineTooLarge { line: 1 });
    assert_eq!(fault(line("9223372036854775807", 2, "0")), TotalsFault::LineTooLarge { line: 1 });
    assert_eq!(fault(line("2", Money::MOST, "0")), TotalsFault::LineTooLarge { line: 1 });
    assert_eq!(fault(line("1", Money::MOST, "0")), TotalsFault::TooLarge { line: 1 });
    assert_eq!(fault(line("1", Money::MOST - 1, "100")), TotalsFault::TooLarge { line: 1 });
    for discount in [
        Discount::Percent(decimal("-1")),
        Discount::Percent(decimal("100.1")),
        Discount::Amount(eur(-1)),
        Discount::Amount(Money::new(1, Currency::USD)),
    ] {
        let refused = totals(&[], discount, TaxMode::Exclusive, Currency::EUR);
        assert_eq!(refused, Err(TotalsFault::Discount), "{discount:?}");
    }
}

#[test]
fn the_largest_total_is_the_largest_amount() {
    let sum = exclusive(&vec![line("1", Money::MOST / 200, "0"); 200], Discount::None);
    assert_eq!(sum.total.minor, Money::MOST);
    let one_more = vec![line("1", Money::MOST / 200 + 1, "0"); 200];
    let refused = totals(&one_more, Discount::None, TaxMode::Exclusive, Currency::EUR);
    assert_eq!(refused, Err(TotalsFault::TooLarge { line: 199 }));
}

fn any_line() -> impl Strategy<Value = Line> {
    let rate = prop::sample::select(vec!["0", "5", "7", "9.975", "19", "20.0", "21", "100"]);
    let second = prop::option::weighted(0.2, prop::sample::select(vec!["1", "9.5", "99.9999"]));
    (0_i64..100_000, 0_u32..5, prop_oneof![0_i64..100, 0_i64..100_000], rate, second).prop_map(
        |(mantissa, scale, price, rate, second)| Line {
            second_tax_rate: second.map(decimal),
            ..Line::new(Decimal::new(mantissa, scale), eur(price), decimal(rate))
        },
    )
}

fn any_discount() -> impl Strategy<Value = Discount> {
    prop_oneof![
        Just(Discount::None),
        (0_i64..=100_000).prop_map(|rate| Discount::Percent(Decimal::new(rate, 3))),
        (0_i64..1_000_000_000).prop_map(|minor| Discount::Amount(eur(minor))),
    ]
}

fn any_mode() -> impl Strategy<Value = TaxMode> {
    prop::sample::select(TaxMode::ALL)
}

proptest! {
    #[test]
    fn parts_add_up_and_none_is_negative(
        lines in prop::collection::vec(any_line(), 0..12), discount in any_discount(), mode in any_mode(),
    ) {
        let sum = totals(&lines, discount, mode, Currency::EUR).unwrap();
        let minor = |amounts: &mut dyn Iterator<Item = Money>| amounts.map(|m| m.minor).sum::<i64>();
        prop_assert_eq!(minor(&mut sum.line_amounts.iter().copied()), sum.subtotal.minor);
        prop_assert_eq!(minor(&mut sum.taxes.iter().map(|group| group.tax)), sum.tax.minor);
        prop_assert_eq!(sum.net.minor + sum.tax.minor, sum.total.minor);
        let left = sum.subtotal.minor - sum.discount.minor;
        prop_assert_eq!(left, if mode == TaxMode::Exclusive { sum.net.minor } else { sum.total.minor });
        if lines.iter().all(|line| line.second_tax_rate.is_none()) {
            prop_assert_eq!(minor(&mut sum.taxes.iter().map(|group| group.net)), sum.net.minor);
        }
        for part in [sum.subtotal, sum.discount, sum.net, sum.tax, sum.total] {
            prop_assert!(!part.is_negative());
        }
        for group in &sum.taxes {
            prop_assert!(!group.net.is_negative() && !group.tax.is_negative());
        }
    }

    #[test]
    fn the_order_of_lines_does_not_change_the_totals(
        (lines, shuffled) in prop::collection::vec(any_line(), 0..8)
            .prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle())),
        discount in any_discount(), mode in any_mode(),
    ) {
        let one = totals(&lines, discount, mode, Currency::EUR).unwrap();
        let other = totals(&shuffled, discount, mode, Currency::EUR).unwrap();
        prop_assert_eq!(Totals { line_amounts: vec![], ..one }, Totals { line_amounts: vec![], ..other });
    }

    #[test]
    fn a_spread_adds_up_within_each_weight(
        weights in prop::collection::vec(0_i64..1_000, 1..8), part in 0_i64..=1_000,
    ) {
        let whole: i64 = weights.iter().sum();
        let amount = whole * part / 1_000;
        let shares = spread(amount, &weights, whole);
        prop_assert_eq!(shares.iter().sum::<i64>(), amount);
        for (share, weight) in shares.iter().zip(&weights) {
            prop_assert!((0..=*weight).contains(share));
        }
    }

    #[test]
    fn nothing_wraps_at_the_edge(
        quantity in any::<i64>(), scale in 0_u32..28, price in any::<i64>(), rate in 0_i64..=100, mode in any_mode(),
    ) {
        let line = Line::new(Decimal::new(quantity, scale), eur(price), Decimal::from(rate));
        if let Ok(sum) = totals(&[line.clone(), line], Discount::None, mode, Currency::EUR) {
            for amount in sum.line_amounts.iter().chain([&sum.subtotal, &sum.net, &sum.tax, &sum.total]) {
                prop_assert!((0..=Money::MOST).contains(&amount.minor), "{amount:?}");
            }
        }
    }
}
