//! Forms about second factors.

use serde::Deserialize;

use super::{
    passkey::{Assertion, Attestation},
    rules::{AppCode, Typed},
};
use crate::{
    kernel::text,
    web::{Fault, Field, Form, Secret, form},
};

form! {
    /// A code as proof: from an authenticator app, or a recovery code.
    pub struct CodeForm of CodeText {
        pub code: Field<Secret>,
        pub next: Field,
    }
}

impl CodeForm {
    /// Parses the form. Returns `None` if the code is malformed.
    pub fn parse(&mut self) -> Option<Typed> {
        self.code.read(Typed::parse)
    }
}

form! {
    /// A code instead of the password, before a sensitive action.
    pub struct ProofCodeForm of ProofCodeText {
        pub code: Field<Secret>,
        pub next: Field,
        /// As with the password: where the user came from, and what they had submitted.
        pub from: Field,
        pub sent: Field,
    }
}

impl ProofCodeForm {
    /// Parses the form. Returns `None` if the code is malformed.
    pub fn parse(&mut self) -> Option<Typed> {
        self.code.read(Typed::parse)
    }
}

form! {
    /// The first code of an app that is being set up.
    pub struct ConfirmationForm of ConfirmationText {
        pub code: Field<Secret>,
    }
}

impl ConfirmationForm {
    /// Parses the form. Returns `None` if the code is malformed.
    pub fn parse(&mut self) -> Option<AppCode> {
        self.code.read(AppCode::parse)
    }
}

/// A passkey assertion: the browser's response, as JSON.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AssertionForm {
    pub credential: String,
    pub next: String,
}

impl AssertionForm {
    /// Parses the form. Returns `None` if it is not an assertion.
    pub fn parse(&self) -> Option<Assertion> {
        Assertion::parse(&self.credential)
    }
}

/// The same, before a sensitive action.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProofAssertionForm {
    pub credential: String,
    pub next: String,
    /// What the user had submitted.
    pub sent: String,
}

impl ProofAssertionForm {
    /// Parses the form. Returns `None` if it is not an assertion.
    pub fn parse(&self) -> Option<Assertion> {
        Assertion::parse(&self.credential)
    }
}

form! {
    /// A new passkey.
    pub struct PasskeyForm of PasskeyText {
        pub name: Field,
        /// The browser's response, as JSON. It is valid once, and never shown again.
        pub credential: Field<Secret>,
    }
}

/// The maximum number of characters in a passkey's name.
const LONGEST_NAME: usize = 60;

impl PasskeyForm {
    /// Parses the form. Returns `None` if a field is refused.
    pub fn parse(&mut self) -> Option<(String, Attestation)> {
        let name = self.name.read(|typed| text::line(typed, LONGEST_NAME));
        let attestation = self.credential.read(|typed| Attestation::parse(typed).ok_or(NOT_MADE));
        self.accept((name?, attestation?))
    }

    /// Returns the form with the fault that the passkey could not be added.
    #[must_use]
    pub fn not_made(self) -> Self {
        self.refused(|form| &mut form.credential, NOT_MADE)
    }
}

const NOT_MADE: Fault = Fault::new("factors-fault-passkey");
