//! A line of a draft's form.

use rust_decimal::Decimal;

use crate::{
    invoices::{model::LineInput, rules},
    kernel::{
        currency::Currency,
        locale::{Locale, NumberFault, NumberLimits},
        money::UnitPrice,
        text,
    },
    web::{Cell, Fault},
};

/// One value for each part of a line: its cells, or the columns of all lines.
#[derive(Debug, Clone)]
pub struct Row<C> {
    pub what: C,
    pub quantity: C,
    pub unit: C,
    pub price: C,
    pub tax: C,
}

impl<C> Row<C> {
    /// Applies a function to each part.
    pub fn map<D>(self, mut make: impl FnMut(C) -> D) -> Row<D> {
        Row {
            what: make(self.what),
            quantity: make(self.quantity),
            unit: make(self.unit),
            price: make(self.price),
            tax: make(self.tax),
        }
    }
}

impl Row<Cell> {
    /// Whether the row is filled in. The tax rate does not count, since spare rows have the usual one.
    pub fn is_typed(&self) -> bool {
        [&self.what, &self.quantity, &self.unit, &self.price].iter().any(|cell| cell.is_typed())
    }
}

impl Row<&mut Cell> {
    /// Parses the line. Returns `None` if a cell is refused.
    pub fn read(&mut self, locale: Locale, currency: Currency) -> Option<LineInput> {
        let description = self.what.read(|typed| text::line(typed, 500));
        let figures = self.read_figures(locale, currency);
        let unit = self.unit.read(|typed| text::optional_line(typed, 20));
        let rules::Line { quantity, unit_price, tax_rate, .. } = figures?;
        Some(LineInput { description: description?, quantity, unit: unit?, unit_price, tax_rate })
    }

    /// Parses the figures of the line. Returns `None` if one is refused.
    pub fn read_figures(&mut self, locale: Locale, currency: Currency) -> Option<rules::Line> {
        let quantity = self.quantity.read(|typed| quantity(typed, locale));
        let unit_price = self.price.read(|typed| UnitPrice::parse(typed, locale, currency));
        let tax_rate = self.tax.read(|typed| tax(typed, locale));
        Some(rules::Line::new(quantity?, unit_price?, tax_rate?))
    }
}

impl LineInput {
    /// The line as input for [`rules::totals`].
    pub fn counted(&self) -> rules::Line {
        rules::Line::new(self.quantity, self.unit_price, self.tax_rate)
    }
}

/// A quantity; one if the cell is empty.
fn quantity(typed: &str, locale: Locale) -> Result<Decimal, Fault> {
    if typed.trim().is_empty() {
        return Ok(Decimal::ONE);
    }
    let most = Decimal::from(999_999_999);
    let quantity = locale.parse_decimal(typed, NumberLimits { most_decimals: 4, usual_decimals: 0, most })?;
    if quantity.is_zero() { Err(Fault::new("invoices-fault-quantity")) } else { Ok(quantity) }
}

/// A tax rate; zero if the cell is empty.
fn tax(typed: &str, locale: Locale) -> Result<Decimal, Fault> {
    if typed.trim().is_empty() { Ok(Decimal::ZERO) } else { percentage(typed, locale) }
}

/// From 0 to 100, with or without a percent sign.
pub(super) fn percentage(typed: &str, locale: Locale) -> Result<Decimal, Fault> {
    let limits = NumberLimits { most_decimals: 4, usual_decimals: 0, most: Decimal::ONE_HUNDRED };
    let typed = typed.trim().trim_end_matches('%').trim_end();
    locale.parse_decimal(typed, limits).map_err(|fault| match fault {
        NumberFault::TooLarge => Fault::new("invoices-fault-percentage"),
        fault => fault.into(),
    })
}
