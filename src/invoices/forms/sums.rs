//! The totals of a draft while it is being typed.

use rust_decimal::Decimal;

use super::InvoiceForm;
use crate::{
    invoices::rules::{self, Discount, TaxMode, Totals},
    kernel::{currency::Currency, locale::Locale, money::Money},
};

/// The totals of a draft's lines.
#[derive(Debug, Clone)]
pub struct Sums {
    /// The description and the amount of each line. The amount is `None` if the line cannot be computed yet; it does not count in the
    /// totals.
    pub lines: Vec<(String, Option<Money>)>,
    /// The totals of the computed lines, or the message key of the reason why there are none.
    pub totals: Result<Totals, &'static str>,
    /// The percentage of the discount, if it is a percentage.
    pub rate: Option<Decimal>,
    /// Whether prices include tax.
    pub inclusive: bool,
}

/// Replaces a description that has not been typed yet.
const UNNAMED: &str = "–";

impl Sums {
    /// The number of lines without an amount.
    pub fn left_out(&self) -> usize {
        self.lines.iter().filter(|(_, amount)| amount.is_none()).count()
    }
}

impl InvoiceForm {
    /// The totals of the form as typed, by the same computation as page, PDF and mail. Lines whose figures are missing or invalid are
    /// left out; a description may be missing. Returns `None` as long as no line has figures.
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

    /// A line's description, and its figures.
    fn read_sum(&mut self, at: usize, locale: Locale, currency: Currency) -> (String, Option<rules::Line>) {
        let mut row = self.row(at);
        let line = row.read_figures(locale, currency).filter(|line| line.amount().is_some());
        let what = row.what.typed().trim();
        (if what.is_empty() { UNNAMED } else { what }.to_owned(), line)
    }
}

/// The totals of the computed lines.
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
    fn an_incomplete_form_is_added_up() {
        let sums =
            sums(text(&[["Labels", "3,000", "0.26", "5"], ["", "2", "80", "0"], ["", "", "", "5"]])).unwrap();
        let lines = [("Labels".to_owned(), Some(eur(78_000))), ("–".to_owned(), Some(eur(16_000)))];
        assert_eq!((&sums.lines[..], sums.left_out()), (&lines[..], 0));
        assert_eq!(sums.totals.unwrap().total, eur(97_900));
    }

    #[test]
    fn an_invalid_line_is_left_out_of_the_totals() {
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
    fn with_an_invalid_discount_there_are_line_amounts_but_no_totals() {
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
