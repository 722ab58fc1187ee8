//! What a draft comes to while it is typed.

use rust_decimal::Decimal;

use super::InvoiceForm;
use crate::{
    invoices::rules::{self, Discount, TaxMode, Totals},
    kernel::{currency::Currency, locale::Locale, money::Money},
};

/// What the lines of a draft come to, each and together.
#[derive(Debug, Clone)]
pub struct Sums {
    /// What each line is for, and what it comes to. None, where that cannot be told: it counts for nothing yet.
    pub lines: Vec<(String, Option<Money>)>,
    /// What the others come to; else the key of why that cannot be told.
    pub totals: Result<Totals, &'static str>,
    /// The percentage taken off, where the discount is one.
    pub rate: Option<Decimal>,
    /// Whether prices include tax.
    pub inclusive: bool,
}

/// What stands in for a description that is not typed yet.
const UNNAMED: &str = "–";

impl Sums {
    /// How many lines count for nothing yet.
    pub fn left_out(&self) -> usize {
        self.lines.iter().filter(|(_, amount)| amount.is_none()).count()
    }
}

impl InvoiceForm {
    /// What it comes to as it is typed, by the one computation behind page, PDF and mail. Lines whose figures are missing or not understood
    /// are left out of the totals; a line may still lack its description. None, while no line has figures.
    pub fn sums(&self, locale: Locale, currency: Currency) -> Option<Sums> {
        let mut form = self.clone();
        let rows: Vec<_> =
            form.typed_rows().into_iter().map(|at| form.read_sum(at, locale, currency)).collect();
        let counted: Vec<_> = rows.iter().filter_map(|(_, line)| line.clone()).collect();
        if counted.is_empty() {
            return None;
        }
        let (discount, tax_mode) = (form.read_discount(locale, currency), form.tax_mode.parse());
        let rate = match discount {
            Some(Discount::Percent(rate)) => Some(rate.normalize()),
            _ => None,
        };
        let amount = |line: Option<rules::Line>| line.and_then(|line| line.amount());
        Some(Sums {
            lines: rows.into_iter().map(|(what, line)| (what, amount(line))).collect(),
            totals: together(&counted, discount, tax_mode, currency),
            rate,
            inclusive: tax_mode == Some(TaxMode::Inclusive),
        })
    }

    /// What a line is for, and what of it is counted.
    fn read_sum(&mut self, at: usize, locale: Locale, currency: Currency) -> (String, Option<rules::Line>) {
        let mut row = self.row(at);
        let line = row.read_figures(locale, currency).filter(|line| line.amount().is_some());
        let what = row.what.typed().trim();
        (if what.is_empty() { UNNAMED } else { what }.to_owned(), line)
    }
}

/// What the lines that are counted come to.
fn together(
    lines: &[rules::Line],
    discount: Option<Discount>,
    tax_mode: Option<TaxMode>,
    currency: Currency,
) -> Result<Totals, &'static str> {
    let discount = discount.ok_or("invoices-sums-discount")?;
    let tax_mode = tax_mode.ok_or("fault-choice")?;
    let totals = rules::totals(lines, discount, tax_mode, currency).map_err(|_| "invoices-fault-sum")?;
    if discount.is_more_than(totals.subtotal) {
        return Err("invoices-sums-discount");
    }
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use super::{
        super::{InvoiceText, draft::tests::text},
        *,
    };

    fn sums(text: InvoiceText) -> Option<Sums> {
        InvoiceForm::from(text).sums(Locale::En, Currency::EUR)
    }

    fn eur(minor: i64) -> Money {
        Money::new(minor, Currency::EUR)
    }

    #[test]
    fn what_is_typed_is_added_up_before_it_is_complete() {
        let sums =
            sums(text(&[["Labels", "3,000", "0.26", "5"], ["", "2", "80", "0"], ["", "", "", "5"]])).unwrap();
        let lines = [("Labels".to_owned(), Some(eur(78_000))), ("–".to_owned(), Some(eur(16_000)))];
        assert_eq!((&sums.lines[..], sums.left_out()), (&lines[..], 0));
        assert_eq!(sums.totals.unwrap().total, eur(97_900));
    }

    #[test]
    fn a_line_that_is_not_understood_is_left_out_and_the_others_are_added_up() {
        for unread in
            [["Boxes", "some", "1", "0"], ["Boxes", "1", "", "0"], ["Boxes", "999999999", "9999999999", "0"]]
        {
            let sums = sums(text(&[unread, ["Labels", "3,000", "0.26", "5"]])).unwrap();
            let lines = [("Boxes".to_owned(), None), ("Labels".to_owned(), Some(eur(78_000)))];
            assert_eq!((&sums.lines[..], sums.left_out()), (&lines[..], 1), "{unread:?}");
            let totals = sums.totals.unwrap();
            assert_eq!((totals.net, totals.tax, totals.total), (eur(78_000), eur(3_900), eur(81_900)));
            assert!(self::sums(text(&[unread])).is_none());
        }
        assert!(sums(text(&[])).is_none());
    }

    #[test]
    fn without_a_discount_that_can_be_given_there_are_no_totals_but_each_lines_sum() {
        let labels = || text(&[["Labels", "1", "9", "0"]]);
        let discount = |typed: &str, kind: &str| InvoiceText {
            discount: typed.into(),
            discount_kind: kind.into(),
            ..labels()
        };
        for unclear in [discount("9.01", "amount"), discount("some", "percent"), discount("101", "percent")] {
            let sums = sums(unclear).unwrap();
            assert_eq!(sums.lines, [("Labels".to_owned(), Some(eur(900)))]);
            assert_eq!(sums.totals, Err("invoices-sums-discount"));
        }
        assert_eq!(sums(discount("10", "percent")).unwrap().totals.unwrap().total, eur(810));
    }
}
