//! The operations on second factors. Each function is one transaction: it checks the rules, writes rows, and records
//! the audit entry and the mail that go with them.

mod app;
mod check;
mod passkeys;
mod prove;
mod recovery_codes;
mod reset;
mod sign_in;

use serde_json::json;

use crate::{
    access::SignIn,
    accounts::{
        actions::admit::trust_browser, factors::queries, kinds::AuditKind, mail, model::User,
        queries as people,
    },
    audit,
    db::Tx,
    error::AppResult,
    kernel::{ids::SessionId, sha256::Sha256},
    sessions::{self, NewCookie},
};

pub use app::{begin_app, confirm_app, remove_app};
pub use check::Outcome;
pub use passkeys::{add_passkey, remove_passkey, start_passkey_registration};
pub use prove::{prove_with_code, prove_with_passkey};
pub use recovery_codes::{NoFactor, make_recovery_codes};
pub use reset::reset_factors;
pub use sign_in::{complete_with_code, sign_in_with_passkey};

/// The result of adding a factor.
#[derive(Debug, Clone)]
pub struct Added {
    /// `None` if the same form had added it before.
    pub cookie: Option<NewCookie>,
    /// Whether it completed a sign-in, which makes the browser a known one.
    pub completes: bool,
    /// The number of unused recovery codes.
    pub codes_left: i64,
}

/// Records a new factor. The user's other sessions end, this one gets a new cookie, and an incomplete sign-in becomes
/// complete.
fn finish_addition(
    tx: &mut Tx,
    sign_in: &SignIn,
    browser: Sha256,
    kind: &str,
    named: &[(&'static str, String)],
) -> AppResult<Added> {
    let user = people::user(tx, sign_in.user)?;
    record_change(tx, &user, sign_in.session, AuditKind::FactorAdded, kind, named)?;
    let completes = !sign_in.whole;
    let device = if completes { Some(trust_browser(tx, &user, browser)?) } else { None };
    let cookie = sessions::rotate(tx, sign_in, device)?;
    let codes_left = queries::held(tx, user.id)?.recovery_codes;
    Ok(Added { cookie: Some(cookie), completes, codes_left })
}

/// The result for a factor that the same form had added before.
pub fn added_before(tx: &mut Tx, sign_in: &SignIn) -> AppResult<Added> {
    let codes_left = queries::held(tx, sign_in.user)?.recovery_codes;
    Ok(Added { cookie: None, completes: false, codes_left })
}

/// Records the removal of a factor. The user's other sessions end, and this one gets a new cookie.
fn finish_removal(
    tx: &mut Tx,
    user: &User,
    sign_in: &SignIn,
    kind: &str,
    named: &[(&'static str, String)],
) -> AppResult<NewCookie> {
    record_change(tx, user, sign_in.session, AuditKind::FactorRemoved, kind, named)?;
    sessions::rotate(tx, sign_in, None)
}

/// Records any change to a user's factors: notifies the user by mail, and ends their sessions except `here`.
fn record_change(
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
    sessions::end_others(tx, user.id, here).map(drop)
}
