//! What the page that asks before a draft is sent has shown, in digests short enough for a form: by them it is known what changed since.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use super::queries::parties::{Parties, Recipient};
use crate::{
    error::{AppError, AppResult},
    kernel::{choice, sha256::Sha256},
};

/// So many hexadecimal digits of a digest. They need not withstand anybody: whoever sends confirms to themselves.
const DIGITS: usize = 16;

choice! {
    /// A part of what goes out with a draft that the draft's own revision does not tell.
    pub enum SheetPart {
        /// Who is mailed, by name and address.
        Recipients = "to",
        /// The client's name, address, tax number and language.
        Client = "client",
        /// The studio's name, address, tax number and email address.
        Studio = "studio",
        Bank = "bank",
        Project = "project",
        /// By when it is to be paid, which the day of sending decides.
        Due = "due",
    }
}

/// What somebody has been shown, part by part. Written `to:0123456789abcdef client:…`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown(Vec<(SheetPart, String)>);

impl Shown {
    /// The parties and recipients as they are.
    ///
    /// # Errors
    /// Internal, when they cannot be written as JSON.
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

    /// The same and the day by which it is to be paid, if it is sent today.
    ///
    /// # Errors
    /// As [`Shown::of`].
    pub fn and_due(mut self, day: NaiveDate) -> AppResult<Self> {
        self.0.push((SheetPart::Due, digest(&day.to_string())?));
        Ok(self)
    }

    /// What a form or a row spells; what cannot be read was not shown.
    pub fn parse(text: &str) -> Self {
        let part = |text: &str| {
            let (code, digest) = text.split_once(':')?;
            Some((code.parse().ok()?, digest.to_owned()))
        };
        Self(text.split_whitespace().filter_map(part).collect())
    }

    /// Which of these parts stand otherwise there, or not at all.
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
    fn what_was_shown_is_spelled_and_read_again() {
        let shown = Shown(vec![(SheetPart::Bank, "0a".into())]);
        let now = shown.clone().and_due("2026-12-15".parse().unwrap()).unwrap();
        assert_eq!(Shown::parse(&now.to_string()), now);
        assert_eq!((shown.missing_in(&now), now.missing_in(&shown)), (vec![], vec![SheetPart::Due]));
        assert_eq!(shown.missing_in(&Shown::parse("bank:0b")), [SheetPart::Bank]);
        assert_eq!(Shown::parse("bank, :x nothing:1 bank"), Shown::default());
    }
}
