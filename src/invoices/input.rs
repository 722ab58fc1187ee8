//! What forms of the room mean: what is inserted and updated of a draft, of its lines and of a payment.

use chrono::NaiveDate;
use diesel::prelude::*;
use rust_decimal::Decimal;

use super::{
    model::{DiscountKind, Method},
    rules::{Discount, TaxMode},
};
use crate::{
    kernel::{
        ids::ProjectId,
        money::{Money, UnitPrice},
    },
    schema::{invoice_lines, invoices, payments},
};

/// A draft as its form means it. Its discount is stored as [`DiscountColumns`], its lines in a table of their own.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = invoices, treat_none_as_null = true)]
pub struct InvoiceInput {
    pub project_id: Option<ProjectId>,
    pub payment_days: i32,
    pub tax_mode: TaxMode,
    #[diesel(skip_update)]
    pub discount: Discount,
    pub note: String,
    #[diesel(skip_update)]
    pub lines: Vec<LineInput>,
}

/// A discount as it is stored.
#[derive(Debug, Clone, AsChangeset)]
#[diesel(table_name = invoices, treat_none_as_null = true)]
pub struct DiscountColumns {
    discount_kind: DiscountKind,
    discount_percent: Option<Decimal>,
    discount_amount_minor: Option<i64>,
}

impl From<Discount> for DiscountColumns {
    fn from(discount: Discount) -> Self {
        let none =
            Self { discount_kind: DiscountKind::None, discount_percent: None, discount_amount_minor: None };
        match discount {
            Discount::None => none,
            Discount::Percent(percent) => {
                Self { discount_kind: DiscountKind::Percent, discount_percent: Some(percent), ..none }
            }
            Discount::Amount(amount) => Self {
                discount_kind: DiscountKind::Amount,
                discount_amount_minor: Some(amount.minor),
                ..none
            },
        }
    }
}

/// A line as its form means it. Its price is stored in two columns.
#[derive(Debug, Clone, PartialEq, Eq, Insertable)]
#[diesel(table_name = invoice_lines)]
pub struct LineInput {
    pub description: String,
    pub quantity: Decimal,
    pub unit: String,
    #[diesel(skip_insertion)]
    pub unit_price: UnitPrice,
    pub tax_rate: Decimal,
}

/// A payment as its form means it.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = payments)]
pub struct PaymentInput {
    #[diesel(skip_insertion)]
    pub amount: Money,
    pub method: Method,
    pub reference: String,
    pub received_on: NaiveDate,
    /// So much above the invoice's balance is meant to be the client's credit, in minor units.
    #[diesel(skip_insertion)]
    pub surplus: Option<i64>,
    /// It is meant that it came in on this day before the invoice's date.
    #[diesel(skip_insertion)]
    pub early: Option<NaiveDate>,
    /// It is meant that another payment of so much, in minor units, came in on this day.
    #[diesel(skip_insertion)]
    pub second: Option<(i64, NaiveDate)>,
    /// Made with the form: the same one twice records one payment.
    #[diesel(column_name = idempotency_key)]
    pub key: uuid::Uuid,
}
