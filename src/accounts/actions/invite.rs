//! Inviting people: the account, its link and its mail in one transaction.

use serde_json::json;
use url::Url;

use crate::{
    access::Role,
    accounts::{
        kinds::{AuditKind, EventKind},
        mail,
        model::{Invitee, NewUser, State, User},
        queries::{self, links, places, stand_ins},
        rules,
    },
    audit,
    db::Tx,
    error::{AppError, AppResult},
    events::{self, Event},
    kernel::{Token, ids::UserId},
    mail as outbox,
};

/// The row that an invitation is for.
enum Account {
    Invitee(UserId),
    /// A stand-in: the address is in use, and the inviter must not find out.
    StandIn(UserId),
}

/// The outcome of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// A mail is queued. Links from earlier invitations remain valid.
    Sent(UserId),
    /// The inviter has reached the daily limit. Nothing was done.
    TooMany,
    /// The address has been sent an invitation within the last minute, or too many within the hour. Nothing was done;
    /// earlier links remain valid. This is decided only from invitations to this one row, which the inviter can see, so
    /// it reveals nothing about other accounts with the address.
    TooSoon,
    /// The client is archived, so no one new can join it. Nothing was done.
    Archived,
    /// The address is already in use in the studio. Nothing was done. A client's manager gets this result only for
    /// colleagues, whom they can see anyway.
    Taken,
    /// The same form was submitted before with different content. Nothing was done.
    FormUsed,
}

/// Invites someone, or sends a new invitation to someone who has not joined yet. Returns the user and the link's token,
/// or the reason why no invitation was sent. `base_url` is the portal's address. The caller checks who may invite whom.
pub fn send_invitation(
    tx: &mut Tx,
    invitee: &Invitee,
    base_url: &Url,
) -> AppResult<Result<(UserId, Token), Invited>> {
    let Invitee { email, role, .. } = invitee;
    let client = role.columns().1;
    if let Some(client) = client {
        places::hold_client(tx, client)?;
        if places::is_archived(tx, client)? {
            return Ok(Err(Invited::Archived));
        }
    }
    if let Some(inviter) = tx.scope.user {
        places::lock(tx, inviter)?;
        tx.take_turns(&format!("invitation {email}"))?;
        if let Some(known) = pending(tx, invitee)? {
            let recent = links::recent_invitations(tx, known, client)?;
            if !rules::link_is_mailed(&recent, tx.now) {
                return Ok(Err(Invited::TooSoon));
            }
        }
        let manager_of = tx.scope.client();
        let most = rules::invitations_a_day(manager_of.is_none());
        if links::invitations_today(tx, inviter)? >= most || links::too_many_today(tx, manager_of)? {
            return Ok(Err(Invited::TooMany));
        }
    }
    let Some(account) = account(tx, invitee)? else { return Ok(Err(Invited::Taken)) };
    let (Account::Invitee(user) | Account::StandIn(user)) = account;
    // A stand-in gets a link too, so that it counts towards the limits; the token is never revealed.
    let token = links::invite(tx, user)?;
    let today = outbox::invitations_today(tx, email)?;
    // Beyond the daily limit for mails to one address, none is sent, and the inviter is not told: earlier links remain
    // valid.
    if rules::invitation_is_mailed(today.len(), today.contains(&Some(user))) {
        match account {
            Account::Invitee(_) => mail::invitation(tx, user, invitee, &token, base_url)?,
            Account::StandIn(_) => mail::invited_elsewhere(tx, user, invitee, base_url)?,
        }
    }
    let facts = json!({ "address": rules::masked(email) });
    audit::record(tx, AuditKind::UserInvited, user, facts)?;
    let event = Event::new(EventKind::InvitationSent).about(user);
    let event = match role {
        Role::Client { client, .. } => event.of_client(*client),
        Role::Admin | Role::Staff => event,
    };
    events::record(tx, event)?;
    Ok(Ok((user, token)))
}

/// The row of an earlier invitation to the same role: the invitee's, or for a client's manager possibly a stand-in.
fn pending(tx: &mut Tx, invitee: &Invitee) -> AppResult<Option<UserId>> {
    let Invitee { email, role, .. } = invitee;
    let stand_in = match tx.scope.client() {
        Some(client) => stand_ins::find(tx, client, email)?,
        None => None,
    };
    let user = match stand_in {
        Some(user) => Some(user),
        None => queries::by_address(tx, email)?,
    };
    Ok(user.filter(|user| user.state == State::Invited && user.role() == *role).map(|user| user.id))
}

/// The row to invite, created if there is none. Returns `None` if the address is in use and the inviter may know it.
fn account(tx: &mut Tx, invitee: &Invitee) -> AppResult<Option<Account>> {
    let Invitee { name, email, role } = invitee;
    let is_pending = |user: &User| user.state == State::Invited && user.role() == *role;
    let manager_of = tx.scope.client();
    if let Role::Client { client, .. } = role
        && let Some(user) = stand_ins::find(tx, *client, email)?
    {
        return Ok((manager_of.is_some() && is_pending(&user)).then_some(Account::StandIn(user.id)));
    }
    let (name, email, role) = (name.clone(), email.clone(), *role);
    let new = NewUser { name, email, role, state: State::Invited, locale: None };
    match queries::by_address(tx, &new.email)? {
        Some(user) if is_pending(&user) => return Ok(Some(Account::Invitee(user.id))),
        // A colleague, whom the inviter's list shows, or any user if the inviter works in the studio.
        Some(user) if manager_of == user.client_id || manager_of.is_none() => return Ok(None),
        Some(_) => {}
        None => match queries::create_user(tx, &new) {
            Err(AppError::Conflict(_)) if manager_of.is_none() => return Ok(None),
            Err(AppError::Conflict(_)) => {}
            created => return Ok(Some(Account::Invitee(created?))),
        },
    }
    let user = stand_ins::create(tx, &new)?;
    Ok(is_pending(&user).then_some(Account::StandIn(user.id)))
}

/// Frees an address for a new invitation: pending invitations from others give it up, and a stand-in becomes an
/// ordinary invited account if the address is no longer in use.
pub fn free_address(tx: &mut Tx, invitee: &Invitee) -> AppResult<()> {
    let Invitee { email, role, .. } = invitee;
    let Some(client) = role.columns().1 else { return stand_ins::free_address(tx, email, None) };
    if places::is_archived(tx, client)? {
        return Ok(());
    }
    stand_ins::free_address(tx, email, Some(client))?;
    stand_ins::release(tx, client, email).map(drop)
}
