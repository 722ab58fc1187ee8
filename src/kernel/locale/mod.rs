//! How languages write numbers, money and dates, and how people type them. To add a language: a variant, its [`Conventions`], and a folder
//! of translations.

mod amounts;
mod conventions;
mod dates;
mod numbers;

use std::str::FromStr;

use diesel::deserialize::FromSqlRow;
use diesel::expression::AsExpression;

use super::{column::spelled_as_text, refusal::refusal};
pub use amounts::MoneyFault;
use conventions::Conventions;
pub use dates::{DateFault, days_between, parse_date};
pub use numbers::{NumberFault, NumberLimits};

/// A language of the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, AsExpression, FromSqlRow)]
#[diesel(sql_type = diesel::sql_types::Text)]
pub enum Locale {
    #[default]
    En,
    De,
}

refusal! {
    /// The text is not the code of one of the portal's languages.
    UnknownLocale = "not a language of the portal"
}

impl Locale {
    pub const ALL: [Self; 2] = [Self::En, Self::De];

    /// The language's code, as in `<html lang>`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::De => "de",
        }
    }

    /// The language's name in itself.
    pub const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::De => "Deutsch",
        }
    }

    /// The portal's language that the browser prefers; English if it prefers none of them.
    pub fn from_accept_language(header: &str) -> Self {
        let mut best = (0, Self::default());
        for wish in header.split(',').take(32) {
            let mut parts = wish.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default();
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(1000, thousandths);
            let language = tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
            if let Ok(locale) = language.parse()
                && weight > best.0
            {
                best = (weight, locale);
            }
        }
        best.1
    }

    const fn conventions(self) -> &'static Conventions {
        match self {
            Self::En => &conventions::ENGLISH,
            Self::De => &conventions::GERMAN,
        }
    }

    fn as_str(&self) -> &str {
        self.code()
    }
}

/// Parses a weight: `0.8` → 800; an invalid one counts as zero.
fn thousandths(weight: &str) -> u16 {
    let (whole, fraction) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = fraction.len() <= 3 && fraction.bytes().all(|b| b.is_ascii_digit());
    match whole {
        "1" => 1000,
        "0" if digits => format!("{fraction:0<3}").parse().unwrap_or(0),
        _ => 0,
    }
}

impl FromStr for Locale {
    type Err = UnknownLocale;

    fn from_str(code: &str) -> Result<Self, UnknownLocale> {
        Self::ALL.into_iter().find(|locale| locale.code() == code).ok_or(UnknownLocale)
    }
}

spelled_as_text!(Locale);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_preferred_language_is_chosen() {
        for (header, locale) in [
            ("", Locale::En),
            ("de", Locale::De),
            ("de-AT,en;q=0.5", Locale::De),
            ("DE-de", Locale::De),
            ("en-GB,de;q=0.9", Locale::En),
            ("fr,de;q=0.8,en;q=0.7", Locale::De),
            ("fr, es", Locale::En),
            ("*", Locale::En),
            ("de;q=0", Locale::En),
            ("de;q=0.3, en;q=0.31", Locale::En),
            ("en;q=0.1;x=1, de ; q=0.25", Locale::De),
            (";;;,,,q=", Locale::En),
            ("de;q=nan", Locale::En),
        ] {
            assert_eq!(Locale::from_accept_language(header), locale, "{header}");
        }
    }
}
