//! What is typed about people's data.

use serde::Deserialize;

use super::rules::{LIMITS, Periods};
use crate::web::{Fault, Faults, Filled};

/// An erasure, confirmed by the name of whom it is about.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ErasureForm {
    pub name: String,
    /// `yes`: names of files they uploaded go too.
    pub file_names: String,
}

impl ErasureForm {
    /// Whether names of files go; the form with its faults, when the name typed is another.
    pub fn parse(self, name: &str) -> Result<bool, Filled<Self>> {
        let typed = self.name.trim();
        let fault = match typed {
            "" => "fault-empty",
            typed if typed == name.trim() => return Ok(self.file_names == "yes"),
            _ => "privacy-fault-name",
        };
        Err(Filled::refused(self, Faults::one("name", Fault::new(fault))))
    }
}

/// How long what is kept, as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RetentionForm {
    pub feed: String,
    pub mail: String,
    pub session: String,
    pub link: String,
    pub export: String,
    pub trash: String,
    pub audit: String,
    /// Of the periods the form was filled from.
    pub revision: String,
}

impl RetentionForm {
    /// The form as the periods fill it.
    pub fn of(periods: &Periods, revision: i32) -> Self {
        Self {
            feed: periods.feed.to_string(),
            mail: periods.mail.to_string(),
            session: periods.session.to_string(),
            link: periods.link.to_string(),
            export: periods.export.to_string(),
            trash: periods.trash.to_string(),
            audit: periods.audit.to_string(),
            revision: revision.to_string(),
        }
    }

    /// The periods, or the form with its faults.
    pub fn parse(self) -> Result<Periods, Filled<Self>> {
        let mut faults = Faults::default();
        let texts =
            [&self.feed, &self.mail, &self.session, &self.link, &self.export, &self.trash, &self.audit];
        let mut days = [0; 7];
        for ((text, (field, least, most)), days) in texts.into_iter().zip(LIMITS).zip(&mut days) {
            match text.trim().parse::<i32>() {
                Ok(number) if number < least => {
                    faults.add(field, Fault::counting("privacy-fault-least", "least", least));
                }
                Ok(number) if number > most => {
                    faults.add(field, Fault::counting("privacy-fault-most", "most", most))
                }
                Ok(number) => *days = number,
                Err(_) => faults.add(field, Fault::new("fault-number")),
            }
        }
        if !faults.is_empty() {
            return Err(Filled::refused(self, faults));
        }
        let [feed, mail, session, link, export, trash, audit] = days;
        Ok(Periods { feed, mail, session, link, export, trash, audit })
    }
}
