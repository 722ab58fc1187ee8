//! Forms for registering with a client code, for changing one's address, and for notification settings.

use std::collections::BTreeMap;

use chrono::Duration;
use serde::Deserialize;

use super::person_name;
use crate::{
    accounts::{
        code::Code,
        rules::{News, Pace},
    },
    kernel::{EmailAddress, Name},
    web::{Fault, Field, Form, form},
};

form! {
    /// How long a client's code is valid, in days; empty means until it is revoked.
    pub struct CodeForm of CodeText {
        pub lasts: Field,
        /// `yes`, if a script has already asked for confirmation before a code is replaced.
        pub confirmed: Field,
    }
}

impl CodeForm {
    /// Parses the form. Returns `None` if the value is not one of the options.
    pub fn parse(&self) -> Option<Option<Duration>> {
        match self.lasts.typed().as_str() {
            "" => Some(None),
            "7" => Some(Some(Duration::days(7))),
            "30" => Some(Some(Duration::days(30))),
            "90" => Some(Some(Duration::days(90))),
            _ => None,
        }
    }
}

form! {
    /// An application for an account with a client code.
    pub struct RegistrationForm of RegistrationText {
        pub code: Field,
        pub name: Field,
        pub email: Field,
    }
}

/// An applicant. Whether the code belongs to a client is checked later.
#[derive(Clone)]
pub struct Applicant {
    pub code: Code,
    pub name: Name,
    pub email: EmailAddress,
}

impl RegistrationForm {
    /// Parses the form. Returns `None` if a field is refused.
    pub fn parse(&mut self) -> Option<Applicant> {
        let code = self.code.read(client_code);
        let name = self.name.read(person_name);
        let email = self.email.parse();
        self.accept(Applicant { code: code?, name: name?, email: email? })
    }
}

fn client_code(typed: &str) -> Result<Code, Fault> {
    match typed.trim() {
        "" => Err(Fault::new("fault-empty")),
        typed => Code::parse(typed).ok_or(Fault::new("accounts-fault-code")),
    }
}

form! {
    /// A new address for one's own account.
    pub struct EmailForm of EmailText {
        pub email: Field,
    }
}

impl EmailForm {
    /// Parses the form. Returns `None` if no address was typed, or the current one.
    pub fn parse(&mut self, current: &str) -> Option<EmailAddress> {
        let new: EmailAddress = self.email.parse()?;
        if new.as_str() == current {
            self.email.refuse(Fault::new("accounts-fault-same-address"));
        }
        self.accept(new)
    }

    /// Returns the form with the fault that the daily limit for address changes has been reached.
    #[must_use]
    pub fn too_many(self) -> Self {
        self.refused(|form| &mut form.email, Fault::new("accounts-fault-changes"))
    }
}

/// The answer to a confirmation mail about a change of address: `yes` or `no`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerForm {
    pub answer: String,
}

impl AnswerForm {
    /// Whether the change is confirmed. Returns `None` if the answer is neither `yes` nor `no`.
    pub fn parse(&self) -> Option<bool> {
        match self.answer.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
}

form! {
    /// How soon the user is notified by mail, for each kind of news.
    pub struct NotificationForm of NotificationText {
        pub messages: Field,
        pub files: Field,
        pub milestones: Field,
        pub invoices: Field,
    }
}

impl NotificationText {
    /// The form's text for stored settings.
    pub fn of(wishes: &BTreeMap<News, Pace>) -> Self {
        let code = |news| wishes.get(&news).copied().unwrap_or(Pace::AtOnce).code().to_owned();
        Self {
            messages: code(News::Messages),
            files: code(News::Files),
            milestones: code(News::Milestones),
            invoices: code(News::Invoices),
        }
    }
}

impl NotificationForm {
    /// The fields, each with the kind of news it is about.
    pub fn by_news(&self) -> [(News, &Field); 4] {
        [
            (News::Messages, &self.messages),
            (News::Files, &self.files),
            (News::Milestones, &self.milestones),
            (News::Invoices, &self.invoices),
        ]
    }

    /// Parses the form. Returns `None` if a field is refused.
    pub fn parse(&mut self) -> Option<BTreeMap<News, Pace>> {
        let wishes = [
            (News::Messages, self.messages.parse()),
            (News::Files, self.files.parse()),
            (News::Milestones, self.milestones.parse()),
            (News::Invoices, self.invoices.parse()),
        ];
        wishes.into_iter().map(|(news, pace)| Some((news, pace?))).collect()
    }
}
