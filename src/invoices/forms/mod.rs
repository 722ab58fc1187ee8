//! An invoice, as typed; what came in for it is typed beside.

mod delivery;
mod differences;
mod payment;
mod sums;

pub use delivery::DeliveryForm;
pub use payment::{CreditForm, PaymentForm, ReversalForm};
pub use sums::Sums;

use rust_decimal::Decimal;
use serde::Deserialize;

use super::{
    model::{Invoice, InvoiceInput, Line, LineInput},
    rules::{self, Discount, TaxMode, TotalsFault},
};
use crate::{
    kernel::{
        currency::Currency,
        ids::ProjectId,
        locale::{Locale, NumberFault, NumberLimits},
        money::{Money, UnitPrice},
        text,
    },
    web::{Fault, Faults, Filled, form::Repeated},
};

/// The most lines an invoice may have.
pub const MOST_LINES: usize = 200;
const SPARE_ROWS: usize = 3;
/// The most rows that are read: some more than there may be lines, so that who typed too many hears so beside what they typed.
const MOST_ROWS: usize = 250;

/// A draft as typed. The `line_…` fields repeat, once a row.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct InvoiceForm {
    pub client: String,
    /// The draft that is changed; empty for a new one. Only for what adds up without scripts.
    pub draft: String,
    pub project: String,
    pub payment_days: String,
    pub tax_mode: String,
    pub discount: String,
    pub discount_kind: String,
    pub note: String,
    pub revision: String,
    pub line_what: Repeated<MOST_ROWS>,
    pub line_quantity: Repeated<MOST_ROWS>,
    pub line_unit: Repeated<MOST_ROWS>,
    pub line_price: Repeated<MOST_ROWS>,
    pub line_tax: Repeated<MOST_ROWS>,
}

/// One row of the form.
#[derive(Debug, Clone, Default)]
pub struct Row {
    pub at: usize,
    pub what: String,
    pub quantity: String,
    pub unit: String,
    pub price: String,
    pub tax: String,
    /// Beyond what was typed: taken away where rows can be added.
    pub spare: bool,
}

impl InvoiceForm {
    /// The form of a new invoice: empty but for the terms.
    pub fn blank(client: String, project: String, payment_days: i32) -> Self {
        let discount_kind = "percent".into();
        let tax_mode = TaxMode::Exclusive.code().into();
        Self {
            client,
            project,
            payment_days: payment_days.to_string(),
            tax_mode,
            discount_kind,
            revision: "0".into(),
            ..Self::default()
        }
    }

    /// The form of a draft, filled from what is stored.
    pub fn of(invoice: &Invoice, lines: &[Line], locale: Locale) -> Self {
        let price = |line: &Line| locale.price_for_form(line.unit_price(invoice.currency));
        let (discount, discount_kind) = match invoice.discount() {
            Discount::None => (String::new(), "percent"),
            Discount::Percent(percent) => (locale.decimal_for_form(percent), "percent"),
            Discount::Amount(amount) => (locale.amount(amount), "amount"),
        };
        Self {
            client: invoice.client_id.to_string(),
            draft: invoice.id.to_string(),
            project: invoice.project_id.map(|id| id.to_string()).unwrap_or_default(),
            payment_days: invoice.payment_days.to_string(),
            tax_mode: invoice.tax_mode.code().into(),
            discount,
            discount_kind: discount_kind.into(),
            note: invoice.note.clone(),
            revision: invoice.revision.to_string(),
            line_what: lines.iter().map(|line| line.description.clone()).collect(),
            line_quantity: lines.iter().map(|line| locale.decimal_for_form(line.quantity)).collect(),
            line_unit: lines.iter().map(|line| line.unit.clone()).collect(),
            line_price: lines.iter().map(price).collect(),
            line_tax: lines.iter().map(|line| locale.decimal_for_form(line.tax_rate)).collect(),
        }
    }

