//! What the routes about second factors do.

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

/// Where somebody goes on to who has set up what was asked of them: where they wanted to go, else their account.
pub fn way_on(ui: &Ui) -> &str {
    match ui.on_to(urls::HOME) {
        urls::HOME => urls::ACCOUNT_SECURITY,
        wanted => wanted,
    }
}

/// On from a new factor, under a new cookie: to recovery codes first, where there are none; and where a sign-in waited for it, to where its
/// owner wanted to go.
fn answer_added(ui: &Ui, session: &Session, browser: &Browser, added: &Added) -> AppResult {
    if let Some(cookie) = &added.cookie {
        session::set_cookie(session, cookie)?;
    }
    let (url, message) = match added.codes_left {
        0 => (urls::RECOVERY_CODES, "factors-said-added-no-codes"),
        _ if added.completes => (way_on(ui), "factors-said-added"),
        _ => (urls::ACCOUNT_SECURITY, "factors-said-added"),
    };
    let response = ui.go_to_saying(url, message)?;
    let response = if url == urls::RECOVERY_CODES { response } else { ui.forgetting_on_to(response)? };
    if added.completes { browser.remember(response) } else { Ok(response) }
}

/// On from a factor that was taken away, under a new cookie, or that had to stay.
fn answer_removed(ui: &Ui, session: &Session, renewed: Option<&NewCookie>) -> AppResult {
    let Some(renewed) = renewed else {
        return ui.go_to_saying(urls::ACCOUNT_SECURITY, "factors-said-not-removed");
    };
    session::set_cookie(session, renewed)?;
    ui.go_to_saying(urls::ACCOUNT_SECURITY, "factors-said-removed")
}
