//! What people type about themselves, and what it means.

use serde::Deserialize;

use super::password;
use crate::{
    kernel::EmailAddress,
    web::{Fault, Faults, Filled},
};

/// The sign-in form. Its password is never given back.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SignInForm {
    pub email: String,
    pub password: String,
    pub next: String,
}

/// A try to sign in. An address that is none is nobody's.
pub struct SignIn {
    pub email: Option<EmailAddress>,
    pub password: String,
}

impl SignInForm {
    /// Reads the form.
    ///
    /// # Errors
    /// The form, where a field is empty or the password longer than any can be.
    pub fn parse(self) -> Result<SignIn, Filled<Self>> {
        let mut faults = Faults::default();
        if self.email.trim().is_empty() {
            faults.add("email", Fault::new("fault-empty"));
        }
        if self.password.is_empty() {
            faults.add("password", Fault::new("fault-empty"));
        } else if !password::fits(&self.password) {
            faults.add("password", Fault::mentioning("accounts-fault-password-long", "most", password::MOST));
        }
        if !faults.is_empty() {
            return Err(self.refused(faults));
        }
        Ok(SignIn { email: self.email.parse().ok(), password: self.password })
    }

    /// The form as it goes back: without the password.
    pub fn refused(self, faults: Faults) -> Filled<Self> {
        Filled::refused(Self { password: String::new(), ..self }, faults)
    }
}
