//! The room's pages.

mod delivery;

pub use delivery::{Delivery, Sending, spaced};

use askama::Template;
use chrono::{DateTime, Utc};

use super::{
    forms::{CreditForm, CreditText, InvoiceForm, NewQuery, PaymentForm, ReversalForm, Row, Sums},
    model::{Entry, Invoice, Line, Method, Part, Party, Payment},
    narrowing::InvoiceQuery,
    pay::HowToPay,
    queries::drafts::{Billed, BilledProject},
    rules::{Standing, Status, TaxMode, Totals},
};
use crate::{
    kernel::{
        ids::{ClientId, InvoiceId, MailId},
        money::{Money, UnitPrice},
    },
    mail, projects, urls,
    web::{Cell, Form, Page, filters, thing_and_place, titled},
    words::Words,
};

titled! {
    Index = "invoices-title";
    ChooseClient = "invoices-new";
}

impl Standing {
    /// The key of its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "invoices-standing-draft",
            Self::Sent => "invoices-standing-sent",
            Self::PartiallyPaid => "invoices-standing-partially-paid",
            Self::Paid => "invoices-standing-paid",
            Self::Overdue => "invoices-standing-overdue",
            Self::Void => "invoices-standing-void",
        }
    }

    /// The badge's tone.
    pub fn tone(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Sent | Self::PartiallyPaid => "wait",
            Self::Paid => "good",
            Self::Overdue => "bad",
            Self::Void => "off",
        }
    }
}

impl Method {
    /// The key of its name.
    pub fn word(self) -> &'static str {
        match self {
            Self::BankTransfer => "invoices-method-bank-transfer",
            Self::Card => "invoices-method-card",
            Self::Cash => "invoices-method-cash",
            Self::Cheque => "invoices-method-cheque",
            Self::Other => "invoices-method-other",
        }
    }
}

/// Every invoice the viewer may see.
#[derive(Template)]
#[template(path = "invoices/index.html")]
pub struct Index {
    pub entries: Vec<Entry>,
    pub filters: InvoiceQuery,
    /// The name of the client that the list is filtered by, if any.
    pub client: Option<String>,
    /// The address of the older invoices; empty if there are none.
    pub older: String,
}

impl Index {
    /// Whether the list is filtered.
    fn is_narrow(&self) -> bool {
        self.filters.standing().is_some() || self.client.is_some()
    }
}

/// A project's invoices.
#[derive(Template)]
#[template(path = "invoices/of_project.html")]
pub struct OfProject {
    pub project: projects::Header,
    pub tab: &'static str,
    pub entries: Vec<Entry>,
    pub billed: projects::Billed,
    pub budget: Option<Money>,
}

impl Page for OfProject {
    fn title(&self, words: &Words) -> String {
        words.with("invoices-of-project-title", &[("project", self.project.name.as_str().into())])
    }
}

/// An invoice, its payments, and its actions.
#[derive(Template)]
#[template(path = "invoices/show.html")]
pub struct Show {
    pub invoice: Invoice,
    /// The state of a draft's sending.
    pub sending: Option<Sending>,
    /// The recipients of a draft with their addresses, as one phrase.
    pub people: String,
    pub lines: Vec<Line>,
    pub totals: Totals,
    pub studio: Party,
    pub client: Party,
    pub project: String,
    /// The characters of a draft that cannot be printed, separated by spaces.
    pub unprintable: String,
    /// The mails that a sent invoice went out with; only for staff.
    pub mailed: Vec<Mailed>,
    /// Whether all of these mails are still stored.
    pub mails_are_kept: bool,
    /// The standing, the payments, the credit and the invoice make up the part of the page that is updated live.
    pub standing: Standing,
    pub payments: Vec<Part>,
    /// The client's credit, in the invoice's currency.
    pub credit: Money,
    /// How the client can pay while the invoice is open; `None` for the studio.
    pub pay: Option<HowToPay>,
    pub payment: PaymentForm,
}

impl Show {
    /// The unit price of a line.
    pub fn unit_price(&self, line: &Line) -> UnitPrice {
        line.unit_price(self.invoice.currency)
    }

    /// How much of the credit can pay the invoice.
    pub fn usable(&self) -> Money {
        if self.invoice.status != Status::Sent {
            return Money::zero(self.invoice.currency);
        }
        let minor = self.credit.minor.min(self.invoice.balance().minor);
        Money::new(minor, self.invoice.currency)
    }

    /// The form of the button that uses the credit.
    pub fn use_of_credit(&self) -> CreditForm {
        CreditText { amount: self.usable().minor.to_string() }.into()
    }

    /// The payments that can be reversed, each once.
    pub fn reversible(&self) -> Vec<&Payment> {
        let counting = self.payments.iter().filter(|part| part.reversal.is_none());
        let mut payments: Vec<&Payment> = counting.map(|part| &part.payment).collect();
        payments.dedup_by_key(|payment| payment.id);
        payments
    }

    /// The address at which a payment is reversed; it leads back to this invoice.
    pub fn reversal(&self, payment: &Payment) -> String {
        urls::asking(&urls::payment_reversal(payment.id), &[("invoice", &self.invoice.id.to_string())])
    }

