//! The response to a user who has been admitted, the same for every way in.

use actix_session::Session;

use crate::{
    accounts::actions::Admitted,
    error::AppResult,
    sessions::Stage,
    urls,
    web::{Ui, browser::Browser, session},
};

/// Sets the session's cookie, and redirects: to the step that is still missing or, with a message, to the page the user
/// wanted (`next`, or otherwise the one remembered from before). The browser stores its own token only if nothing more
/// is due.
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
