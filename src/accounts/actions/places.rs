//! Changing places: an admin those of anybody, a client's manager those of colleagues, nobody their own. Whoever acts stays in charge
//! meanwhile, so a studio always has an admin, and a client's managers never leave it without one. An admin may, who invites the next.

use super::outstanding::void_outstanding;
use crate::{
    access::Role,
    accounts::{
        kinds::{AuditKind, USER},
        model::{State, User},
        queries::{self, links, passwords, places},
    },
    audit::Changing,
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::UserId,
    sessions,
};

/// Closes an account: whoever has it is signed out everywhere, and their links end. It may be closed already.
///
/// # Errors
/// Not found; conflict, when it is the viewer's own; forbidden, when they were in charge until just now.
pub fn close_account(tx: &mut Tx, id: UserId) -> AppResult<()> {
    let user = lock(tx, id)?;
    let change = Changing::begin(tx, USER, id)?;
    if user.state != State::Deactivated && queries::change_state(tx, id, user.state, State::Deactivated)? {
        change.record(tx, AuditKind::UserClosed)?;
    }
    revoke_access(tx, id)
}

/// Opens a closed account again: as it was, or where there never was a password, as one that is invited.
///
/// # Errors
/// Not found; conflict, when they are erased.
pub fn open_account(tx: &mut Tx, id: UserId) -> AppResult<()> {
    queries::refuse_erased(tx, id)?;
    // Admins see nobody's passwords.
    let joined = tx.as_system(|tx| Ok(passwords::kept(tx, id)?.is_some()))?;
    let change = Changing::begin(tx, USER, id)?;
    let to = if joined { State::Active } else { State::Invited };
    if queries::change_state(tx, id, State::Deactivated, to)? {
        change.record(tx, AuditKind::UserOpened)?;
    }
    Ok(())
}

/// Gives someone another role in the studio, or another standing in their client, and signs them out everywhere, where it is another.
///
/// # Errors
/// As [`close_account`]; conflict too, when the account is closed.
pub fn give_role(tx: &mut Tx, id: UserId, role: Role) -> AppResult<()> {
    let user = lock(tx, id)?;
    if user.role() == role {
        return Ok(());
    }
    let change = Changing::begin(tx, USER, id)?;
    if !places::set_role(tx, id, role)? {
        return Err(AppError::Conflict("accounts-conflict-closed"));
    }
    change.record(tx, AuditKind::RoleChanged)?;
    revoke_access(tx, id)
}

/// The person, when the viewer may change their place; nobody else can change the viewer's until the transaction ends.
fn lock(tx: &mut Tx, id: UserId) -> AppResult<User> {
    let client = tx.scope.client();
    let in_charge = places::lock_those_in_charge(tx, client)?;
    let user = places::person(tx, id)?;
    queries::refuse_erased(tx, id)?;
    if tx.scope.user == Some(id) {
        return Err(AppError::Conflict("accounts-conflict-own"));
    }
    if !tx.scope.user.is_some_and(|me| in_charge.contains(&me)) {
        return Err(AppError::Forbidden);
    }
    Ok(user)
}

/// Signs someone out everywhere, in the transaction that changes their place: no instant, and no crash, leaves an old session with a
/// new place. What they were mailed before is void; where the account is closed, their invitation too.
fn revoke_access(tx: &mut Tx, id: UserId) -> AppResult<()> {
    tx.as_system(|tx| {
        sessions::end_all(tx, id)?;
        void_outstanding(tx, id)?;
        if queries::user(tx, id)?.state == State::Deactivated {
            links::void_all(tx, id)?;
        }
        Ok(())
    })
}
