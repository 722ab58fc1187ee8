//! A new password for who forgot theirs, by a link to the address on file.

use serde_json::json;
use url::Url;

use super::outstanding::void_outstanding;
use crate::{
    accounts::{
        kinds::AuditKind,
        mail,
        model::{Hashed, State, User},
        queries::{self, devices, links, passwords, places},
        rules::{Asker, Purpose},
    },
    audit::{self, Subject},
    db::Tx,
    error::AppResult,
    kernel::{EmailAddress, Token, sha256::Sha256},
    sessions,
};

/// Mails a link to whoever has an account with an address, unless it was sent enough of them. `network` is where the request comes from,
/// as requests are counted.
pub fn request_reset(
    tx: &mut Tx,
    email: &EmailAddress,
    browser: Sha256,
    network: String,
    base_url: &Url,
) -> AppResult<()> {
    let found = queries::by_address(tx, email)?;
    // Of any number at once each counts the mails of those before it. Whoever was erased meanwhile is nobody any more.
    let locked = found.map(|user| places::lock_user(tx, user.id)).transpose()?;
    let user = locked.filter(|user| user.state == State::Active && user.email == *email);
    if let Some(user) = &user {
        let known = devices::lock(tx, user.id, browser)?.is_some();
        let asker = Asker { network, known };
        if asker.is_mailed(&links::recent_resets(tx, user.id)?, tx.now) {
            let token = links::reset(tx, user.id, &asker)?;
            mail::password_reset(tx, user, &token, base_url)?;
        }
    }
    let facts = queries::address_facts(tx, email)?;
    audit::record(tx, AuditKind::PasswordForgotten, Subject::of(user.map(|user| user.id)), facts)
}

/// Sets a new password, ends every session and voids what was mailed before; false, where the link no longer works. The browser is the only one its owner is known to
/// use from now on (ADR 13): else whoever guesses passwords could lock the account once more before its owner is in.
pub fn reset_password(
    tx: &mut Tx,
    user: &User,
    token: &Token,
    hash: &Hashed,
    browser: Sha256,
) -> AppResult<bool> {
    let open = links::bearer(tx, token, Purpose::PasswordReset)?.is_some()
        && links::use_up(tx, user.id, Purpose::PasswordReset, token)?;
    if !open {
        return Ok(false);
    }
    passwords::keep_password(tx, user.id, hash)?;
    sessions::end_all(tx, user.id)?;
    void_outstanding(tx, user.id)?;
    devices::forget_all(tx, user.id)?;
    devices::add(tx, user.id, browser)?;
    mail::password_changed(tx, user)?;
    audit::record_as(tx, Some(user.id), AuditKind::PasswordReset, user.id, json!({}))?;
    Ok(true)
}
