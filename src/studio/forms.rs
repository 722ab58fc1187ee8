//! The form for the studio's settings, and what it parses into.

use super::model::Settings;
use crate::{
    kernel::{
        EmailAddress, Name, Series, iban,
        lines::{ON_A_LETTER, few_lines},
        text,
    },
    web::{Fault, Field, Form, Label, Labels, differing, field::ticked, form},
    words::Words,
};

form! {
    /// The studio's settings as typed.
    pub struct SettingsForm of SettingsText {
        pub name: Field,
        pub email: Field,
        pub address: Field,
        pub tax_id: Field,
        pub bank: Field,
        pub locale: Field,
        pub zone: Field,
        pub currency: Field,
        pub accent: Field,
        pub invoice_prefix: Field,
        pub payment_days: Field,
        /// `yes`, or nothing.
        pub factor_for_staff: Field,
        pub factor_for_clients: Field,
        /// The revision of the settings that the form was filled in from.
        pub revision: Field,
    }
}

impl SettingsText {
    /// The form's text for stored settings.
    pub fn of(settings: &Settings, revision: i32) -> Self {
        Self {
            name: settings.name.to_string(),
            email: settings.email.clone(),
            address: settings.address.clone(),
            tax_id: settings.tax_id.clone(),
            bank: settings.bank.clone(),
            locale: settings.locale.to_string(),
            zone: settings.zone.to_string(),
            currency: settings.currency.to_string(),
            accent: settings.accent.clone(),
            invoice_prefix: settings.invoice_prefix.to_string(),
            payment_days: settings.payment_days.to_string(),
            factor_for_staff: ticked(settings.factor_for_staff),
            factor_for_clients: ticked(settings.factor_for_clients),
            revision: revision.to_string(),
        }
    }

    /// The fields in which the stored settings differ from the submitted ones: the translation key of the field's
    /// label, and the stored value.
    pub fn differences(meant: &Settings, now: &Settings, words: &Words) -> Vec<(&'static str, String)> {
        let [typed, stored] = [meant, now].map(|settings| Self::of(settings, 0));
        let tick = |yes| words.text(if yes { "changed-ticked" } else { "changed-not-ticked" });
        let (staff, clients) = (tick(now.factor_for_staff), tick(now.factor_for_clients));
        differing([
            ("studio-name", typed.name == stored.name, stored.name),
            ("accounts-email", typed.email == stored.email, stored.email),
            ("studio-address", typed.address == stored.address, stored.address),
            ("studio-accent", typed.accent == stored.accent, stored.accent),
            ("studio-locale", typed.locale == stored.locale, now.locale.name().to_owned()),
            ("studio-zone", typed.zone == stored.zone, stored.zone),
            ("studio-currency", typed.currency == stored.currency, stored.currency),
            ("studio-tax-id", typed.tax_id == stored.tax_id, stored.tax_id),
            ("studio-bank", typed.bank == stored.bank, stored.bank),
            ("studio-invoice-prefix", typed.invoice_prefix == stored.invoice_prefix, stored.invoice_prefix),
            ("studio-payment-days", typed.payment_days == stored.payment_days, stored.payment_days),
            ("studio-factor-staff", typed.factor_for_staff == stored.factor_for_staff, staff),
            ("studio-factor-clients", typed.factor_for_clients == stored.factor_for_clients, clients),
        ])
    }
}

impl SettingsForm {
    /// Parses the form. Every field is read, so that all faults are reported at once. Returns `None` if a field is
    /// refused.
    pub fn parse(&mut self) -> Option<Settings> {
        let name = self.name.read(Name::parse);
        let email = self.email.read(EmailAddress::optional);
        let address = self.address.read(|typed| few_lines(typed, 500, ON_A_LETTER));
        let tax_id = self.tax_id.read(|typed| text::optional_line(typed, 60));
        let bank = self.bank.read(bank_details);
        let locale = self.locale.parse();
        let zone = self.zone.parse();
        let currency = self.currency.parse();
        let accent = self.accent.read(colour);
        let invoice_prefix = self.invoice_prefix.read(series);
        let payment_days = self.payment_days.read(days);
        self.accept(Settings {
            name: name?,
            email: email?,
            address: address?,
            tax_id: tax_id?,
            bank: bank?,
            locale: locale?,
            zone: zone?,
            currency: currency?,
            accent: accent?,
            invoice_prefix: invoice_prefix?,
            payment_days: payment_days?,
            factor_for_staff: self.factor_for_staff.is_ticked(),
            factor_for_clients: self.factor_for_clients.is_ticked(),
        })
    }
}

/// Accepts any text, unless it contains an IBAN that cannot be valid: a misprint would appear on every invoice, and
/// nobody could pay.
fn bank_details(typed: &str) -> Result<String, Fault> {
    let details = few_lines(typed, 300, ON_A_LETTER)?;
    match iban::find_wrong(&details) {
        Some(number) => Err(Fault::mentioning("studio-fault-iban", "number", number)),
        None => Ok(details),
    }
}

