//! The room's page.

use askama::Template;

use super::forms::SettingsForm;
use crate::{
    kernel::{Currency, Locale, Zone},
    web::{Form, filters, titled},
};

titled! { SettingsPage = "studio-title"; }

/// The studio's settings.
#[derive(Template)]
#[template(path = "studio/settings.html")]
pub struct SettingsPage {
    pub form: SettingsForm,
    pub locales: [Locale; 2],
    pub zones: Vec<&'static str>,
    pub currencies: Vec<Currency>,
    /// What someone else has changed since: the translation key of the field's label, and the stored value.
    pub theirs: Option<Vec<(&'static str, String)>>,
}

impl SettingsPage {
    /// The page with the given form.
    pub fn new(form: SettingsForm) -> Self {
        let currencies = Currency::beginning_with(form.currency.typed());
        Self { form, locales: Locale::ALL, zones: Zone::names().collect(), currencies, theirs: None }
    }
}
