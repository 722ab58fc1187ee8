//! What is asked of the portal by way of a mailed link: an account with a client code, another address; and how soon to be mailed.

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
    /// How long a client's code shall hold, in days; empty: until it is revoked.
    pub struct CodeForm of CodeText {
        pub lasts: Field,
        /// `yes`, where a script has asked before a code is replaced.
        pub confirmed: Field,
    }
}

impl CodeForm {
    /// Reads the form; none, where what came is no choice of ours.
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
    /// Someone asks for an account with a client code.
    pub struct RegistrationForm of RegistrationText {
        pub code: Field,
        pub name: Field,
        pub email: Field,
    }
}

/// Who asks for an account. Whether the code is a client's is found out later.
#[derive(Clone)]
pub struct Applicant {
    pub code: Code,
    pub name: Name,
    pub email: EmailAddress,
}

impl RegistrationForm {
    /// Reads the form. None, where a field is refused.
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
    /// Another address for one's account.
    pub struct EmailForm of EmailText {
        pub email: Field,
    }
}

impl EmailForm {
    /// Reads the form. None, where no address was typed, or the one there is.
    pub fn parse(&mut self, current: &str) -> Option<EmailAddress> {
        let new: EmailAddress = self.email.parse()?;
        if new.as_str() == current {
            self.email.refuse(Fault::new("accounts-fault-same-address"));
        }
        self.accept(new)
    }

    /// The form back, because the day's changes are all asked for.
    #[must_use]
    pub fn too_many(self) -> Self {
        self.refused(|form| &mut form.email, Fault::new("accounts-fault-changes"))
    }
}

/// What an address answers when asked about a change: `yes` or `no`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnswerForm {
    pub answer: String,
}

impl AnswerForm {
    /// Whether it agrees; none, where it says neither.
    pub fn parse(&self) -> Option<bool> {
        match self.answer.as_str() {
            "yes" => Some(true),
            "no" => Some(false),
            _ => None,
        }
    }
}

form! {
    /// How soon someone wishes to be mailed of what.
    pub struct NotificationForm of NotificationText {
        pub messages: Field,
        pub files: Field,
        pub milestones: Field,
        pub invoices: Field,
    }
}

impl NotificationText {
    /// The text as someone's wishes fill it.
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

    /// Reads the form. None, where a field is refused.
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
