//! A line of a draft, as typed.

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

/// What there is of each line: its cells, or the columns of all lines.
#[derive(Debug, Clone)]
pub struct Row<C> {
    pub what: C,
    pub quantity: C,
    pub unit: C,
    pub price: C,
    pub tax: C,
}

impl<C> Row<C> {
    /// What is made of each.
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
    /// Whether it is somebody's line: the usual tax alone stands in rows to spare, too.
    pub fn is_typed(&self) -> bool {
        [&self.what, &self.quantity, &self.unit, &self.price].iter().any(|cell| cell.is_typed())
    }
}

impl Row<&mut Cell> {
    /// What the line means. None, where a cell is refused.
    pub fn read(&mut self, locale: Locale, currency: Currency) -> Option<LineInput> {
        let description = self.what.read(|typed| text::line(typed, 500));
        let figures = self.read_figures(locale, currency);
        let unit = self.unit.read(|typed| text::optional_line(typed, 20));
        let rules::Line { quantity, unit_price, tax_rate, .. } = figures?;
        Some(LineInput { description: description?, quantity, unit: unit?, unit_price, tax_rate })
    }

    /// What of the line is counted. None, where a figure is refused.
    pub fn read_figures(&mut self, locale: Locale, currency: Currency) -> Option<rules::Line> {
        let quantity = self.quantity.read(|typed| quantity(typed, locale));
        let unit_price = self.price.read(|typed| UnitPrice::parse(typed, locale, currency));
        let tax_rate = self.tax.read(|typed| tax(typed, locale));
        Some(rules::Line::new(quantity?, unit_price?, tax_rate?))
    }
}

impl LineInput {
    /// The line as the arithmetic takes it.
    pub fn counted(&self) -> rules::Line {
        rules::Line::new(self.quantity, self.unit_price, self.tax_rate)
    }
}

/// A quantity; one, where none is typed.
fn quantity(typed: &str, locale: Locale) -> Result<Decimal, Fault> {
    if typed.trim().is_empty() {
        return Ok(Decimal::ONE);
    }
    let most = Decimal::from(999_999_999);
    let quantity = locale.parse_decimal(typed, NumberLimits { most_decimals: 4, usual_decimals: 0, most })?;
    if quantity.is_zero() { Err(Fault::new("invoices-fault-quantity")) } else { Ok(quantity) }
}

/// A rate of tax; none, where none is typed.
fn tax(typed: &str, locale: Locale) -> Result<Decimal, Fault> {
    if typed.trim().is_empty() { Ok(Decimal::ZERO) } else { percentage(typed, locale) }
}

/// From 0 to 100, with its sign or without.
pub(super) fn percentage(typed: &str, locale: Locale) -> Result<Decimal, Fault> {
    let limits = NumberLimits { most_decimals: 4, usual_decimals: 0, most: Decimal::ONE_HUNDRED };
    let typed = typed.trim().trim_end_matches('%').trim_end();
    locale.parse_decimal(typed, limits).map_err(|fault| match fault {
        NumberFault::TooLarge => Fault::new("invoices-fault-percentage"),
        fault => fault.into(),
    })
}
