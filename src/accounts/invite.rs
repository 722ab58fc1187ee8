//! Inviting people: the account, its link and its mail in one transaction.

use serde_json::json;
use url::Url;

use super::{
    mail,
    model::{NewUser, State},
    queries::{self, links, places},
    rules::{self, Purpose},
};
use crate::{
    access::Role,
    audit,
    db::Tx,
    error::{AppError, AppResult},
    kernel::{EmailAddress, Name, Token, ids::UserId},
    live::events::{self, Event},
};

/// Who is invited, and as what.
#[derive(Debug, Clone)]
pub struct Invitee {
    pub name: Name,
    pub email: EmailAddress,
    pub role: Role,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Invited {
    /// A mail is on its way; the second time the older link stops working.
    Sent(UserId),
    /// The inviter has sent as many as a day allows. Nothing was done.
    TooMany,
    /// Somebody has this address already, with an account or a place elsewhere in the studio. Nothing was done.
    Taken,
}

/// Invites someone, or once more who has not come yet. `base_url` is the portal's address. Who may invite whom is for the caller to
/// know.
///
/// # Errors
/// As Postgres answers.
pub fn invite(tx: &mut Tx, invitee: &Invitee, base_url: &Url) -> AppResult<Invited> {
    Ok(send(tx, invitee, base_url)?.map_or_else(|not| not, |(user, _)| Invited::Sent(user)))
}

/// The same, with the token of the link that was sent; or why none was.
pub(super) fn send(
    tx: &mut Tx,
    invitee: &Invitee,
    base_url: &Url,
) -> AppResult<Result<(UserId, Token), Invited>> {
    let Invitee { name, email, role } = invitee;
    if let Some(inviter) = tx.scope.user {
        places::lock(tx, inviter)?;
        let most = rules::invitations_a_day(tx.scope.client().is_none());
        if links::invitations_today(tx, inviter)? >= most {
            return Ok(Err(Invited::TooMany));
        }
    }
    let user = match queries::by_address(tx, email)? {
        Some(user) if user.state == State::Invited && user.role() == *role => user.id,
        Some(_) => return Ok(Err(Invited::Taken)),
        None => {
            let new = NewUser {
                name: name.clone(),
                email: email.clone(),
                role: *role,
                state: State::Invited,
                locale: None,
            };
            match queries::create_user(tx, &new) {
                // Someone the inviter may not know of.
                Err(AppError::Conflict(_)) => return Ok(Err(Invited::Taken)),
                created => created?,
            }
        }
    };
    let token = links::make(tx, user, Purpose::Invitation, rules::INVITATION_LASTS)?;
    mail::invitation(tx, user, invitee, &token, base_url)?;
    audit::record(
        tx,
        "user.invited",
        Some(("user", user.uuid())),
        json!({ "address": rules::masked(email) }),
    )?;
    let event = Event::new("invitation.sent").about(user.uuid());
    let event = match role {
        Role::Client { client, .. } => event.of_client(*client),
        Role::Admin | Role::Staff => event,
    };
    events::record(tx, event)?;
    Ok(Ok((user, token)))
}
