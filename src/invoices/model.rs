//! Invoices, their lines and payments, as rows.

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
    /// How a discount is said.
    pub enum DiscountKind {
        None = "none",
        Percent = "percent",
        Amount = "amount",
    }
}

choice! {
    /// How money came in, when it is recorded by hand.
    pub enum Method {
        BankTransfer = "bank_transfer",
        Card = "card",
        Cash = "cash",
        Cheque = "cheque",
        Other = "other",
    }
}

/// One side of an invoice, as it was when the invoice was sent.
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

/// A draft on its way, or one that could not be sent the last time.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = invoice_sendings)]
pub struct Sending {
    /// From when on a job sends it: until then that can be taken back, and the draft stays as it is. None, where it could not be sent.
    pub sends_at: Option<DateTime<Utc>>,
    /// In whose name.
    pub asked_by: UserId,
    /// Why it could not be sent: a code of [`NotSent`].
    pub fault: Option<String>,
    /// What whoever sends it has seen of it, as [`super::shown::Shown`] spells it. None, where the release before put it on its way.
    pub shown: Option<String>,
}

choice! {
    /// Why a draft could not be sent.
    pub enum NotSent {
        /// Whoever asked for it may not send invoices any more.
        Sender = "sender",
        /// Who gets it, or what stands on it, is not what whoever asked for it has seen.
        Changed = "changed",
        /// A mistake of ours, which the log tells.
        Failed = "failed",
    }
}

choice! {
    /// What somebody who sends a draft must have seen, where it is so.
    pub enum Concern {
        /// Nobody of the client can be mailed.
        Mail = "mail",
        /// The client has no postal address.
        Address = "address",
        /// Some of its characters cannot be printed.
        Characters = "characters",
    }
}

impl Invoice {
    /// What the invoice comes to.
    pub fn total(&self) -> Money {
        Money::new(self.total_minor, self.currency)
    }

    /// What of it was paid.
    pub fn paid(&self) -> Money {
        Money::new(self.paid_minor, self.currency)
    }

    /// What of it is still to be paid.
    pub fn balance(&self) -> Money {
        Money::new((self.total_minor - self.paid_minor).max(0), self.currency)
    }

    /// Where it stands on a day of the studio's.
    pub fn standing(&self, today: NaiveDate) -> Standing {
        rules::standing(self.status, self.total_minor, self.paid_minor, self.due_on.unwrap_or(today), today)
    }

    /// What is taken off before tax.
    pub fn discount(&self) -> Discount {
        match (self.discount_kind, self.discount_percent, self.discount_amount_minor) {
            (DiscountKind::Percent, Some(percent), _) => Discount::Percent(percent),
            (DiscountKind::Amount, _, Some(minor)) => Discount::Amount(Money::new(minor, self.currency)),
            _ => Discount::None,
        }
    }

    /// The percentage taken off, where the discount is one.
    pub fn discount_rate(&self) -> Option<Decimal> {
        match self.discount() {
            Discount::Percent(rate) => Some(rate.normalize()),
            _ => None,
        }
    }

    /// What the lines come to: the one computation behind page, PDF and mail.
    ///
    /// # Errors
    /// As [`rules::totals`].
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
    /// The line as the arithmetic takes it.
    pub fn counted(&self, currency: Currency) -> rules::Line {
        rules::Line::new(self.quantity, self.unit_price(currency), self.tax_rate)
    }

    /// What one costs.
    pub fn unit_price(&self, currency: Currency) -> UnitPrice {
        UnitPrice::new(Decimal::from(self.unit_price_minor) + self.unit_price_fraction, currency)
    }
}

/// Money that came in.
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
    /// What came in.
    pub fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }
}

/// What of a payment came to an invoice.
#[derive(Debug, Clone, Queryable)]
pub struct Part {
    pub payment: Payment,
    amount_minor: i64,
    /// Whether it was the client's credit before.
    pub from_credit: bool,
    /// Why it does not count, where the payment was taken back.
    pub reversal: Option<Reversal>,
}

impl Part {
    /// How much came to the invoice.
    pub fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.payment.currency)
    }

    /// Whether its payment stands, and is of the same amount, day and method.
    pub fn is_alike(&self, input: &PaymentInput) -> bool {
        let Payment { amount_minor, received_on, method, .. } = self.payment;
        self.reversal.is_none()
            && (amount_minor, received_on, method) == (input.amount.minor, input.received_on, input.method)
    }

    /// Whether the whole payment came to the invoice.
    pub fn is_whole(&self) -> bool {
        self.amount_minor == self.payment.amount_minor
    }
}

/// Why and when a payment was taken back.
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

/// A draft as its form means it. Its discount is stored in three columns, its lines in a table of their own.
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

/// A line as its form means it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineInput {
    pub description: String,
    pub quantity: Decimal,
    pub unit: String,
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

/// A payment that a form has recorded, as it is compared with the form sent again.
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
    /// How much it was.
    pub fn amount(&self) -> Money {
        Money::new(self.amount_minor, self.currency)
    }

    /// Whether a form means this payment again: for the same invoice, and with all that it says now.
    pub fn is(&self, invoice: InvoiceId, input: &PaymentInput) -> bool {
        self.invoice == invoice
            && self.amount() == input.amount
            && self.method == input.method
            && self.reference == input.reference
            && self.received_on == input.received_on
    }
}
