//! The room's pages.

use askama::Template;

use super::forms::SignInForm;
use crate::{
    web::{Filled, Page, filters},
    words::Words,
};

/// The sign-in page.
#[derive(Template)]
#[template(path = "accounts/sign_in.html")]
pub struct SignInPage {
    pub form: Filled<SignInForm>,
    /// Whether the last try was refused.
    pub refused: bool,
}

impl Page for SignInPage {
    fn title(&self, words: &Words) -> String {
        words.text("accounts-sign-in")
    }
}
