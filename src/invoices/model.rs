//! The rows of invoices, their lines and payments.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::rules::{self, Discount, Standing, Status, TaxMode, Totals, TotalsFault};
use crate::{
    kernel::{
        choice,
        currency::Currency,
        ids::{BlobId, ClientId, InvoiceId, InvoiceLineId, PaymentId, ProjectId, UserId},
        money::{Money, UnitPrice},
        sha256::Sha256,
    },
    schema::{invoice_lines, invoice_sendings, invoices, payment_allocations, payment_reversals, payments},
};

choice! {
    /// How a discount is expressed.
    pub enum DiscountKind {
        None = "none",
        Percent = "percent",
        Amount = "amount",
    }
}

choice! {
    /// How a payment was received, if it is recorded by hand.
    pub enum Method {
        BankTransfer = "bank_transfer",
        Card = "card",
        Cash = "cash",
        Cheque = "cheque",
        Other = "other",
    }
}

/// One party of an invoice, as it was when the invoice was sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    pub name: String,
    pub address: String,
    pub tax_id: String,
    #[serde(default)]
    pub email: String,
    #[serde(default)]
    pub bank: String,
}

/// An invoice.
#[derive(Debug, Clone, Queryable, Selectable, Identifiable)]
#[diesel(table_name = invoices)]
pub struct Invoice {
    pub id: InvoiceId,
    pub client_id: ClientId,
    pub project_id: Option<ProjectId>,
    pub status: Status,
    pub number: Option<String>,
    pub issued_on: Option<NaiveDate>,
    pub due_on: Option<NaiveDate>,
    pub payment_days: i32,
    pub currency: Currency,
    pub tax_mode: TaxMode,
    pub discount_kind: DiscountKind,
    pub discount_percent: Option<Decimal>,
    pub discount_amount_minor: Option<i64>,
    pub total_minor: i64,
    pub paid_minor: i64,
    pub note: String,
    pub studio_party: Option<serde_json::Value>,
    pub client_party: Option<serde_json::Value>,
    pub pdf_blob_id: Option<BlobId>,
    pub pdf_sha256: Option<Sha256>,
    pub revision: i32,
    pub created_at: DateTime<Utc>,
    pub sent_at: Option<DateTime<Utc>>,
}

/// A draft on its way, or one whose last sending failed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = invoice_sendings)]
pub struct Sending {
    /// When a job sends it. Until then the sending can be cancelled and the draft cannot be changed. `None` if it could not be sent.
    pub sends_at: Option<DateTime<Utc>>,
    /// The user who requested the sending.
    pub asked_by: UserId,
    /// Why it could not be sent: the code of a [`NotSent`].
    pub fault: Option<String>,
    /// What the sender was shown, in the format of [`super::shown::Shown`]. `None` if the previous release put it on its way.
    pub shown: Option<String>,
}

choice! {
    /// Why a draft could not be sent.
    pub enum NotSent {
        /// The user who requested it may no longer send invoices.
        Sender = "sender",
        /// The recipients or the parties differ from what the user who requested it saw.
        Changed = "changed",
        /// An unexpected error, which is logged.
        Failed = "failed",
    }
}

choice! {
    /// What the sender of a draft must have seen, if it applies.
    pub enum Concern {
        /// The client has nobody who can be mailed.
        Mail = "mail",
        /// The client has no postal address.
        Address = "address",
        /// Some characters cannot be printed.
        Characters = "characters",
    }
}

impl Invoice {
    /// The total of the invoice.
    pub fn total(&self) -> Money {
        Money::new(self.total_minor, self.currency)
    }

    /// The amount paid.
    pub fn paid(&self) -> Money {
        Money::new(self.paid_minor, self.currency)
    }

    /// The amount due.
    pub fn balance(&self) -> Money {
        Money::new((self.total_minor - self.paid_minor).max(0), self.currency)
    }

    /// The standing on a day in the studio's zone.
    pub fn standing(&self, today: NaiveDate) -> Standing {
        rules::standing(self.status, self.total_minor, self.paid_minor, self.due_on.unwrap_or(today), today)
    }

    /// The discount, deducted before tax.
    pub fn discount(&self) -> Discount {
        match (self.discount_kind, self.discount_percent, self.discount_amount_minor) {
            (DiscountKind::Percent, Some(percent), _) => Discount::Percent(percent),
            (DiscountKind::Amount, _, Some(minor)) => Discount::Amount(Money::new(minor, self.currency)),
            _ => Discount::None,
        }
    }

    /// The percentage of the discount, if it is a percentage.
    pub fn discount_rate(&self) -> Option<Decimal> {
        match self.discount() {
            Discount::Percent(rate) => Some(rate.normalize()),
            _ => None,
        }
    }

    /// The totals of the lines: the same computation for page, PDF and mail.
    ///
    /// # Errors
    /// The same as [`rules::totals`].
    pub fn totals(&self, lines: &[Line]) -> Result<Totals, TotalsFault> {
        let lines: Vec<_> = lines.iter().map(|line| line.counted(self.currency)).collect();
        rules::totals(&lines, self.discount(), self.tax_mode, self.currency)
    }
}

