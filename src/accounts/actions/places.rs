//! Changing roles and closing accounts. An admin may do so for any user, a client's manager for colleagues, and nobody
//! for themselves. The acting user's own role is locked meanwhile, so a studio always has an admin, and a client's
//! managers can never leave it without one. An admin can, and can invite the next one.

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

/// Closes an account: the user is signed out everywhere, and their links are voided. Does nothing more if it is closed
/// already.
///
/// # Errors
/// Not found; conflict, if it is the viewer's own account; forbidden, if the viewer has just lost the right to do this.
pub fn close_account(tx: &mut Tx, id: UserId) -> AppResult<()> {
    let user = lock(tx, id)?;
    let change = Changing::begin(tx, USER, id)?;
    if user.state != State::Deactivated && queries::change_state(tx, id, user.state, State::Deactivated)? {
        change.record(tx, AuditKind::UserClosed)?;
    }
    revoke_access(tx, id)
}

/// Reopens a closed account: as active, or as invited if it never had a password.
///
/// # Errors
/// Not found; conflict, if the user has been erased.
pub fn open_account(tx: &mut Tx, id: UserId) -> AppResult<()> {
    queries::refuse_erased(tx, id)?;
    // Admins cannot see passwords.
    let joined = tx.as_system(|tx| Ok(passwords::stored(tx, id)?.is_some()))?;
    let change = Changing::begin(tx, USER, id)?;
    let to = if joined { State::Active } else { State::Invited };
    if queries::change_state(tx, id, State::Deactivated, to)? {
        change.record(tx, AuditKind::UserOpened)?;
    }
    Ok(())
}

/// Gives a user another role in the studio, or another standing in their client, and signs them out everywhere. Does
/// nothing if the role is unchanged.
///
/// # Errors
/// As for [`close_account`]; also conflict, if the account is closed.
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

/// Returns the user, if the viewer may change their role. Until the transaction ends, the viewer's own role cannot
/// change.
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

/// Signs a user out everywhere, in the same transaction that changes their role, so that not even a crash leaves an old
/// session with a new role. Voids the links mailed to them before and, if the account is closed, their invitation too.
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
