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
    /// The word's key.
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
    /// The word's key.
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

/// Every invoice one may know of.
#[derive(Template)]
#[template(path = "invoices/index.html")]
pub struct Index {
    pub entries: Vec<Entry>,
    pub filters: InvoiceQuery,
    /// The name of the client that the list is narrowed to; none, where it is to none.
    pub client: Option<String>,
    /// The address of the older invoices, empty where there are none.
    pub older: String,
}

impl Index {
    /// Whether anything narrows the list.
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

/// An invoice, its payments, and what can be done with it.
#[derive(Template)]
#[template(path = "invoices/show.html")]
pub struct Show {
    pub invoice: Invoice,
    /// How the sending of a draft stands.
    pub sending: Option<Sending>,
    /// Who is mailed a draft when it is sent, with their addresses, as a sentence lists them.
    pub people: String,
    pub lines: Vec<Line>,
    pub totals: Totals,
    pub studio: Party,
    pub client: Party,
    pub project: String,
    /// What of a draft cannot be printed, with spaces between.
    pub unprintable: String,
    /// The mails that a sent one went out with; only staff read them.
    pub mailed: Vec<Mailed>,
    /// Whether they are all kept still.
    pub mails_are_kept: bool,
    /// These three and the invoice make up the part of the page that changes, and is sent live as it does.
    pub standing: Standing,
    pub payments: Vec<Part>,
    /// The client's credit, in the invoice's currency.
    pub credit: Money,
    /// How the client pays it, while it is open; the studio is not told.
    pub pay: Option<HowToPay>,
    pub payment: PaymentForm,
}

impl Show {
    /// What a line's price is.
    pub fn unit_price(&self, line: &Line) -> UnitPrice {
        line.unit_price(self.invoice.currency)
    }

    /// How much of the credit pays the invoice.
    pub fn usable(&self) -> Money {
        if self.invoice.status != Status::Sent {
            return Money::zero(self.invoice.currency);
        }
        let minor = self.credit.minor.min(self.invoice.balance().minor);
        Money::new(minor, self.invoice.currency)
    }

    /// The form of the button that uses it.
    pub fn use_of_credit(&self) -> CreditForm {
        CreditText { amount: self.usable().minor.to_string() }.into()
    }

    /// The payments that can be taken back, each once.
    pub fn reversible(&self) -> Vec<&Payment> {
        let counting = self.payments.iter().filter(|part| part.reversal.is_none());
        let mut payments: Vec<&Payment> = counting.map(|part| &part.payment).collect();
        payments.dedup_by_key(|payment| payment.id);
        payments
    }

    /// Where a payment is taken back, and from where one comes back here.
    pub fn reversal(&self, payment: &Payment) -> String {
        urls::asking(&urls::payment_reversal(payment.id), &[("invoice", &self.invoice.id.to_string())])
    }

    /// What a line comes to.
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

/// Why a payment is taken back.
#[derive(Template)]
#[template(path = "invoices/reversal.html")]
pub struct Reverse {
    pub payment: Payment,
    /// The invoices that it pays, with their numbers, and how much of each, in minor units.
    pub parts: Vec<(InvoiceId, String, i64)>,
    /// The invoice that one came from, as the address says.
    pub from: Option<InvoiceId>,
    /// Whether it was taken back already.
    pub is_reversed: bool,
    pub form: ReversalForm,
}

impl Reverse {
    fn part(&self, minor: &i64) -> Money {
        Money::new(*minor, self.payment.currency)
    }

    /// What of it is credit now.
    fn credit(&self) -> Money {
        let paid: i64 = self.parts.iter().map(|(_, _, minor)| minor).sum();
        Money::new(self.payment.amount_minor - paid, self.payment.currency)
    }

    /// The invoice that one came from: of several that the payment pays, the one that the address names.
    fn origin(&self) -> Option<&(InvoiceId, String, i64)> {
        let named = self.parts.iter().find(|(id, _, _)| Some(*id) == self.from);
        named.or(self.parts.first())
    }

    /// Where who thinks better of it goes.
    fn back(&self) -> String {
        self.origin().map_or_else(|| urls::INVOICES.to_owned(), |(id, _, _)| urls::invoice(id))
    }

    /// Where the form goes.
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

/// A mail that an invoice went out with.
pub struct Mailed {
    pub id: MailId,
    pub name: String,
    pub address: String,
    pub state: mail::State,
    /// When it left or, where it has not, when it was written.
    pub at: DateTime<Utc>,
}

impl Mailed {
    /// Whether it is to be looked after.
    pub fn is_trouble(&self) -> bool {
        matches!(self.state, mail::State::Failed | mail::State::Kept | mail::State::Expired)
    }

    /// The key of the word for how far it is.
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

/// For whom? The first question of a new invoice.
#[derive(Template)]
#[template(path = "invoices/choose_client.html")]
pub struct ChooseClient {
    pub query: NewQuery,
    pub clients: Vec<(ClientId, String)>,
}

/// A draft to fill in.
#[derive(Template)]
#[template(path = "invoices/edit.html")]
pub struct Edit {
    /// None for one that is not kept yet.
    pub id: Option<InvoiceId>,
    pub billed: Billed,
    pub projects: Vec<BilledProject>,
    pub usual_tax: String,
    /// What it comes to, as far as that can be told.
    pub sums: Option<Sums>,
    pub form: InvoiceForm,
    /// What somebody else changed meanwhile: the key of the field's name, and how it stands now.
    pub theirs: Option<Vec<(&'static str, String)>>,
    /// Where the draft that the form was filled from is no draft any more: what was typed can be kept as another one.
    pub gone: Option<Gone>,
}

/// What a draft comes to, for its form.
#[derive(Template)]
#[template(path = "invoices/sums.html")]
pub struct AddedUp {
    pub sums: Option<Sums>,
}

/// What became of a draft.
pub enum Gone {
    /// It is on its way, and stays as it is until that is taken back.
    Sending(InvoiceId),
    /// It is an invoice, with this number.
    Sent(InvoiceId, String),
    Removed,
}

impl Edit {
    /// Where the form goes.
    pub fn action(&self) -> String {
        self.id.map_or_else(|| urls::INVOICES.to_owned(), urls::invoice)
    }

    /// The rows to show, and of each whether it is one to spare.
    pub fn rows(&self) -> Vec<(Row<Cell>, bool)> {
        self.form.rows(&self.usual_tax)
    }

    /// The row that a script adds.
    pub fn added_row(&self) -> Row<Cell> {
        self.form.added_row(&self.usual_tax)
    }
}

impl Page for Edit {
    fn title(&self, words: &Words) -> String {
        words.text(if self.id.is_some() { "invoices-edit" } else { "invoices-new" })
    }
}