/// A line of an invoice.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = invoice_lines)]
pub struct Line {
    pub id: InvoiceLineId,
    pub description: String,
    pub quantity: Decimal,
    pub unit: String,
    pub unit_price_minor: i64,
    pub unit_price_fraction: Decimal,
    pub tax_rate: Decimal,
    pub amount_minor: i64,
}

impl Line {
    /// The line as input for [`rules::totals`].
    pub fn counted(&self, currency: Currency) -> rules::Line {
        rules::Line::new(self.quantity, self.unit_price(currency), self.tax_rate)
    }

    /// The price of one unit.
    pub fn unit_price(&self, currency: Currency) -> UnitPrice {
        UnitPrice::new(Decimal::from(self.unit_price_minor) + self.unit_price_fraction, currency)
    }
}

/// Money received.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = payments)]
pub struct Payment {
    pub id: PaymentId,
    pub client_id: ClientId,
    pub amount_minor: i64,
    pub currency: Currency,
    pub method: Method,
    pub reference: String,
    pub received_on: NaiveDate,
}

impl Payment {
    /// The amount received.
    pub fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }
}

/// The allocation of a payment to an invoice.
#[derive(Debug, Clone, Queryable)]
pub struct Part {
    pub payment: Payment,
    amount_minor: i64,
    /// Whether the amount was taken from the client's credit.
    pub from_credit: bool,
    /// The reversal of the payment, if there is one: then the allocation does not count.
    pub reversal: Option<Reversal>,
}

impl Part {
    /// The amount allocated to the invoice.
    pub fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.payment.currency)
    }

    /// Whether its payment is not reversed and has the same amount, day and method.
    pub fn is_alike(&self, input: &PaymentInput) -> bool {
        let Payment { amount_minor, received_on, method, .. } = self.payment;
        self.reversal.is_none()
            && (amount_minor, received_on, method) == (input.amount.minor, input.received_on, input.method)
    }

    /// Whether the whole payment was allocated to the invoice.
    pub fn is_whole(&self) -> bool {
        self.amount_minor == self.payment.amount_minor
    }
}

/// Why and when a payment was reversed.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = payment_reversals)]
pub struct Reversal {
    pub reason: String,
    pub reversed_by: Option<UserId>,
    pub reversed_at: DateTime<Utc>,
}

/// An invoice in a list.
#[derive(Debug, Clone)]
pub struct Entry {
    pub invoice: Invoice,
    pub client_name: String,
    pub standing: Standing,
    /// Whether it is a draft on its way.
    pub is_sending: bool,
}

/// A draft as parsed from its form. Its discount is stored in three columns, its lines in a separate table.
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

/// A line as parsed from its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineInput {
    pub description: String,
    pub quantity: Decimal,
    pub unit: String,
    pub unit_price: UnitPrice,
    pub tax_rate: Decimal,
}

/// A payment as parsed from its form.
#[derive(Debug, Clone, Insertable)]
#[diesel(table_name = payments)]
pub struct PaymentInput {
    #[diesel(skip_insertion)]
    pub amount: Money,
    pub method: Method,
    pub reference: String,
    pub received_on: NaiveDate,
    /// The confirmed surplus above the balance that becomes the client's credit, in minor units.
    #[diesel(skip_insertion)]
    pub surplus: Option<i64>,
    /// The confirmed day, if the payment was received before the invoice's date.
    #[diesel(skip_insertion)]
    pub early: Option<NaiveDate>,
    /// The confirmed amount in minor units and day, if the invoice already has such a payment.
    #[diesel(skip_insertion)]
    pub second: Option<(i64, NaiveDate)>,
    /// The form's idempotency key: the same key twice records one payment.
    #[diesel(column_name = idempotency_key)]
    pub key: uuid::Uuid,
}

/// A payment that a form has recorded, for comparison with the form when it is sent again.
#[derive(Debug, Clone, PartialEq, Eq, Queryable, Selectable)]
#[diesel(table_name = payments)]
pub struct Recorded {
    pub id: PaymentId,
    #[diesel(select_expression = payment_allocations::invoice_id)]
    pub invoice: InvoiceId,
    #[diesel(select_expression = invoices::number)]
    pub number: Option<String>,
    pub amount_minor: i64,
    pub currency: Currency,
    pub method: Method,
    pub reference: String,
    pub received_on: NaiveDate,
}

impl Recorded {
    /// The amount of the payment.
    pub fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }

    /// Whether a form describes this payment: for the same invoice, and with the same content.
    pub fn is(&self, invoice: InvoiceId, input: &PaymentInput) -> bool {
        self.invoice == invoice
            && self.amount() == input.amount
            && self.method == input.method
            && self.reference == input.reference
            && self.received_on == input.received_on
    }
}
