//! What the page that asks before sending a draft displayed, as digests short enough for a form. They show what has changed since.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use super::queries::parties::{Parties, Recipient};
use crate::{
    error::{AppError, AppResult},
    kernel::{choice, sha256::Sha256},
};

/// The number of hexadecimal digits of a digest. They need not resist attacks: senders only confirm to themselves what they saw.
const DIGITS: usize = 16;

choice! {
    /// A part of what is sent with a draft that the draft's revision does not cover.
    pub enum SheetPart {
        /// Who is mailed, by name and address.
        Recipients = "to",
        /// The client's name, address, tax number and language.
        Client = "client",
        /// The studio's name, address, tax number and email address.
        Studio = "studio",
        Bank = "bank",
        Project = "project",
        /// The due date, which depends on the day of sending.
        Due = "due",
    }
}

/// What a user was shown, part by part. Written as `to:0123456789abcdef client:…`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown(Vec<(SheetPart, String)>);

impl Shown {
    /// The current parties and recipients.
    ///
    /// # Errors
    /// Internal if they cannot be serialized as JSON.
    pub fn of(parties: &Parties, to: &[Recipient]) -> AppResult<Self> {
        let (studio, client) = (parties.studio.party(), parties.client.party());
        let mut to: Vec<_> = to.iter().map(|each| (&each.name, each.address.to_string())).collect();
        to.sort();
        Ok(Self(vec![
            (SheetPart::Recipients, digest(&to)?),
            (
                SheetPart::Client,
                digest(&(&client.name, &client.address, &client.tax_id, parties.client.locale.code()))?,
            ),
            (SheetPart::Studio, digest(&(&studio.name, &studio.address, &studio.tax_id, &studio.email))?),
            (SheetPart::Bank, digest(&studio.bank)?),
            (SheetPart::Project, digest(&parties.project)?),
        ]))
    }

    /// Adds the due date if it is sent today.
    ///
    /// # Errors
    /// The same as [`Shown::of`].
    pub fn and_due(mut self, day: NaiveDate) -> AppResult<Self> {
        self.0.push((SheetPart::Due, digest(&day.to_string())?));
        Ok(self)
    }

    /// Parses the text of a form or a row; unreadable parts count as not shown.
    pub fn parse(text: &str) -> Self {
        let part = |text: &str| {
            let (code, digest) = text.split_once(':')?;
            Some((code.parse().ok()?, digest.to_owned()))
        };
        Self(text.split_whitespace().filter_map(part).collect())
    }

    /// The parts of `self` that differ in `other`, or are missing there.
    pub fn missing_in(&self, other: &Self) -> Vec<SheetPart> {
        self.0.iter().filter(|part| !other.0.contains(part)).map(|(part, _)| *part).collect()
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let each: Vec<_> = self.0.iter().map(|(part, digest)| format!("{}:{digest}", part.code())).collect();
        f.write_str(&each.join(" "))
    }
}

fn digest(of: &impl Serialize) -> AppResult<String> {
    let text = serde_json::to_string(of).map_err(AppError::internal)?;
    Ok(Sha256::of(text).to_string().chars().take(DIGITS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_shown_is_written_and_parsed() {
        let shown = Shown(vec![(SheetPart::Bank, "0a".into())]);
        let now = shown.clone().and_due("2026-12-15".parse().unwrap()).unwrap();
        assert_eq!(Shown::parse(&now.to_string()), now);
        assert_eq!((shown.missing_in(&now), now.missing_in(&shown)), (vec![], vec![SheetPart::Due]));
        assert_eq!(shown.missing_in(&Shown::parse("bank:0b")), [SheetPart::Bank]);
        assert_eq!(Shown::parse("bank, :x nothing:1 bank"), Shown::default());
    }
}
