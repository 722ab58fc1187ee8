//! Request handlers for second factors.

pub mod app;
pub mod passkeys;
pub mod proof;
pub mod recovery;
pub mod reset;
pub mod security;
pub mod sign_in;

use actix_session::Session;

use crate::{
    accounts::factors::actions::Added,
    error::AppResult,
    sessions::NewCookie,
    urls,
    web::{Ui, browser::Browser, session},
};

/// Where a user continues after setting up what was required: the page they wanted, or otherwise their account.
pub fn next_page(ui: &Ui) -> &str {
    match ui.on_to(urls::HOME) {
        urls::HOME => urls::ACCOUNT_SECURITY,
        wanted => wanted,
    }
}

/// The response to adding a factor, with a new cookie. Redirects to the recovery codes if there are none; otherwise, if
/// this completed a sign-in, to the page the user wanted.
fn after_addition(ui: &Ui, session: &Session, browser: &Browser, added: &Added) -> AppResult {
    if let Some(cookie) = &added.cookie {
        session::set_cookie(session, cookie)?;
    }
    let (url, message) = match added.codes_left {
        0 => (urls::RECOVERY_CODES, "factors-said-added-no-codes"),
        _ if added.completes => (next_page(ui), "factors-said-added"),
        _ => (urls::ACCOUNT_SECURITY, "factors-said-added"),
    };
    let response = ui.go_to_saying(url, message)?;
    let response = if url == urls::RECOVERY_CODES { response } else { ui.forgetting_on_to(response)? };
    if added.completes { browser.remember(response) } else { Ok(response) }
}

/// The response to removing a factor, with a new cookie; or to a refused removal, without one.
fn after_removal(ui: &Ui, session: &Session, renewed: Option<&NewCookie>) -> AppResult {
    let Some(renewed) = renewed else {
        return ui.go_to_saying(urls::ACCOUNT_SECURITY, "factors-said-not-removed");
    };
    session::set_cookie(session, renewed)?;
    ui.go_to_saying(urls::ACCOUNT_SECURITY, "factors-said-removed")
}