    /// The amount of a line.
    pub fn amount(&self, line: &Line) -> Money {
        Money::new(line.amount_minor, self.invoice.currency)
    }

    /// Whether prices include tax.
    pub fn inclusive(&self) -> bool {
        self.invoice.tax_mode == TaxMode::Inclusive
    }
}

impl Page for Show {
    fn title(&self, words: &Words) -> String {
        match &self.invoice.number {
            Some(number) => words.with("invoices-numbered", &[("number", number.as_str().into())]),
            None => thing_and_place(&words.text("invoices-draft"), &self.client.name),
        }
    }
}

/// The page that asks why a payment is reversed.
#[derive(Template)]
#[template(path = "invoices/reversal.html")]
pub struct Reverse {
    pub payment: Payment,
    /// The invoices it is allocated to, with their numbers and the amounts in minor units.
    pub parts: Vec<(InvoiceId, String, i64)>,
    /// The invoice that the user came from, as the address says.
    pub from: Option<InvoiceId>,
    /// Whether it has already been reversed.
    pub is_reversed: bool,
    pub form: ReversalForm,
}

impl Reverse {
    fn part(&self, minor: &i64) -> Money {
        Money::new(*minor, self.payment.currency)
    }

    /// The unallocated rest, which is the client's credit.
    fn credit(&self) -> Money {
        let paid: i64 = self.parts.iter().map(|(_, _, minor)| minor).sum();
        Money::new(self.payment.amount_minor - paid, self.payment.currency)
    }

    /// The invoice that the user came from: the one the address names if the payment is allocated to it, otherwise the first.
    fn origin(&self) -> Option<&(InvoiceId, String, i64)> {
        let named = self.parts.iter().find(|(id, _, _)| Some(*id) == self.from);
        named.or(self.parts.first())
    }

    /// The address that cancelling leads to.
    fn back(&self) -> String {
        self.origin().map_or_else(|| urls::INVOICES.to_owned(), |(id, _, _)| urls::invoice(id))
    }

    /// The address the form is sent to.
    fn action(&self) -> String {
        let from = self.from.map(|id| id.to_string()).unwrap_or_default();
        urls::asking(&urls::payment_reversal(self.payment.id), &[("invoice", &from)])
    }
}

impl Page for Reverse {
    fn title(&self, words: &Words) -> String {
        words.text("invoices-reverse-title")
    }
}

/// A mail that an invoice was sent with.
pub struct Mailed {
    pub id: MailId,
    pub name: String,
    pub address: String,
    pub state: mail::State,
    /// When it was sent, or when it was written if it has not been sent.
    pub at: DateTime<Utc>,
}

impl Mailed {
    /// Whether it needs attention.
    pub fn is_trouble(&self) -> bool {
        matches!(self.state, mail::State::Failed | mail::State::Kept | mail::State::Expired)
    }

    /// The key of the name of its state.
    pub fn word(&self) -> &'static str {
        match self.state {
            mail::State::Sent => "invoices-mailed-sent",
            mail::State::Waiting => "invoices-mailed-waiting",
            mail::State::Failed => "invoices-mailed-failed",
            mail::State::Kept => "invoices-mailed-kept",
            mail::State::Expired => "invoices-mailed-expired",
        }
    }
}

/// The first question of a new invoice: for which client?
#[derive(Template)]
#[template(path = "invoices/choose_client.html")]
pub struct ChooseClient {
    pub query: NewQuery,
    pub clients: Vec<(ClientId, String)>,
}

/// The form of a draft.
#[derive(Template)]
#[template(path = "invoices/edit.html")]
pub struct Edit {
    /// `None` for a draft that has not been stored yet.
    pub id: Option<InvoiceId>,
    pub billed: Billed,
    pub projects: Vec<BilledProject>,
    pub usual_tax: String,
    /// The totals, as far as they can be computed.
    pub sums: Option<Sums>,
    pub form: InvoiceForm,
    /// What another user has changed since: the key of the field's name, and its current value.
    pub theirs: Option<Vec<(&'static str, String)>>,
    /// Set if the draft that the form was filled from can no longer be changed.
    pub gone: Option<Gone>,
}

/// The totals of a draft, for its form.
#[derive(Template)]
#[template(path = "invoices/sums.html")]
pub struct AddedUp {
    pub sums: Option<Sums>,
}

/// What happened to a draft while its form was open.
pub enum Gone {
    /// It is on its way, and cannot be changed until that is cancelled.
    Sending(InvoiceId),
    /// It was sent as an invoice with this number.
    Sent(InvoiceId, String),
    Removed,
}

impl Edit {
    /// The address the form is sent to.
    pub fn action(&self) -> String {
        self.id.map_or_else(|| urls::INVOICES.to_owned(), urls::invoice)
    }

    /// The rows to show, each with a flag that marks spare rows.
    pub fn rows(&self) -> Vec<(Row<Cell>, bool)> {
        self.form.rows(&self.usual_tax)
    }

    /// The row template for a script.
    pub fn added_row(&self) -> Row<Cell> {
        self.form.added_row(&self.usual_tax)
    }
}

impl Page for Edit {
    fn title(&self, words: &Words) -> String {
        words.text(if self.id.is_some() { "invoices-edit" } else { "invoices-new" })
    }
}
