//! What is typed about clients, and what it means.

use serde::Deserialize;

use super::model::{Client, ClientInput};
use crate::{
    kernel::{
        Asked, Currency, EmailAddress, Name,
        ids::ClientId,
        lines::{ON_A_LETTER, few_lines},
        text,
    },
    urls,
    web::{Faults, Filled},
};

/// What a list's address says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct ListQuery {
    pub q: Asked,
    /// `archived`, or those that are not.
    pub show: Asked,
    pub after: Asked,
}

impl ListQuery {
    /// Whether those put away are asked for.
    pub fn archived(&self) -> bool {
        &*self.show == "archived"
    }

    /// What the name shall hold.
    pub fn search(&self) -> Option<String> {
        text::line(&self.q, 120).ok()
    }

    /// The client the page begins after.
    pub fn after(&self) -> Option<ClientId> {
        self.after.parse().ok()
    }

    /// Whether anything narrows the list.
    pub fn narrow(&self) -> bool {
        self.search().is_some() || self.archived()
    }

    /// The address of the next page.
    pub fn from(&self, last: ClientId) -> String {
        let after = last.to_string();
        urls::asking(urls::CLIENTS, &[("q", &self.q), ("show", &self.show), ("after", &after)])
    }

    /// The address of the list without one of its filters, by the name of its field.
    pub fn without(&self, field: &str) -> String {
        let asked = [("q", &*self.q), ("show", &*self.show)];
        urls::asking(
            urls::CLIENTS,
            &asked.map(|(name, value)| (name, if name == field { "" } else { value })),
        )
    }
}

/// A client's details as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClientForm {
    pub name: String,
    pub email: String,
    pub address: String,
    pub tax_id: String,
    /// Empty where it is fixed.
    pub currency: String,
    pub locale: String,
    /// Of the client the form was filled from; only an edit has it.
    pub revision: String,
}

impl ClientForm {
    /// The form as a client fills it.
    pub fn of(client: &Client) -> Self {
        Self {
            name: client.name.clone(),
            email: client.email.clone(),
            address: client.address.clone(),
            tax_id: client.tax_id.clone(),
            currency: client.currency.to_string(),
            locale: client.locale.to_string(),
            revision: client.revision.to_string(),
        }
    }

    /// Where the client as it stands differs from what is typed: the key of the field's name, and how it stands.
    pub fn differences(&self, now: &Client) -> Vec<(&'static str, String)> {
        let stored = Self::of(now);
        [
            ("clients-name", &self.name, stored.name),
            ("clients-email", &self.email, stored.email),
            ("clients-address", &self.address, stored.address),
            ("clients-tax-id", &self.tax_id, stored.tax_id),
            ("clients-currency", &self.currency, stored.currency),
            ("clients-locale", &self.locale, now.locale.name().to_owned()),
        ]
        .into_iter()
        .filter(|(key, typed, theirs)| match *key {
            "clients-locale" => **typed != now.locale.to_string(),
            // Not sent where it is fixed.
            "clients-currency" => !typed.is_empty() && *typed != theirs,
            _ => typed.replace("\r\n", "\n").trim() != theirs,
        })
        .map(|(key, _, theirs)| (key, theirs))
        .collect()
    }

    /// Reads the form; `fixed` is the currency where it cannot be chosen any more.
    ///
    /// # Errors
    /// The form with its faults.
    pub fn parse(self, fixed: Option<Currency>) -> Result<ClientInput, Filled<Self>> {
        let mut faults = Faults::default();
        let name = faults.keep("name", Name::parse(&self.name));
        let email = match self.email.trim() {
            "" => Some(String::new()),
            typed => faults.keep("email", typed.parse::<EmailAddress>()).map(|email| email.to_string()),
        };
        let address = faults.keep("address", few_lines(&self.address, 500, ON_A_LETTER));
        let tax_id = faults.keep("tax_id", text::optional_line(&self.tax_id, 60));
        let currency = faults.keep("currency", fixed.map_or_else(|| self.currency.parse(), Ok));
        let locale = faults.keep("locale", self.locale.parse());
        match (name, email, address, tax_id, currency, locale) {
            (Some(name), Some(email), Some(address), Some(tax_id), Some(currency), Some(locale)) => {
                Ok(ClientInput { name, email, address, tax_id, currency, locale })
            }
            _ => Err(Filled::refused(self, faults)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> ClientForm {
        ClientForm {
            name: " Birch & Beam ".into(),
            currency: "EUR".into(),
            locale: "de".into(),
            ..ClientForm::default()
        }
    }

    #[test]
    fn a_name_a_currency_and_a_language_are_enough() {
        let input = typed().parse(None).unwrap();
        assert_eq!((input.name.as_str(), input.email.as_str()), ("Birch & Beam", ""));
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let form = ClientForm { email: "birch".into(), currency: "eur".into(), ..ClientForm::default() };
        let refused = form.parse(None).unwrap_err();
        assert_eq!(refused.faults.fields().collect::<Vec<_>>(), ["name", "email", "currency", "locale"]);
    }

    #[test]
    fn an_address_has_no_more_lines_than_a_letter_shows() {
        let form = |lines: usize| ClientForm { address: "x\r\n".repeat(lines), ..typed() };
        assert!(form(8).parse(None).is_ok());
        let refused = form(9).parse(None).unwrap_err();
        assert_eq!(refused.faults.fields().collect::<Vec<_>>(), ["address"]);
    }

    #[test]
    fn a_fixed_currency_is_not_read() {
        let form = ClientForm { currency: "USD".into(), ..typed() };
        assert_eq!(form.parse(Some(Currency::JPY)).unwrap().currency, Currency::JPY);
    }
}
