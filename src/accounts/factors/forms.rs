//! What people type about their second factors.

use serde::Deserialize;

use super::{
    passkey::{Registered, Shown},
    rules::{AppCode, Typed},
};
use crate::{
    kernel::text,
    web::{Fault, Faults},
};

/// A code in proof of oneself: of an app, or a recovery code. It never goes back into its field.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CodeForm {
    pub code: String,
    pub next: String,
}

impl CodeForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The fault of its one field.
    pub fn parse(&self) -> Result<Typed, Faults> {
        Typed::parse(&self.code).map_err(of_code)
    }
}

/// The faults of a form whose code is at fault.
pub fn of_code(fault: Fault) -> Faults {
    Faults::one("code", fault)
}

/// The first code of an app that is being set up.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConfirmationForm {
    pub code: String,
}

impl ConfirmationForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The fault of its one field.
    pub fn parse(&self) -> Result<AppCode, Faults> {
        AppCode::parse(&self.code).map_err(of_code)
    }
}

/// A passkey that was shown: what the browser answered, as JSON.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ShownForm {
    pub credential: String,
    pub next: String,
}

impl ShownForm {
    /// Reads the form; nothing, where it is no answer.
    pub fn parse(&self) -> Option<Shown> {
        Shown::parse(&self.credential)
    }
}

/// A passkey that was made.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PasskeyForm {
    pub name: String,
    pub credential: String,
}

/// The most characters of a passkey's name.
const LONGEST_NAME: usize = 60;

impl PasskeyForm {
    /// Reads the form.
    ///
    /// # Errors
    /// Its faults.
    pub fn parse(&self) -> Result<(String, Registered), Faults> {
        let mut faults = Faults::default();
        let name = faults.keep("name", text::line(&self.name, LONGEST_NAME));
        let made = Registered::parse(&self.credential).ok_or(Fault::new("factors-fault-passkey"));
        let made = faults.keep("credential", made);
        name.zip(made).ok_or(faults)
    }
}
