//! What a signed-in user does with their own password: change it, or enter it again as fresh proof.

use serde_json::json;

use super::{check_password::check_password, outstanding::void_outstanding};
use crate::{
    access::SignIn,
    accounts::{
        kinds::AuditKind,
        mail,
        model::{Compared, Hashed},
        queries::{self, passwords},
    },
    audit,
    db::Tx,
    error::AppResult,
    kernel::sha256::Sha256,
    sessions::{self, NewCookie},
};

/// The result of a password change.
#[derive(Debug, Clone)]
pub struct Changed {
    pub cookie: NewCookie,
    /// Whether a pending change of address was voided.
    pub address_change_voided: bool,
}

/// Changes the password, ends the user's other sessions, voids links mailed before, and gives this session a new
/// cookie. Returns `None` if the old password was wrong. That counts as it does at sign-in, so that a stolen session
/// cannot be used to guess the password.
pub fn change_password(
    tx: &mut Tx,
    sign_in: &SignIn,
    browser: Sha256,
    compared: &Compared,
    hash: &Hashed,
) -> AppResult<Option<Changed>> {
    let user = queries::user(tx, sign_in.user)?;
    if check_password(tx, &user, browser, compared)?.is_err() {
        return Ok(None);
    }
    passwords::keep_password(tx, user.id, hash)?;
    sessions::end_others(tx, user.id, sign_in.session)?;
    let address_change_voided = void_outstanding(tx, user.id)?;
    mail::password_changed(tx, &user)?;
    audit::record_as(tx, Some(user.id), AuditKind::PasswordChanged, user.id, json!({}))?;
    let cookie = sessions::complete_authentication(tx, sign_in, None)?;
    Ok(Some(Changed { cookie, address_change_voided }))
}

/// Accepts the password as fresh proof, and gives the session a new cookie. Returns `None` if it was wrong, which
/// counts as it does at sign-in.
pub fn prove_with_password(
    tx: &mut Tx,
    sign_in: &SignIn,
    browser: Sha256,
    compared: &Compared,
) -> AppResult<Option<NewCookie>> {
    let user = queries::user(tx, sign_in.user)?;
    let checked = check_password(tx, &user, browser, compared)?;
    let kind = if checked.is_ok() { AuditKind::SessionProven } else { AuditKind::SessionProofRefused };
    let about = user.id;
    audit::record_as(tx, Some(user.id), kind, about, json!({ "by": "password" }))?;
    checked.ok().map(|()| sessions::complete_authentication(tx, sign_in, None)).transpose()
}
