//! The pages for the browser and for the phone.

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

/// Shows the QR code and the number, and waits.
#[derive(Template)]
#[template(path = "accounts/phone/code.html")]
pub struct CodePage {
    pub picture: Picture,
    pub code: Code,
    pub next: String,
    /// Whether the user tried to sign in before the phone had answered.
    pub early: bool,
}

/// Tells the browser that its code is over.
#[derive(Template)]
#[template(path = "accounts/phone/over.html")]
pub struct OverPage {
    /// Whether the phone refused.
    pub refused: bool,
    pub next: String,
}

/// Asks for confirmation on the phone.
#[derive(Template)]
#[template(path = "accounts/phone/confirm.html")]
pub struct ConfirmPage {
    pub code: Code,
    /// Empty if the browser is not recognised.
    pub browser: &'static str,
    pub system: &'static str,
    /// Whether phone and browser have the same address.
    pub same_network: bool,
    pub action: String,
}

impl ConfirmPage {
    /// The page for a phone with the given address.
    pub fn new(code: Code, phone_address: &str, action: String) -> Self {
        let (browser, system) = agent::in_words(&code.agent);
        Self { same_network: code.address == phone_address, browser, system, action, code }
    }
}

/// Tells the phone that nobody has been signed in.
#[derive(Template)]
#[template(path = "accounts/phone/refused.html")]
pub struct RefusedPage {
    /// Whether the number was wrong, rather than the request refused.
    pub wrong_number: bool,
}

/// The page for a link that is not valid, or no longer.
#[derive(Template)]
#[template(path = "accounts/phone/gone.html")]
pub struct LinkGone;
