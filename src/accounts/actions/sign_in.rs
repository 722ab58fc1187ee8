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

/// A try to sign in: the address that was typed, whose it is, and the password as it was compared.
#[derive(Clone)]
pub struct Attempt {
    /// None, where what was typed is no address.
    pub email: Option<EmailAddress>,
    pub user: Option<UserId>,
    pub compared: Compared,
}

/// Signs in with a password, or records why not; answers whom it let in.
pub fn sign_in(tx: &mut Tx, attempt: &Attempt, browser: Sha256) -> AppResult<Option<(UserId, Admitted)>> {
    // Looked at anew under a lock: nothing of them changes until they are in.
    let user = attempt.user.map(|id| places::lock_user(tx, id)).transpose()?;
    // Whoever was erased meanwhile, or has another address by now, is not who was asked for.
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

/// Ends the session that a request came with, or its incomplete sign-in; it may have ended meanwhile.
pub fn sign_out(tx: &mut Tx, sign_in: &SignIn) -> AppResult<()> {
    if !sessions::end_by_cookie(tx, sign_in.cookie)? {
        return Ok(());
    }
    audit::record_as(tx, Some(sign_in.user), AuditKind::SessionClosed, sign_in.user, json!({}))
}