    /// The rows that hold something, counted from 0, and some to spare for readers without script.
    pub fn rows(&self, usual_tax: &str) -> Vec<Row> {
        let columns = [&self.line_what, &self.line_quantity, &self.line_unit, &self.line_price];
        let longest = columns.iter().map(|column| column.len()).max().unwrap_or_default();
        let at = |column: &[String], row: usize| column.get(row).cloned().unwrap_or_default();
        let filled = |row: &usize| columns.iter().any(|column| !at(column, *row).trim().is_empty());
        let typed = (0..longest).filter(filled).map(|row| Row {
            at: 0,
            what: at(&self.line_what, row),
            quantity: at(&self.line_quantity, row),
            unit: at(&self.line_unit, row),
            price: at(&self.line_price, row),
            tax: at(&self.line_tax, row),
            spare: false,
        });
        let spare = (0..SPARE_ROWS).map(|_| Row { tax: usual_tax.into(), spare: true, ..Row::default() });
        let rows = typed.chain(spare).enumerate();
        rows.map(|(at, row)| Row { at, spare: row.spare && at > 0, ..row }).collect()
    }

    /// The revision of the draft the form was filled from.
    pub fn revision(&self) -> i32 {
        self.revision.parse().unwrap_or_default()
    }

    /// The project that is chosen, where it can be one.
    pub fn project(&self) -> Option<ProjectId> {
        self.project.parse().ok()
    }

    /// What the form means.
    ///
    /// # Errors
    /// The form with the reason beside each field; the fields of a line are named `line_price-0`.
    pub fn parse(self, locale: Locale, currency: Currency) -> Result<InvoiceInput, Filled<Self>> {
        let mut faults = Faults::default();
        let project_id = match self.project.as_str() {
            "" => None,
            id => faults.keep("project", id.parse()),
        };
        let payment_days = faults.keep("payment_days", days(&self.payment_days));
        let tax_mode = faults.keep("tax_mode", self.tax_mode.parse());
        let discount = faults.keep("discount", self.discount(locale, currency));
        let note = faults.keep("note", text::paragraph(&self.note, 2_000));
        let lines = self.lines(locale, currency, &mut faults);
        if lines.is_empty() && faults.is_empty() {
            faults.add("line_what-0", Fault::new("invoices-fault-no-lines"));
        }
        let counted: Vec<_> = lines.iter().map(LineInput::counted).collect();
        if faults.is_empty() {
            match rules::totals(&counted, discount.unwrap_or(Discount::None), TaxMode::Exclusive, currency) {
                Err(fault) => faults.add(field_of(fault), reason(fault)),
                Ok(totals) if discount.is_some_and(|discount| discount.is_more_than(totals.subtotal)) => {
                    faults.add("discount", Fault::new("invoices-fault-discount"));
                }
                Ok(_) => {}
            }
        }
        match (payment_days, tax_mode, discount, note) {
            (Some(payment_days), Some(tax_mode), Some(discount), Some(note)) if faults.is_empty() => {
                Ok(InvoiceInput { project_id, payment_days, tax_mode, discount, note, lines })
            }
            _ => Err(Filled::refused(self, faults)),
        }
    }

    fn discount(&self, locale: Locale, currency: Currency) -> Result<Discount, Fault> {
        if self.discount.trim().is_empty() {
            return Ok(Discount::None);
        }
        match self.discount_kind.as_str() {
            "percent" => percentage(&self.discount, locale).map(Discount::Percent),
            "amount" => Ok(Discount::Amount(Money::parse(&self.discount, locale, currency)?)),
            _ => Err(Fault::new("fault-choice")),
        }
    }

    fn lines(&self, locale: Locale, currency: Currency, faults: &mut Faults) -> Vec<LineInput> {
        let rows = self.rows("");
        let typed = |row: &&Row| {
            [&row.what, &row.quantity, &row.unit, &row.price].iter().any(|text| !text.trim().is_empty())
        };
        if rows.iter().filter(typed).count() > MOST_LINES {
            faults.add("line_what-0", Fault::counting("invoices-fault-too-many-lines", "most", MOST_LINES));
        }
        rows.iter().filter(typed).filter_map(|row| row.parse(locale, currency, faults)).collect()
    }
}

