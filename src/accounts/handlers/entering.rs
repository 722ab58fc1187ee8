//! The answer to whoever was admitted, the same for every way in.

use actix_session::Session;

use crate::{
    accounts::actions::Admitted,
    error::AppResult,
    sessions::Stage,
    urls,
    web::{Ui, browser::Browser, session},
};

/// Gives the browser the session's cookie, and sends its owner on: to what is still asked for, or to where they wanted to go (`next`, else
/// what they wanted before) with a message. The browser keeps its own token only where nothing more is asked for.
pub fn let_in(
    ui: &Ui,
    session: &Session,
    browser: &Browser,
    admitted: &Admitted,
    next: &str,
    message: &'static str,
) -> AppResult {
    session::set_cookie(session, &admitted.cookie)?;
    let next = ui.on_to(next);
    match admitted.stage {
        Stage::Factor => ui.go_to(urls::factor_and_on_to(next)),
        Stage::Enrolment => ui.keeping_on_to(ui.go_to(urls::ENROLMENT)?, next),
        Stage::Whole => browser.remember(ui.forgetting_on_to(ui.go_to_saying(next, message)?)?),
    }
}
