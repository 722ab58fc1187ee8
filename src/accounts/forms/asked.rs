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
    web::{Fault, Faults, Filled},
};

/// How long a client's code shall hold, in days; empty: until it is revoked.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CodeForm {
    pub lasts: String,
    /// `yes`, where a script has asked before a code is replaced.
    pub confirmed: String,
}

impl CodeForm {
    /// Reads the form; none, where what came is no choice of ours.
    pub fn parse(&self) -> Option<Option<Duration>> {
        match self.lasts.as_str() {
            "" => Some(None),
            "7" => Some(Some(Duration::days(7))),
            "30" => Some(Some(Duration::days(30))),
            "90" => Some(Some(Duration::days(90))),
            _ => None,
        }
    }
}

/// Someone asks for an account with a client code.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RegistrationForm {
    pub code: String,
    pub name: String,
    pub email: String,
}

/// Who asks for an account. Whether the code is a client's is found out later.
#[derive(Clone)]
pub struct Applicant {
    pub code: Code,
    pub name: Name,
    pub email: EmailAddress,
}

impl RegistrationForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The form with its faults.
    pub fn parse(self) -> Result<Applicant, Filled<Self>> {
        let mut faults = Faults::default();
        let code = match self.code.trim() {
            "" => Err(Fault::new("fault-empty")),
            typed => Code::parse(typed).ok_or(Fault::new("accounts-fault-code")),
        };
        let code = faults.keep("code", code);
        let name = faults.keep("name", person_name(&self.name));
        let email = faults.keep("email", self.email.parse());
        match (code, name, email) {
            (Some(code), Some(name), Some(email)) => Ok(Applicant { code, name, email }),
            _ => Err(Filled::refused(self, faults)),
        }
    }

    /// The form back, with what is wrong with its code.
    pub fn refused(self, fault: &'static str) -> Filled<Self> {
        Filled::refused(self, Faults::one("code", Fault::new(fault)))
    }
}

/// Another address for one's account.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct EmailForm {
    pub email: String,
}

impl EmailForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The form, where no address was typed, or the one there is.
    pub fn parse(self, current: &str) -> Result<EmailAddress, Filled<Self>> {
        match self.email.parse::<EmailAddress>() {
            Ok(new) if new.as_str() == current => {
                Err(self.refused(Fault::new("accounts-fault-same-address")))
            }
            Ok(new) => Ok(new),
            Err(fault) => Err(self.refused(fault.into())),
        }
    }

    /// The form back, because the day's changes are all asked for.
    pub fn too_many(self) -> Filled<Self> {
        self.refused(Fault::new("accounts-fault-changes"))
    }

    fn refused(self, fault: Fault) -> Filled<Self> {
        Filled::refused(self, Faults::one("email", fault))
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

/// How soon someone wishes to be mailed of what.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NotificationForm {
    pub messages: String,
    pub files: String,
    pub milestones: String,
    pub invoices: String,
}

impl NotificationForm {
    /// The form as someone's wishes fill it.
    pub fn of(wishes: &BTreeMap<News, Pace>) -> Self {
        let code = |news| wishes.get(&news).copied().unwrap_or(Pace::AtOnce).code().to_owned();
        Self {
            messages: code(News::Messages),
            files: code(News::Files),
            milestones: code(News::Milestones),
            invoices: code(News::Invoices),
        }
    }

    /// What is typed of a kind of news.
    pub fn typed(&self, news: &News) -> &str {
        match news {
            News::Messages => &self.messages,
            News::Files => &self.files,
            News::Milestones => &self.milestones,
            News::Invoices => &self.invoices,
        }
    }

    /// Reads the form.
    ///
    /// # Errors
    /// The form with its faults.
    pub fn parse(self) -> Result<BTreeMap<News, Pace>, Filled<Self>> {
        let mut faults = Faults::default();
        let pace = |news| self.typed(&news).parse::<Pace>();
        let wishes =
            News::ALL.iter().filter_map(|news| Some((*news, faults.keep(news.code(), pace(*news))?)));
        let wishes: BTreeMap<_, _> = wishes.collect();
        if faults.is_empty() { Ok(wishes) } else { Err(Filled::refused(self, faults)) }
    }
}
