//! What an admin types about the studio, and what it means.

use serde::Deserialize;

use super::model::Settings;
use crate::{
    kernel::{EmailAddress, Name, Series, text},
    web::{Fault, Faults, Filled, differing},
    words::Words,
};

/// The studio's settings as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SettingsForm {
    pub name: String,
    pub email: String,
    pub address: String,
    pub tax_id: String,
    pub bank: String,
    pub locale: String,
    pub zone: String,
    pub currency: String,
    pub accent: String,
    pub invoice_prefix: String,
    pub payment_days: String,
    /// `yes`, or nothing.
    pub factor_for_staff: String,
    pub factor_for_clients: String,
    /// Of the settings the form was filled from.
    pub revision: String,
}

impl SettingsForm {
    /// The form as the settings fill it.
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

    /// Where the settings as they stand differ from what is meant: the key of the field's name, and how it stands.
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

    /// Reads the form.
    ///
    /// # Errors
    /// The form with its faults.
    pub fn parse(self) -> Result<Settings, Filled<Self>> {
        let mut faults = Faults::default();
        let settings = self.settings(&mut faults);
        settings.filter(|_| faults.is_empty()).ok_or_else(|| Filled::refused(self, faults))
    }

    /// Reads every field before giving up, so that every fault is told.
    fn settings(&self, faults: &mut Faults) -> Option<Settings> {
        let name = faults.keep("name", Name::parse(&self.name));
        let email = match self.email.trim() {
            "" => Some(String::new()),
            typed => faults.keep("email", typed.parse::<EmailAddress>()).map(|email| email.to_string()),
        };
        let address = faults.keep("address", text::paragraph(&self.address, 500));
        let tax_id = faults.keep("tax_id", text::optional_line(&self.tax_id, 60));
        let bank = faults.keep("bank", text::paragraph(&self.bank, 300));
        let locale = faults.keep("locale", self.locale.parse());
        let zone = faults.keep("zone", self.zone.parse());
        let currency = faults.keep("currency", self.currency.parse());
        let accent = faults.keep("accent", colour(&self.accent));
        let invoice_prefix = faults.keep("invoice_prefix", series(&self.invoice_prefix));
        let payment_days = faults.keep("payment_days", days(&self.payment_days));
        Some(Settings {
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
            factor_for_staff: self.factor_for_staff == "yes",
            factor_for_clients: self.factor_for_clients == "yes",
        })
    }
}

/// What a tick sends.
fn ticked(yes: bool) -> String {
    if yes { "yes".to_owned() } else { String::new() }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn typed() -> SettingsForm {
        SettingsForm {
            name: "[RE]Print".into(),
            locale: "en".into(),
            zone: "Europe/Berlin".into(),
            currency: "EUR".into(),
            accent: "#0057ff".into(),
            invoice_prefix: "INV-".into(),
            payment_days: " 14 ".into(),
            ..SettingsForm::default()
        }
    }

    #[test]
    fn settings_mean_what_was_typed() {
        let settings = typed().parse().unwrap();
        assert_eq!((settings.accent.as_str(), settings.payment_days), ("#0057FF", 14));
        assert_eq!(SettingsForm::of(&settings, 1).zone, "Europe/Berlin");
    }

    #[test]
    fn only_what_differs_is_told() {
        let meant = typed().parse().unwrap();
        let now = Settings { bank: "IBAN DE01".into(), factor_for_staff: true, ..meant.clone() };
        let words = Words::of(crate::kernel::Locale::En);
        let told = SettingsForm::differences(&meant, &now, words);
        assert_eq!(
            told,
            [("studio-bank", "IBAN DE01".to_owned()), ("studio-factor-staff", words.text("changed-ticked"))]
        );
        assert_eq!(SettingsForm::differences(&meant, &meant, words), []);
    }

    #[test]
    fn a_prefix_that_no_number_can_begin_with_is_refused() {
        for typed_prefix in ["2026", "INV 1-", "Ü-", "INV-2026", "ABCDEFGHIJKL-"] {
            let form = SettingsForm { invoice_prefix: typed_prefix.into(), ..typed() };
            let faults = form.parse().unwrap_err().faults;
            assert_eq!(faults.fields().collect::<Vec<_>>(), ["invoice_prefix"], "{typed_prefix}");
        }
        for typed_prefix in ["", " 2026/ ", "R."] {
            let form = SettingsForm { invoice_prefix: typed_prefix.into(), ..typed() };
            assert_eq!(form.parse().unwrap().invoice_prefix.as_str(), typed_prefix.trim());
        }
    }

    #[test]
    fn every_fault_is_told_at_once() {
        let form =
            SettingsForm { payment_days: "366".into(), accent: "blue".into(), ..SettingsForm::default() };
        let faults = form.parse().unwrap_err().faults;
        let fields: Vec<_> = faults.fields().collect();
        assert_eq!(fields, ["name", "locale", "zone", "currency", "accent", "payment_days"]);
    }
}
