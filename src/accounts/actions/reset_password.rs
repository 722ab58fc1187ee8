//! Resetting a forgotten password, by a link to the address on file.

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

/// Mails a reset link to the account with the address, if there is one and its limits allow. `network` is where the
/// request comes from, as requests are counted.
pub fn request_reset(
    tx: &mut Tx,
    email: &EmailAddress,
    browser: Sha256,
    network: String,
    base_url: &Url,
) -> AppResult<()> {
    let found = queries::by_address(tx, email)?;
    // The lock makes concurrent requests count each other's mails. The user may have been erased since the row was
    // found.
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

/// Sets a new password, ends every session and voids links mailed before. Returns `false` if the link is no longer
/// valid. The browser becomes the only known one of the user (ADR 13): otherwise someone guessing passwords could lock
/// the account again before its owner signs in.
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