impl Row {
    fn parse(&self, locale: Locale, currency: Currency, faults: &mut Faults) -> Option<LineInput> {
        let named = |field: &str| format!("{field}-{}", self.at);
        let quantity =
            if self.quantity.trim().is_empty() { Ok(Decimal::ONE) } else { quantity(&self.quantity, locale) };
        let tax = if self.tax.trim().is_empty() { Ok(Decimal::ZERO) } else { percentage(&self.tax, locale) };
        let description = faults.keep(named("line_what"), text::line(&self.what, 500));
        let quantity = faults.keep(named("line_quantity"), quantity);
        let unit = faults.keep(named("line_unit"), text::optional_line(&self.unit, 20));
        let unit_price = faults.keep(named("line_price"), UnitPrice::parse(&self.price, locale, currency));
        let tax_rate = faults.keep(named("line_tax"), tax);
        Some(LineInput {
            description: description?,
            quantity: quantity?,
            unit: unit?,
            unit_price: unit_price?,
            tax_rate: tax_rate?,
        })
    }
}

impl LineInput {
    /// The line as the arithmetic takes it.
    pub fn counted(&self) -> rules::Line {
        rules::Line::new(self.quantity, self.unit_price, self.tax_rate)
    }
}

fn days(typed: &str) -> Result<i32, Fault> {
    typed.trim().parse().ok().filter(|days| (0..=365).contains(days)).ok_or(Fault::new("invoices-fault-days"))
}

fn quantity(typed: &str, locale: Locale) -> Result<Decimal, Fault> {
    let most = Decimal::from(999_999_999);
    let quantity = locale.parse_decimal(typed, NumberLimits { most_decimals: 4, usual_decimals: 0, most })?;
    if quantity.is_zero() { Err(Fault::new("invoices-fault-quantity")) } else { Ok(quantity) }
}

fn percentage(typed: &str, locale: Locale) -> Result<Decimal, Fault> {
    let limits = NumberLimits { most_decimals: 4, usual_decimals: 0, most: Decimal::ONE_HUNDRED };
    let typed = typed.trim().trim_end_matches('%').trim_end();
    locale.parse_decimal(typed, limits).map_err(|fault| match fault {
        NumberFault::TooLarge => Fault::new("invoices-fault-percentage"),
        fault => fault.into(),
    })
}

fn field_of(fault: TotalsFault) -> String {
    match fault {
        TotalsFault::NegativeQuantity { line } => format!("line_quantity-{line}"),
        TotalsFault::NegativePrice { line }
        | TotalsFault::Currency { line }
        | TotalsFault::LineTooLarge { line }
        | TotalsFault::TooLarge { line } => format!("line_price-{line}"),
        TotalsFault::TaxRate { line } => format!("line_tax-{line}"),
        TotalsFault::Discount => "discount".into(),
    }
}

