//! What a draft comes to while it is typed.

use rust_decimal::Decimal;

use super::InvoiceForm;
use crate::{
    invoices::{
        model::LineInput,
        rules::{self, Discount, TaxMode, Totals},
    },
    kernel::{currency::Currency, locale::Locale, money::Money},
};

/// What the lines of a draft come to, each and together.
#[derive(Debug, Clone)]
pub struct Sums {
    /// What each line is for, and what it comes to.
    pub lines: Vec<(String, Money)>,
    pub totals: Totals,
    /// The percentage taken off, where the discount is one.
    pub rate: Option<Decimal>,
    /// Whether prices include tax.
    pub inclusive: bool,
}

/// What stands in for a description that is not typed yet.
const UNNAMED: &str = "–";

impl InvoiceForm {
    /// What it comes to as it is typed, by the one computation behind page, PDF and mail. A line may still lack its description. None, while
    /// something else is missing or not understood.
    pub fn sums(&self, locale: Locale, currency: Currency) -> Option<Sums> {
        let mut form = self.clone();
        for (what, price) in form.line_what.0.iter_mut().zip(self.line_price.iter()) {
            if what.trim().is_empty() && !price.trim().is_empty() {
                *what = UNNAMED.to_owned();
            }
        }
        let input = form.parse(locale, currency).ok()?;
        let counted: Vec<_> = input.lines.iter().map(LineInput::counted).collect();
        let totals = rules::totals(&counted, input.discount, input.tax_mode, currency).ok()?;
        let each =
            |(line, counted): (&LineInput, &rules::Line)| Some((line.description.clone(), counted.amount()?));
        let rate = match input.discount {
            Discount::Percent(rate) => Some(rate.normalize()),
            _ => None,
        };
        let lines = input.lines.iter().zip(&counted).map(each).collect::<Option<_>>()?;
        Some(Sums { lines, totals, rate, inclusive: input.tax_mode == TaxMode::Inclusive })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::form::Repeated;

    fn form(lines: &[[&str; 4]]) -> InvoiceForm {
        let column = |at: usize| Repeated(lines.iter().map(|line| line[at].to_owned()).collect());
        InvoiceForm {
            line_what: column(0),
            line_quantity: column(1),
            line_unit: Repeated(lines.iter().map(|_| String::new()).collect()),
            line_price: column(2),
            line_tax: column(3),
            ..InvoiceForm::blank(String::new(), String::new(), 14)
        }
    }

    #[test]
    fn what_is_typed_is_added_up_before_it_is_complete() {
        let half = form(&[["Labels", "3,000", "0.26", "5"], ["", "2", "80", "0"], ["", "", "", "5"]]);
        let sums = half.sums(Locale::En, Currency::EUR).unwrap();
        let eur = |minor| Money::new(minor, Currency::EUR);
        assert_eq!(sums.lines, [("Labels".to_owned(), eur(78_000)), ("–".to_owned(), eur(16_000))]);
        assert_eq!(sums.totals.total, eur(97_900));
        for unclear in [form(&[]), form(&[["Labels", "some", "1", "0"]]), form(&[["Labels", "1", "", "0"]])] {
            assert!(unclear.sums(Locale::En, Currency::EUR).is_none());
        }
    }
}
