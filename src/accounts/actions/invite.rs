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

/// Whose row an invitation is about.
enum Account {
    Theirs(UserId),
    /// One that only looks like theirs: somebody has the address, and whoever invites must not learn it.
    StandIn(UserId),
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// A mail is on its way; the second time the older link goes on working.
    Sent(UserId),
    /// The inviter has sent as many as a day allows. Nothing was done.
    TooMany,
    /// The address was sent as many as a minute or an hour allows. Nothing was done; what was sent goes on working. This is told by the
    /// invitations of the one row, which whoever invites sees, and so says nothing of others who have the address.
    TooSoon,
    /// The client is archived, so nobody new joins it. Nothing was done.
    Archived,
    /// Somebody has this address already, with an account or a place elsewhere in the studio. Nothing was done. A client's manager is
    /// told so of colleagues alone, whom they see.
    Taken,
    /// The same form was sent before with other content. Nothing was done.
    FormUsed,
}

/// Invites someone, or once more who has not come yet; answers who it is and the token of the link that was sent, or why none was.
/// `base_url` is the portal's address. Who may invite whom is for the caller to know.
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
        if let Some(known) = awaited(tx, invitee)? {
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
    let (Account::Theirs(user) | Account::StandIn(user)) = account;
    // A stand-in gets its link too, so that it counts; nobody is told it.
    let token = links::invite(tx, user)?;
    let today = outbox::invitations_today(tx, email)?;
    // Where others have invited it as often as a day allows, whoever invites is not told: what went out before still works.
    if rules::invitation_is_mailed(today.len(), today.contains(&Some(user))) {
        match account {
            Account::Theirs(_) => mail::invitation(tx, user, invitee, &token, base_url)?,
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

/// Whom this invitation finds invited already, as the same: their row, or for a client's manager the one that looks like theirs.
fn awaited(tx: &mut Tx, invitee: &Invitee) -> AppResult<Option<UserId>> {
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

/// The row of who is invited, written where there is none. None, where the address is taken, and whoever invites may know.
fn account(tx: &mut Tx, invitee: &Invitee) -> AppResult<Option<Account>> {
    let Invitee { name, email, role } = invitee;
    let awaited = |user: &User| user.state == State::Invited && user.role() == *role;
    let manager_of = tx.scope.client();
    if let Role::Client { client, .. } = role
        && let Some(user) = stand_ins::find(tx, *client, email)?
    {
        return Ok((manager_of.is_some() && awaited(&user)).then_some(Account::StandIn(user.id)));
    }
    let (name, email, role) = (name.clone(), email.clone(), *role);
    let new = NewUser { name, email, role, state: State::Invited, locale: None };
    match queries::by_address(tx, &new.email)? {
        Some(user) if awaited(&user) => return Ok(Some(Account::Theirs(user.id))),
        // A colleague, whom the list shows, or anybody where those who work here ask.
        Some(user) if manager_of == user.client_id || manager_of.is_none() => return Ok(None),
        Some(_) => {}
        None => match queries::create_user(tx, &new) {
            Err(AppError::Conflict(_)) if manager_of.is_none() => return Ok(None),
            Err(AppError::Conflict(_)) => {}
            created => return Ok(Some(Account::Theirs(created?))),
        },
    }
    let user = stand_ins::create(tx, &new)?;
    Ok(awaited(&user).then_some(Account::StandIn(user.id)))
}

/// Frees an address for whoever is invited with it next: where it was taken when it was invited and is free by now, it is invited as every
/// other; and one that others have only been invited with is free.
pub fn free_address(tx: &mut Tx, invitee: &Invitee) -> AppResult<()> {
    let Invitee { email, role, .. } = invitee;
    let Some(client) = role.columns().1 else { return stand_ins::free(tx, email, None) };
    if places::is_archived(tx, client)? {
        return Ok(());
    }
    stand_ins::free(tx, email, Some(client))?;
    stand_ins::release(tx, client, email).map(drop)
}
