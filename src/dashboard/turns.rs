//! Your turn: one ordered list of what waits for a client's user. Proofs and quotes will come in between.

use chrono::{DateTime, NaiveDate, Utc};

use super::model::Unread;
use crate::{
    invoices::{self, rules::Standing},
    kernel::money::Money,
    urls,
};

/// Something that waits for the reader.
#[derive(Debug, Clone)]
pub struct Turn {
    pub page: String,
    pub what: What,
}

/// What it is that waits.
#[derive(Debug, Clone)]
pub enum What {
    Invoice { number: String, balance: Money, due_on: Option<NaiveDate>, overdue: bool },
    Messages { count: i64, about: String, sender: String, beginning: String, since: DateTime<Utc> },
}

/// What waits, in order: invoices as they fall due, so the overdue first; then what was written and not yet read.
pub fn turns(open: Vec<invoices::Entry>, unread: Vec<Unread>) -> Vec<Turn> {
    let invoices = open.into_iter().map(|entry| Turn {
        page: urls::invoice(entry.invoice.id),
        what: What::Invoice {
            balance: entry.invoice.balance(),
            due_on: entry.invoice.due_on,
            overdue: entry.standing == Standing::Overdue,
            number: entry.invoice.number.unwrap_or_default(),
        },
    });
    let messages = unread.into_iter().map(|unread| Turn {
        page: unread.page(),
        what: What::Messages {
            count: unread.unread,
            about: unread.name,
            sender: unread.sender,
            beginning: unread.beginning,
            since: unread.last_at,
        },
    });
    invoices.chain(messages).collect()
}