fn reason(fault: TotalsFault) -> Fault {
    match fault {
        TotalsFault::TooLarge { .. } => Fault::new("invoices-fault-sum"),
        _ => Fault::new("fault-number-too-large"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_line(what: &str, quantity: &str, price: &str, tax: &str) -> InvoiceForm {
        InvoiceForm {
            line_what: Repeated(vec![what.into()]),
            line_quantity: Repeated(vec![quantity.into()]),
            line_unit: Repeated(vec![String::new()]),
            line_price: Repeated(vec![price.into()]),
            line_tax: Repeated(vec![tax.into()]),
            ..InvoiceForm::blank(String::new(), String::new(), 14)
        }
    }

    fn faults(form: InvoiceForm) -> Vec<String> {
        let refused = form.parse(Locale::En, Currency::EUR).unwrap_err();
        refused.faults.fields().map(str::to_owned).collect()
    }

    #[test]
    fn a_line_means_what_was_typed() {
        let input = one_line("Labels", "3,000", "0.26", "19 %").parse(Locale::En, Currency::EUR).unwrap();
        let line = &input.lines[0];
        assert_eq!(
            (line.quantity, line.unit_price.minor, line.tax_rate),
            (3000.into(), 26.into(), 19.into())
        );
    }

    #[test]
    fn faults_stand_at_their_field_and_row() {
        assert_eq!(
            faults(one_line("", "four", "-1", "101")),
            ["line_what-0", "line_quantity-0", "line_price-0", "line_tax-0"]
        );
        assert_eq!(faults(InvoiceForm::blank(String::new(), String::new(), 14)), ["line_what-0"]);
        assert_eq!(
            faults(InvoiceForm { payment_days: "soon".into(), ..one_line("Labels", "1", "1", "0") }),
            ["payment_days"]
        );
        assert_eq!(faults(one_line("Labels", "999999999", "9999999999", "0")), ["line_price-0"]);
        assert_eq!(faults(one_line("Labels", "1", "10000000000.01", "0")), ["line_price-0"]);
        assert_eq!(faults(one_line("Labels", "1000000000", "1", "0")), ["line_quantity-0"]);
    }

    #[test]
    fn print_is_priced_to_four_decimals() {
        let input = one_line("Labels", "5000", "0.0255", "0").parse(Locale::En, Currency::EUR).unwrap();
        assert_eq!(input.lines[0].counted().amount(), Some(Money::new(12_750, Currency::EUR)));
        assert_eq!(faults(one_line("Labels", "5000", "0.02555", "0")), ["line_price-0"]);
    }

    #[test]
    fn trailing_zeros_mean_nothing() {
        let input =
            one_line("Labels", "3.00000", "0.2600", "19.00000 %").parse(Locale::En, Currency::EUR).unwrap();
        let line = &input.lines[0];
        assert_eq!((line.quantity, line.unit_price.minor, line.tax_rate), (3.into(), 26.into(), 19.into()));
    }

    #[test]
    fn a_thousand_is_not_taken_for_one() {
        assert_eq!(faults(one_line("Labels", "1.000", "1.25", "0")), ["line_quantity-0"]);
        assert_eq!(faults(one_line("Labels", "0", "1.25", "0")), ["line_quantity-0"]);
    }

    #[test]
    fn no_discount_is_more_than_the_lines_come_to() {
        let discount = |typed: &str, kind: &str| InvoiceForm {
            discount: typed.into(),
            discount_kind: kind.into(),
            ..one_line("Labels", "1", "9", "19")
        };
        assert_eq!(faults(discount("9.01", "amount")), ["discount"]);
        assert!(discount("9", "amount").parse(Locale::En, Currency::EUR).is_ok());
        assert!(discount("100", "percent").parse(Locale::En, Currency::EUR).is_ok());
    }

    #[test]
    fn what_is_too_large_is_told_beside_its_row() {
        let mut form = one_line("Labels", "1", "1", "0");
        for (column, typed) in [
            (&mut form.line_what, "Machines"),
            (&mut form.line_quantity, "2"),
            (&mut form.line_unit, ""),
            (&mut form.line_price, "10000000000"),
            (&mut form.line_tax, "0"),
        ] {
            column.0.push(typed.into());
        }
        assert_eq!(faults(form), ["line_price-1"]);
    }

    #[test]
    fn empty_rows_are_nobodys_lines() {
        let mut form = one_line("Labels", "1", "1", "0");
        for column in
            [&mut form.line_what, &mut form.line_quantity, &mut form.line_unit, &mut form.line_price]
        {
            column.0.push(" ".into());
        }
        form.line_tax.0.push("19".into());
        assert_eq!(form.parse(Locale::En, Currency::EUR).unwrap().lines.len(), 1);
    }
}
