//! Forms about clients, and what they parse into.

use super::model::{Client, ClientInput};
use crate::{
    kernel::{
        Asked, Currency, EmailAddress, Name,
        ids::ClientId,
        lines::{ON_A_LETTER, few_lines},
        text,
    },
    urls,
    web::{Field, Form, Label, Labels, ListQuery, Query, form, query},
};

query! {
    /// The query of the list.
    pub struct ClientQuery of ClientQueryText {
        pub q: Field<Asked>,
        /// `archived`, or otherwise those that are not.
        pub show: Field<Asked>,
        pub after: Field<Asked>,
    }
}

impl ClientQuery {
    /// Whether archived clients are listed.
    pub fn archived(&self) -> bool {
        self.show.is("archived")
    }

    /// The text that the name must contain.
    pub fn search(&self) -> Option<String> {
        text::line(self.q.typed(), 120).ok()
    }

    /// The client after which the page starts.
    pub fn after(&self) -> Option<ClientId> {
        self.after.typed().parse().ok()
    }

    /// Whether the list is filtered.
    pub fn narrow(&self) -> bool {
        self.search().is_some() || self.archived()
    }

    /// The list's URL without one of its filters.
    pub fn without(&self, filter: &Field<Asked>) -> String {
        self.address_without(urls::CLIENTS, &[filter, &self.after])
    }
}

impl ListQuery for ClientQuery {
    fn cursor(&mut self) -> &mut Field<Asked> {
        &mut self.after
    }
}

form! {
    /// A client's details as typed.
    pub struct ClientForm of ClientText {
        pub name: Field,
        pub email: Field,
        pub address: Field,
        pub tax_id: Field,
        /// Empty if the currency is fixed.
        pub currency: Field,
        pub locale: Field,
        /// `yes` if the user confirms that a new client is a different one from the existing client with the same name.
        pub same: Field,
        /// The revision of the client that the form was filled in from; only when editing.
        pub revision: Field,
    }
}

impl ClientText {
    /// The form's text for a stored client.
    pub fn of(client: &Client) -> Self {
        Self {
            name: client.name.clone(),
            email: client.email.clone(),
            address: client.address.clone(),
            tax_id: client.tax_id.clone(),
            currency: client.currency.to_string(),
            locale: client.locale.to_string(),
            same: String::new(),
            revision: client.revision.to_string(),
        }
    }
}

impl ClientForm {
    /// The fields in which the stored client differs from the form: the translation key of the field's label, and the
    /// stored value.
    pub fn differences(&self, now: &Client) -> Vec<(&'static str, String)> {
        let stored = ClientText::of(now);
        [
            ("clients-name", self.name.typed(), stored.name),
            ("clients-email", self.email.typed(), stored.email),
            ("clients-address", self.address.typed(), stored.address),
            ("clients-tax-id", self.tax_id.typed(), stored.tax_id),
            ("clients-currency", self.currency.typed(), stored.currency),
            ("clients-locale", self.locale.typed(), now.locale.name().to_owned()),
        ]
        .into_iter()
        .filter(|(key, typed, theirs)| match *key {
            "clients-locale" => **typed != now.locale.to_string(),
            // Not submitted if it is fixed.
            "clients-currency" => !typed.is_empty() && *typed != theirs,
            _ => typed.replace("\r\n", "\n").trim() != theirs,
        })
        .map(|(key, _, theirs)| (key, theirs))
        .collect()
    }

    /// Parses the form; `fixed` is the currency if it can no longer be changed. Returns `None` if a field is refused.
    pub fn parse(&mut self, fixed: Option<Currency>) -> Option<ClientInput> {
        let name = self.name.read(Name::parse);
        let email = self.email.read(EmailAddress::optional);
        let address = self.address.read(|typed| few_lines(typed, 500, ON_A_LETTER));
        let tax_id = self.tax_id.read(|typed| text::optional_line(typed, 60));
        let currency = self.currency.read(|typed| fixed.map_or_else(|| typed.parse(), Ok));
        let locale = self.locale.parse();
        self.accept(ClientInput {
            name: name?,
            email: email?,
            address: address?,
            tax_id: tax_id?,
            currency: currency?,
            locale: locale?,
        })
    }
}

/// The labels of the fields of a [`ClientForm`].
pub const CLIENT_LABELS: Labels = &[
    Label::typed("name", "clients-name"),
    Label::typed("email", "clients-email"),
    Label::typed("address", "clients-address"),
    Label::typed("tax_id", "clients-tax-id"),
    Label::typed("currency", "clients-currency"),
    Label::language("locale", "clients-locale"),
    Label::tick("same", "clients-same"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> ClientText {
        ClientText {
            name: " Birch & Beam ".into(),
            currency: "EUR".into(),
            locale: "de".into(),
            ..ClientText::default()
        }
    }

    /// The parsed form, or the names of the refused fields.
    fn parse(text: ClientText, fixed: Option<Currency>) -> Result<ClientInput, Vec<String>> {
        let mut form = ClientForm::from(text);
        form.parse(fixed).ok_or_else(|| form.faults().into_iter().map(|(name, _)| name).collect())
    }

    #[test]
    fn a_name_a_currency_and_a_language_are_enough() {
        let input = parse(typed(), None).unwrap();
        assert_eq!((input.name.as_str(), input.email.as_str()), ("Birch & Beam", ""));
    }

    #[test]
    fn all_faults_are_reported_at_once() {
        let text = ClientText { email: "birch".into(), currency: "eur".into(), ..ClientText::default() };
        assert_eq!(parse(text, None).unwrap_err(), ["name", "email", "currency", "locale"]);
    }

    #[test]
    fn an_address_has_at_most_as_many_lines_as_a_letter_shows() {
        let text = |lines: usize| ClientText { address: "x\r\n".repeat(lines), ..typed() };
        assert!(parse(text(8), None).is_ok());
        assert_eq!(parse(text(9), None).unwrap_err(), ["address"]);
    }

    #[test]
    fn a_fixed_currency_ignores_what_was_submitted() {
        let text = ClientText { currency: "USD".into(), ..typed() };
        assert_eq!(parse(text, Some(Currency::JPY)).unwrap().currency, Currency::JPY);
    }
}
