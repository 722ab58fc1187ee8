//! Another address for an account. It takes the place of the old one when mails to both have been answered within a day.

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

/// As many changes of address were asked for as a day allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooManyChanges;

/// Writes to both addresses; answers the change's id, or where someone asks again and again, why not. Whether somebody has the new address
/// already is told to them alone.
pub fn request_email_change(
    tx: &mut Tx,
    id: UserId,
    new: &EmailAddress,
    base_url: &Url,
) -> AppResult<Result<Uuid, TooManyChanges>> {
    places::lock(tx, id)?;
    if email_changes::asked_today(tx, id)? >= rules::EMAIL_CHANGES_A_DAY {
        return Ok(Err(TooManyChanges));
    }
    let user = queries::user(tx, id)?;
    // Whoever was only invited with it keeps it from nobody who proves that it is theirs.
    let owner = match queries::by_address(tx, new)? {
        Some(holder) if holder.client_id.is_none() || passwords::has_come(tx, &holder)? => Some(holder),
        _ => None,
    };
    let (change, to_new, to_old) = email_changes::ask(tx, id, new)?;
    letters::email_change(tx, &user, new, (owner.is_none().then_some(&to_new), &to_old), base_url)?;
    if let Some(owner) = owner {
        letters::email_wanted(tx, &owner, base_url)?;
    }
    let facts = json!({ "to": rules::masked(new) });
    audit::record_as(tx, Some(id), AuditKind::EmailChangeAsked, id, facts)?;
    Ok(Ok(change))
}

/// Withdraws the change of address that someone has asked for; nothing happens where there is none.
pub fn withdraw_email_change(tx: &mut Tx, id: UserId) -> AppResult<()> {
    places::lock(tx, id)?;
    let Some(email) = email_changes::awaited(tx, id)? else { return Ok(()) };
    email_changes::end_all(tx, id)?;
    let facts = json!({ "to": rules::masked(&email) });
    audit::record_as(tx, Some(id), AuditKind::EmailChangeCancelled, id, facts)
}

/// What an answer to a change of address led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answered {
    Cancelled,
    /// The other address has not agreed yet.
    Half,
    Done,
}

/// Takes the answer of one address: yes from one, yes from both, or from either no. None, where the link does not work, also where somebody
/// else is signed in (`visitor`).
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
    for theirs in [&user.email, &change.email] {
        registrations::assign_address(tx, user.id, theirs)?;
    }
    stand_ins::free(tx, &change.email, None)?;
    if !email_changes::carry_out(tx, change)? {
        return Ok(None);
    }
    // Whoever reads the old mailbox has no business in this account any more.
    void_outstanding(tx, user.id)?;
    letters::email_changed(tx, user, &change.email, base_url)?;
    let facts = json!({ "before": { "address": rules::masked(&user.email) }, "after": { "address": rules::masked(&change.email) } });
    audit::record_as(tx, Some(user.id), AuditKind::EmailChanged, user.id, facts)?;
    Ok(Some(Answered::Done))
}
