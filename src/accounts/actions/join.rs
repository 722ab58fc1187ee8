//! Accepting an invitation.

use serde_json::json;

use super::admit::{Admitted, Way, admit};
use crate::{
    accounts::{
        kinds::{AuditKind, EventKind},
        model::{Hashed, User},
        queries::{self, links, passwords, places, registrations, stand_ins},
        rules::Purpose,
    },
    audit,
    db::Tx,
    error::AppResult,
    events::{self, Event},
    kernel::{Token, sha256::Sha256},
};

/// Activates an invited account with its password, and admits the user. Returns `None` if the link is no longer valid.
///
/// # Errors
/// Conflict, if the client is archived, so that no one can join it.
pub fn accept_invitation(
    tx: &mut Tx,
    invited: &User,
    token: &Token,
    hash: &Hashed,
    browser: Sha256,
) -> AppResult<Option<Admitted>> {
    if let Some(client) = invited.client_id {
        places::hold_open_client(tx, client)?;
    }
    let id = invited.id;
    let open = links::bearer(tx, token, Purpose::Invitation)?.is_some()
        && links::use_up(tx, id, Purpose::Invitation, token)?
        && stand_ins::activate(tx, id)?;
    if !open {
        return Ok(None);
    }
    passwords::keep_password(tx, id, hash)?;
    registrations::assign_address(tx, id, &invited.email)?;
    audit::record_as(tx, Some(id), AuditKind::UserJoined, id, json!({}))?;
    let event = Event::new(EventKind::AccountJoined).about(id);
    events::record(tx, invited.client_id.into_iter().fold(event, Event::of_client))?;
    let user = queries::user(tx, id)?;
    admit(tx, &user, Way::Invitation, browser).map(Some)
}
