//! The page that asks before a draft is sent, and the state of a sending on the draft's page.

use askama::Template;
use chrono::NaiveDate;

use crate::{
    db::Tx,
    error::AppResult,
    invoices::{
        forms::DeliveryForm,
        model::{Concern, Invoice, NotSent, Party},
        queries::{self, parties::Recipient, sending},
        rules::{self, Status},
        shown::SheetPart,
    },
    kernel::{ids::UserId, money::Money},
    web::{Page, filters, thing_and_place},
    words::Words,
};

/// A draft that is being sent, or could not be sent.
pub enum Sending {
    OnItsWay {
        /// The sender's name; may be empty.
        who: String,
        by: UserId,
        /// The client's name, for the notice on the sender's other pages.
        client: String,
        /// Seconds until it is sent; zero or less once the time has come.
        left: i64,
    },
    /// The message key of the reason why it could not be sent.
    Failed(&'static str),
}

impl Sending {
    /// The state of a draft's sending. Returns `None` if it was never requested, or the invoice has been sent.
    ///
    /// # Errors
    /// Returns any database error.
    pub fn of(tx: &mut Tx, invoice: &Invoice) -> AppResult<Option<Self>> {
        if invoice.status != Status::Draft {
            return Ok(None);
        }
        let Some(stored) = sending::find(tx, invoice.id)? else { return Ok(None) };
        Ok(Some(match stored.sends_at {
            Some(at) => {
                let left = rules::seconds_left(at, tx.now);
                let client = queries::client_name(tx, invoice.client_id)?.unwrap_or_default();
                Self::OnItsWay {
                    who: sending::name_of(tx, stored.asked_by)?,
                    by: stored.asked_by,
                    client,
                    left,
                }
            }
            None => Self::Failed(match stored.fault.unwrap_or_default().parse() {
                Ok(NotSent::Sender) => "invoices-not-sent-sender",
                Ok(NotSent::Changed) => "invoices-not-sent-changed",
                Ok(NotSent::Failed) | Err(_) => "invoices-not-sent-failed",
            }),
        }))
    }
}

/// What the sender should know before a draft is sent.
#[derive(Template)]
#[template(path = "invoices/delivery.html")]
pub struct Delivery {
    pub invoice: Invoice,
    pub studio: Party,
    pub client: Party,
    /// Empty if the invoice belongs to no project.
    pub project: String,
    /// The recipients of the mail.
    pub to: Vec<Recipient>,
    /// The due date if it is sent today.
    pub due_on: NaiveDate,
    /// The characters that cannot be printed.
    pub unprintable: Vec<char>,
    /// The client's credit, in the invoice's currency.
    pub credit: Money,
    pub concerns: Vec<Concern>,
    pub is_archived: bool,
    /// Whether mail leaves the portal at all.
    pub mail_leaves: bool,
    /// Whether another user changed the draft while this page was open.
    pub is_changed: bool,
    /// What else has changed since.
    pub parts: Vec<SheetPart>,
    pub form: DeliveryForm,
}

impl Delivery {
    fn has(&self, concern: &str) -> bool {
        self.concerns.iter().any(|each| each.code() == concern)
    }

    fn boxes(&self) -> String {
        spaced(&self.unprintable)
    }

    /// The keys of the names of the changed parts, other than the draft itself.
    fn changed(&self) -> Vec<&'static str> {
        let word = |part: &SheetPart| match part {
            SheetPart::Recipients => "invoices-part-recipients",
            SheetPart::Client => "invoices-part-client",
            SheetPart::Studio => "invoices-part-studio",
            SheetPart::Bank => "invoices-part-bank",
            SheetPart::Project => "invoices-part-project",
            SheetPart::Due => "invoices-part-due",
        };
        self.parts.iter().map(word).collect()
    }
}

impl Page for Delivery {
    fn title(&self, words: &Words) -> String {
        thing_and_place(&words.text("invoices-send-title"), &self.client.name)
    }
}

/// Characters separated by spaces.
pub fn spaced(characters: &[char]) -> String {
    characters.iter().map(char::to_string).collect::<Vec<_>>().join(" ")
}
