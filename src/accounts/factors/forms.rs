//! What people type about their second factors.

use serde::Deserialize;

use super::{
    passkey::{Registered, Shown},
    rules::{AppCode, Typed},
};
use crate::{
    kernel::text,
    web::{Fault, Field, Form, Secret, form},
};

form! {
    /// A code in proof of oneself: of an app, or a recovery code.
    pub struct CodeForm of CodeText {
        pub code: Field<Secret>,
        pub next: Field,
    }
}

impl CodeForm {
    /// Reads the form. None, where the code is refused.
    pub fn parse(&mut self) -> Option<Typed> {
        self.code.read(Typed::parse)
    }
}

form! {
    /// A code instead of the password, before something sensitive.
    pub struct ProofCodeForm of ProofCodeText {
        pub code: Field<Secret>,
        pub next: Field,
        /// As with the password: where somebody was, and what they had sent.
        pub from: Field,
        pub sent: Field,
    }
}

impl ProofCodeForm {
    /// Reads the form. None, where the code is refused.
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
    /// Reads the form. None, where the code is refused.
    pub fn parse(&mut self) -> Option<AppCode> {
        self.code.read(AppCode::parse)
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

/// The same before something sensitive.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProofShownForm {
    pub credential: String,
    pub next: String,
    /// What somebody had sent.
    pub sent: String,
}

impl ProofShownForm {
    /// Reads the form; nothing, where it is no answer.
    pub fn parse(&self) -> Option<Shown> {
        Shown::parse(&self.credential)
    }
}

form! {
    /// A passkey that was made.
    pub struct PasskeyForm of PasskeyText {
        pub name: Field,
        /// What the browser answered, as JSON. It is good once, and goes back to nobody.
        pub credential: Field<Secret>,
    }
}

/// The most characters of a passkey's name.
const LONGEST_NAME: usize = 60;

impl PasskeyForm {
    /// Reads the form. None, where a field is refused.
    pub fn parse(&mut self) -> Option<(String, Registered)> {
        let name = self.name.read(|typed| text::line(typed, LONGEST_NAME));
        let made = self.credential.read(|typed| Registered::parse(typed).ok_or(NOT_MADE));
        self.accept((name?, made?))
    }

    /// The form back, because the passkey could not be added.
    #[must_use]
    pub fn not_made(self) -> Self {
        self.refused(|form| &mut form.credential, NOT_MADE)
    }
}

const NOT_MADE: Fault = Fault::new("factors-fault-passkey");
