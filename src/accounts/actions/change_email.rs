//! Changing an account's address. The new address replaces the old one once both have confirmed, within a day.

use serde_json::json;
use url::Url;
use uuid::Uuid;

use super::outstanding::void_outstanding;
use crate::{
    accounts::{
        kinds::AuditKind,
        letters,
        model::{EmailChange, User},
        queries::{self, email_changes, passwords, places, registrations, stand_ins},
        rules,
    },
    audit,
    db::Tx,
    error::AppResult,
    kernel::{EmailAddress, Token, ids::UserId},
};

/// The daily limit for address changes has been reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyChanges;

/// Mails both addresses for confirmation. Returns the change's id, or an error if the daily limit has been reached.
/// Whether the new address is already in use is revealed only to its owner.
pub fn request_email_change(
    tx: &mut Tx,
    id: UserId,
    new: &EmailAddress,
    base_url: &Url,
) -> AppResult<Result<Uuid, TooManyChanges>> {
    places::lock(tx, id)?;
    if email_changes::requested_today(tx, id)? >= rules::EMAIL_CHANGES_A_DAY {
        return Ok(Err(TooManyChanges));
    }
    let user = queries::user(tx, id)?;
    // A pending invitation to an address does not stop someone else from proving that they own it.
    let owner = match queries::by_address(tx, new)? {
        Some(holder) if holder.client_id.is_none() || passwords::has_joined(tx, &holder)? => Some(holder),
        _ => None,
    };
    let (change, to_new, to_old) = email_changes::insert(tx, id, new)?;
    letters::email_change(tx, &user, new, (owner.is_none().then_some(&to_new), &to_old), base_url)?;
    if let Some(owner) = owner {
        letters::email_wanted(tx, &owner, base_url)?;
    }
    let facts = json!({ "to": rules::masked(new) });
    audit::record_as(tx, Some(id), AuditKind::EmailChangeAsked, id, facts)?;
    Ok(Ok(change))
}

/// Withdraws the user's pending change of address, if there is one.
pub fn withdraw_email_change(tx: &mut Tx, id: UserId) -> AppResult<()> {
    places::lock(tx, id)?;
    let Some(email) = email_changes::pending(tx, id)? else { return Ok(()) };
    email_changes::end_all(tx, id)?;
    let facts = json!({ "to": rules::masked(&email) });
    audit::record_as(tx, Some(id), AuditKind::EmailChangeCancelled, id, facts)
}

/// The outcome of answering a change of address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    Cancelled,
    /// The other address has not confirmed yet.
    Half,
    Done,
}

/// Records the answer of one address: the change is made once both confirm, and cancelled if either refuses. Returns
/// `None` if the link is not valid, or if another user is signed in (`visitor`).
pub fn answer_email_change(
    tx: &mut Tx,
    token: &Token,
    yes: bool,
    visitor: Option<UserId>,
    base_url: &Url,
) -> AppResult<Option<Answered>> {
    let Some((change, user)) = email_changes::bearer(tx, token, true)? else { return Ok(None) };
    if visitor.is_some_and(|visitor| visitor != user.id) {
        return Ok(None);
    }
    let about = user.id;
    if !yes {
        email_changes::end_all(tx, user.id)?;
        audit::record(
            tx,
            AuditKind::EmailChangeCancelled,
            about,
            json!({ "to": rules::masked(&change.email) }),
        )?;
        return Ok(Some(Answered::Cancelled));
    }
    let at_new = change.is_for_new(token);
    email_changes::confirm(tx, &change, at_new)?;
    if !change.completes(at_new) {
        let side = if at_new { "new" } else { "old" };
        audit::record(tx, AuditKind::EmailChangeConfirmed, about, json!({ "address": side }))?;
        return Ok(Some(Answered::Half));
    }
    carry_out(tx, &change, &user, base_url)
}

fn carry_out(tx: &mut Tx, change: &EmailChange, user: &User, base_url: &Url) -> AppResult<Option<Answered>> {
    email_changes::end_all(tx, user.id)?;
    for address in [&user.email, &change.email] {
        registrations::assign_address(tx, user.id, address)?;
    }
    stand_ins::free_address(tx, &change.email, None)?;
    if !email_changes::carry_out(tx, change)? {
        return Ok(None);
    }
    // Access to the old mailbox must no longer give access to this account.
    void_outstanding(tx, user.id)?;
    letters::email_changed(tx, user, &change.email, base_url)?;
    let facts = json!({ "before": { "address": rules::masked(&user.email) }, "after": { "address": rules::masked(&change.email) } });
    audit::record_as(tx, Some(user.id), AuditKind::EmailChanged, user.id, facts)?;
    Ok(Some(Answered::Done))
}