fn colour(typed: &str) -> Result<String, Fault> {
    let colour = typed.trim().to_ascii_uppercase();
    let digits = colour.strip_prefix('#').unwrap_or_default();
    let is_colour = digits.len() == 6 && digits.bytes().all(|b| b.is_ascii_hexdigit());
    if is_colour { Ok(colour) } else { Err(Fault::new("studio-fault-colour")) }
}

fn series(typed: &str) -> Result<Series, Fault> {
    typed.trim().parse().map_err(|_| Fault::new("studio-fault-invoice-prefix"))
}

fn days(typed: &str) -> Result<i32, Fault> {
    let days = typed.trim().parse().ok().filter(|days| (0..=365).contains(days));
    days.ok_or(Fault::new("studio-fault-days"))
}

/// The labels of the fields of a [`SettingsForm`].
pub const SETTINGS_LABELS: Labels = &[
    Label::typed("name", "studio-name"),
    Label::typed("email", "accounts-email"),
    Label::typed("address", "studio-address"),
    Label::typed("accent", "studio-accent"),
    Label::language("locale", "studio-locale"),
    Label::typed("zone", "studio-zone"),
    Label::typed("currency", "studio-currency"),
    Label::typed("tax_id", "studio-tax-id"),
    Label::typed("bank", "studio-bank"),
    Label::typed("invoice_prefix", "studio-invoice-prefix"),
    Label::typed("payment_days", "studio-payment-days"),
    Label::tick("factor_for_staff", "studio-factor-staff"),
    Label::tick("factor_for_clients", "studio-factor-clients"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> SettingsText {
        SettingsText {
            name: "[RE]Print".into(),
            locale: "en".into(),
            zone: "Europe/Berlin".into(),
            currency: "EUR".into(),
            accent: "#0057ff".into(),
            invoice_prefix: "INV-".into(),
            payment_days: " 14 ".into(),
            ..SettingsText::default()
        }
    }

    /// The parsed form, or the names of the refused fields.
    fn parse(text: SettingsText) -> Result<Settings, Vec<String>> {
        let mut form = SettingsForm::from(text);
        form.parse().ok_or_else(|| form.faults().into_iter().map(|(name, _)| name).collect())
    }

    #[test]
    fn settings_are_parsed_from_the_form() {
        let settings = parse(typed()).unwrap();
        assert_eq!((settings.accent.as_str(), settings.payment_days), ("#0057FF", 14));
        assert_eq!(SettingsText::of(&settings, 1).zone, "Europe/Berlin");
    }

    #[test]
    fn only_differing_fields_are_reported() {
        let meant = parse(typed()).unwrap();
        let now = Settings { bank: "IBAN DE01".into(), factor_for_staff: true, ..meant.clone() };
        let words = Words::of(crate::kernel::Locale::En);
        let told = SettingsText::differences(&meant, &now, words);
        assert_eq!(
            told,
            [("studio-bank", "IBAN DE01".to_owned()), ("studio-factor-staff", words.text("changed-ticked"))]
        );
        assert_eq!(SettingsText::differences(&meant, &meant, words), []);
    }

    #[test]
    fn address_and_bank_details_have_at_most_as_many_lines_as_a_letter_shows() {
        let form = |lines: usize| {
            let text = "x\r\n".repeat(lines);
            SettingsText { address: text.clone(), bank: text, ..typed() }
        };
        assert!(parse(form(8)).is_ok());
        assert_eq!(parse(form(9)).unwrap_err(), ["address", "bank"]);
    }

    #[test]
    fn issue_11_an_invalid_iban_is_refused() {
        let form = |bank: &str| SettingsText { bank: bank.into(), ..typed() };
        assert_eq!(parse(form("IBAN DE00 2000 0000 0012 3456 78")).unwrap_err(), ["bank"]);
        for bank in ["IBAN DE89 3704 0044 0532 0130 00", "Sort code 20-00-00, account 12345678", "On request"]
        {
            assert_eq!(parse(form(bank)).unwrap().bank, bank);
        }
    }

    #[test]
    fn an_invalid_invoice_prefix_is_refused() {
        for typed_prefix in ["2026", "INV 1-", "Ü-", "INV-2026", "ABCDEFGHIJKL-"] {
            let text = SettingsText { invoice_prefix: typed_prefix.into(), ..typed() };
            assert_eq!(parse(text).unwrap_err(), ["invoice_prefix"], "{typed_prefix}");
        }
        for typed_prefix in ["", " 2026/ ", "R."] {
            let text = SettingsText { invoice_prefix: typed_prefix.into(), ..typed() };
            assert_eq!(parse(text).unwrap().invoice_prefix.as_str(), typed_prefix.trim());
        }
    }

    #[test]
    fn all_faults_are_reported_at_once() {
        let text =
            SettingsText { payment_days: "366".into(), accent: "blue".into(), ..SettingsText::default() };
        assert_eq!(
            parse(text).unwrap_err(),
            ["name", "locale", "zone", "currency", "accent", "payment_days"]
        );
    }
}
