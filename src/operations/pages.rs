//! The pages of the outbox and of failed jobs.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::{
    jobs::DeadLetter,
    mail::{Kept, State},
    urls,
    web::{Page, filters, titled},
    words::Words,
};

titled! {
    Outbox = "mail-outbox";
    DeadLetters = "jobs-dead";
}

/// A mail in the list.
pub struct Row {
    pub url: String,
    pub mail: Kept,
    pub state: State,
}

impl Row {
    /// A mail with its state at a given time.
    pub fn of(mail: Kept, can_send: bool, now: DateTime<Utc>) -> Self {
        Self { url: urls::mail(mail.id), state: State::of(mail.facts(), can_send, now), mail }
    }

    fn to(&self) -> String {
        to(&self.mail)
    }
}

fn to(mail: &Kept) -> String {
    if mail.recipient_name.is_empty() {
        return mail.recipient.clone();
    }
    format!("{} <{}>", mail.recipient_name, mail.recipient)
}

/// The outbox.
#[derive(Template)]
#[template(path = "operations/outbox.html")]
pub struct Outbox {
    pub rows: Vec<Row>,
    pub can_send: bool,
    pub older: String,
    pub dead: i64,
}

/// One mail.
#[derive(Template)]
#[template(path = "operations/mail.html")]
pub struct Show {
    pub row: Row,
    /// `None` if it must not be shown.
    pub text: Option<String>,
    pub attachments: Vec<String>,
    pub can_send: bool,
}

impl Show {
    /// The page of a mail.
    pub fn new(row: Row, text: String, attachments: Vec<String>, can_send: bool) -> Self {
        // Anyone who can read a one-time link can act as its addressee. It is only shown if no mail server is configured, because
        // then this page is the only way to get it.
        let hidden = can_send && row.mail.one_time_link;
        Self { row, text: (!hidden).then_some(text), attachments, can_send }
    }

    fn delivery(&self) -> String {
        urls::mail_delivery(self.row.mail.id)
    }

    fn can_resend(&self) -> bool {
        self.can_send && !matches!(self.row.state, State::Expired | State::Waiting)
    }
}

impl Page for Show {
    fn title(&self, _: &Words) -> String {
        self.row.mail.subject.clone()
    }
}

/// The jobs that have failed.
#[derive(Template)]
#[template(path = "operations/dead_letters.html")]
pub struct DeadLetters {
    pub letters: Vec<DeadLetter>,
}

impl DeadLetters {
    fn delivery(&self, letter: &DeadLetter) -> String {
        urls::job_delivery(letter.id)
    }
}
