//! Signing in with a password, and signing out.

use serde_json::json;

use super::{
    admit::{Admitted, Way, admit},
    check_password::check_password,
};
use crate::{
    access::SignIn,
    accounts::{
        kinds::AuditKind,
        model::{Compared, User},
        queries::{self, places},
        rules::Refusal,
    },
    audit::{self, Subject},
    db::Tx,
    error::AppResult,
    kernel::{EmailAddress, ids::UserId, sha256::Sha256},
    sessions,
};

/// A sign-in attempt: the typed address, its user, and the outcome of comparing the password.
#[derive(Clone)]
pub struct Attempt {
    /// `None` if the input is not an address.
    pub email: Option<EmailAddress>,
    pub user: Option<UserId>,
    pub compared: Compared,
}

/// Signs in with a password, or records why not. Returns the admitted user.
pub fn sign_in(tx: &mut Tx, attempt: &Attempt, browser: Sha256) -> AppResult<Option<(UserId, Admitted)>> {
    // Read again under a lock, so that nothing about the user changes until they are admitted.
    let user = attempt.user.map(|id| places::lock_user(tx, id)).transpose()?;
    // The user may have been erased, or have changed their address, since the password was compared.
    let user = user.filter(|user| attempt.email.as_ref() == Some(&user.email));
    let checked = match &user {
        Some(user) => check_password(tx, user, browser, &attempt.compared)?,
        None => Err(Refusal::Unknown),
    };
    match (checked, user) {
        (Ok(()), Some(user)) => Ok(Some((user.id, admit(tx, &user, Way::Password, browser)?))),
        (refusal, user) => {
            record_refusal(tx, attempt, user.as_ref(), refusal.err().unwrap_or(Refusal::Unknown))?;
            Ok(None)
        }
    }
}

fn record_refusal(tx: &mut Tx, attempt: &Attempt, user: Option<&User>, refusal: Refusal) -> AppResult<()> {
    let mut facts = match &attempt.email {
        Some(email) => queries::address_facts(tx, email)?,
        None => json!({ "address": null }),
    };
    facts["reason"] = json!(refusal.code());
    audit::record(tx, AuditKind::SessionRefused, Subject::of(user.map(|user| user.id)), facts)
}

/// Ends the request's session, or its incomplete sign-in. It may have ended already.
pub fn sign_out(tx: &mut Tx, sign_in: &SignIn) -> AppResult<()> {
    if !sessions::end_by_cookie(tx, sign_in.cookie)? {
        return Ok(());
    }
    audit::record_as(tx, Some(sign_in.user), AuditKind::SessionClosed, sign_in.user, json!({}))
}
