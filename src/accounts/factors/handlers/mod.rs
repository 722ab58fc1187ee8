//! What the routes about second factors do.

pub mod app;
pub mod arrival;
pub mod passkeys;
pub mod proof;
pub mod recovery;
pub mod reset;
pub mod security;

use actix_session::Session;
use serde_json::json;

use super::caller::Enroller;
use crate::{
    accounts::{arrival as coming_in, mail, model::User, queries as people},
    audit,
    db::Tx,
    error::AppResult,
    kernel::ids::{DeviceId, SessionId, UserId},
    urls,
    web::{Ui, browser::Browser, session},
};

/// What is done about a new factor, in its transaction: its owner is told, other sessions end, and who was on the way in is in.
fn added(
    tx: &mut Tx,
    enroller: &Enroller,
    browser: &Browser,
    here: Option<SessionId>,
    kind: &str,
    named: &[(&'static str, String)],
) -> AppResult<Option<DeviceId>> {
    let user = people::user(tx, enroller.user)?;
    changed(tx, &user, here, "factor.added", kind, named)?;
    match enroller.arriving {
        true => coming_in::settle_in(tx, &user, browser).map(Some),
        false => Ok(None),
    }
}

/// What is done about any change of somebody's factors: they are told, and their other sessions end.
fn changed(
    tx: &mut Tx,
    user: &User,
    here: Option<SessionId>,
    what: &'static str,
    kind: &str,
    named: &[(&'static str, String)],
) -> AppResult<()> {
    mail::notice(tx, user, kind, named)?;
    let facts: serde_json::Map<_, _> =
        named.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let facts = json!({ "kind": kind, "named": facts });
    audit::record_as(tx, Some(user.id), what, Some(("user", user.id.uuid())), facts)?;
    end_others(tx, user.id, here)
}

fn end_others(tx: &mut Tx, user: UserId, here: Option<SessionId>) -> AppResult<()> {
    match here {
        Some(here) => people::sessions::end_others(tx, user, here).map(drop),
        None => session::end_all(tx, user).map(drop),
    }
}

/// On from a new factor, under a new cookie: to recovery codes first, where there are none.
fn go_on(
    ui: &Ui,
    session: &Session,
    browser: &Browser,
    device: Option<DeviceId>,
    codes_left: i64,
) -> AppResult {
    session::rotate(session, device)?;
    let (url, said) = match codes_left {
        0 => (urls::RECOVERY_CODES, "factors-said-added-no-codes"),
        _ => (urls::ACCOUNT_SECURITY, "factors-said-added"),
    };
    let response = ui.go_to_saying(url, said)?;
    if device.is_some() { browser.remember(response) } else { Ok(response) }
}

/// On from a factor that was taken away, under a new cookie, or that had to stay.
fn removed(ui: &Ui, session: &Session, removed: bool) -> AppResult {
    if !removed {
        return ui.go_to_saying(urls::ACCOUNT_SECURITY, "factors-said-not-removed");
    }
    session::rotate(session, None)?;
    ui.go_to_saying(urls::ACCOUNT_SECURITY, "factors-said-removed")
}
