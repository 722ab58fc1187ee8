//! The pages of the asking browser, and of the phone.

use askama::Template;

use super::model::Code;
use crate::{
    accounts::factors::Picture,
    kernel::agent,
    web::{filters, titled},
};

titled! {
    CodePage = "phone-title";
    OverPage = "phone-over-title";
    ConfirmPage = "phone-confirm-title";
    RefusedPage = "phone-refused-title";
    LinkGone = "phone-link-gone-title";
}

/// Shows the picture and the number, and waits.
#[derive(Template)]
#[template(path = "accounts/phone/code.html")]
pub struct CodePage {
    pub picture: Picture,
    pub code: Code,
    pub next: String,
    /// Whether the browser tried to sign in before the phone had answered.
    pub early: bool,
}

/// Says to the asking browser that its code is over.
#[derive(Template)]
#[template(path = "accounts/phone/over.html")]
pub struct OverPage {
    /// Whether the phone said no.
    pub refused: bool,
    pub next: String,
}

/// Asks on the phone.
#[derive(Template)]
#[template(path = "accounts/phone/confirm.html")]
pub struct ConfirmPage {
    pub code: Code,
    /// Empty where the browser is none we know.
    pub browser: &'static str,
    pub system: &'static str,
    /// Whether phone and browser ask from one address.
    pub same_network: bool,
    pub action: String,
}

impl ConfirmPage {
    /// What a phone at an address is asked.
    pub fn new(code: Code, phone_address: &str, action: String) -> Self {
        let (browser, system) = agent::in_words(&code.agent);
        Self { same_network: code.address == phone_address, browser, system, action, code }
    }
}

/// Says on the phone that nobody is signed in.
#[derive(Template)]
#[template(path = "accounts/phone/refused.html")]
pub struct RefusedPage {
    /// Whether it was the number, not the person.
    pub wrong_number: bool,
}

/// What a link shows on the phone that counts no longer, or never did.
#[derive(Template)]
#[template(path = "accounts/phone/gone.html")]
pub struct LinkGone;
