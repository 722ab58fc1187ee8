//! What the owner of a session does with their password: changes it, or shows it once more.

use serde_json::json;

use super::check_password::check_password;
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

/// Changes the password, ends the owner's other sessions, and gives this one a new cookie. None, where the old password was wrong, which
/// counts as it does at sign-in: a borrowed session is no way to guess on.
pub fn change_password(
    tx: &mut Tx,
    sign_in: &SignIn,
    browser: Sha256,
    compared: &Compared,
    hash: &Hashed,
) -> AppResult<Option<NewCookie>> {
    let user = queries::user(tx, sign_in.user)?;
    if check_password(tx, &user, browser, compared)?.is_err() {
        return Ok(None);
    }
    passwords::keep_password(tx, user.id, hash)?;
    sessions::end_others(tx, user.id, sign_in.session)?;
    mail::password_changed(tx, &user)?;
    audit::record_as(tx, Some(user.id), AuditKind::PasswordChanged, user.id, json!({}))?;
    sessions::complete_authentication(tx, sign_in, None).map(Some)
}

/// Takes the password as fresh proof, and gives the session a new cookie. None, where it was wrong, which counts as it does at sign-in.
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
