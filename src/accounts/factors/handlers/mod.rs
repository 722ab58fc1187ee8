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
    access::SignIn,
    accounts::kinds::AuditKind,
    accounts::{arrival as coming_in, mail, model::User, queries as people},
    audit,
    db::Tx,
    error::AppResult,
    kernel::ids::{DeviceId, SessionId},
    urls,
    web::{
        Ui,
        browser::Browser,
        session::{self, Opened},
    },
};

/// A session that goes on after a change of factors, and the browser that has become one of its owner's.
#[derive(Clone)]
struct Renewed {
    session: Opened,
    device: Option<DeviceId>,
}

/// What is done about a new factor, in its transaction: its owner is told, other sessions end, and who was on the way in is in.
fn added(
    tx: &mut Tx,
    enroller: &Enroller,
    browser: &Browser,
    kind: &str,
    named: &[(&'static str, String)],
) -> AppResult<Renewed> {
    let user = people::user(tx, enroller.user)?;
    told(tx, &user, enroller.sign_in.session, AuditKind::FactorAdded, kind, named)?;
    let device = match enroller.arriving {
        true => Some(coming_in::trust_device(tx, &user, browser)?),
        false => None,
    };
    let session = session::rotate(tx, &enroller.sign_in, device)?;
    Ok(Renewed { session, device })
}

/// What is done about a factor that was taken away: its owner is told, other sessions end, and this one goes on under a new cookie.
fn gone(
    tx: &mut Tx,
    user: &User,
    here: &SignIn,
    kind: &str,
    named: &[(&'static str, String)],
) -> AppResult<Opened> {
    told(tx, user, here.session, AuditKind::FactorRemoved, kind, named)?;
    session::rotate(tx, here, None)
}

/// What is done about any change of somebody's factors: they are told, and their other sessions end.
fn told(
    tx: &mut Tx,
    user: &User,
    here: SessionId,
    what: AuditKind,
    kind: &str,
    named: &[(&'static str, String)],
) -> AppResult<()> {
    mail::notice(tx, user, kind, named)?;
    let facts: serde_json::Map<_, _> =
        named.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect();
    let facts = json!({ "kind": kind, "named": facts });
    audit::record_as(tx, Some(user.id), what, user.id, facts)?;
    session::end_others(tx, user.id, here).map(drop)
}

/// On from a new factor, under a new cookie: to recovery codes first, where there are none.
fn go_on(ui: &Ui, session: &Session, browser: &Browser, renewed: &Renewed, codes_left: i64) -> AppResult {
    session::go_on(session, &renewed.session)?;
    let (url, said) = match codes_left {
        0 => (urls::RECOVERY_CODES, "factors-said-added-no-codes"),
        _ => (urls::ACCOUNT_SECURITY, "factors-said-added"),
    };
    let response = ui.go_to_saying(url, said)?;
    if renewed.device.is_some() { browser.remember(response) } else { Ok(response) }
}

/// On from a factor that was taken away, under a new cookie, or that had to stay.
fn removed(ui: &Ui, session: &Session, renewed: Option<&Opened>) -> AppResult {
    let Some(renewed) = renewed else {
        return ui.go_to_saying(urls::ACCOUNT_SECURITY, "factors-said-not-removed");
    };
    session::go_on(session, renewed)?;
    ui.go_to_saying(urls::ACCOUNT_SECURITY, "factors-said-removed")
}
