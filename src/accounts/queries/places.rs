//! Users' roles, locked before they change so that concurrent changes see each other.

use diesel::prelude::*;

use crate::{
    access::Role,
    accounts::model::{State, User},
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::{ClientId, UserId},
    schema::{clients, sessions, users},
    sessions::hold_owner,
};

/// The admins who can sign in or, for a client, its managers who can. Their rows stay locked until the transaction
/// ends.
pub fn lock_those_in_charge(tx: &mut Tx, of: Option<ClientId>) -> AppResult<Vec<UserId>> {
    let active = users::table.filter(users::state.eq(State::Active)).order(users::id).select(users::id);
    Ok(match of {
        None => active.filter(users::role.eq("admin")).for_update().load(tx.conn())?,
        Some(client) => active
            .filter(users::client_id.eq(client).and(users::standing.eq("manager")))
            .for_update()
            .load(tx.conn())?,
    })
}

/// Gives a user another role, or another standing in their client. Returns `false` if their account is closed.
pub fn set_role(tx: &mut Tx, user: UserId, role: Role) -> AppResult<bool> {
    let (role, _, standing) = role.columns();
    let row = users::table.filter(users::id.eq(user).and(users::state.ne(State::Deactivated)));
    let set = diesel::update(row).set((users::role.eq(role), users::standing.eq(standing)));
    Ok(set.execute(tx.conn())? == 1)
}

/// The number of open sessions of a user. Requires the system viewer.
pub fn sessions_of(tx: &mut Tx, user: UserId) -> AppResult<i64> {
    let now = tx.now;
    let open = sessions::table.filter(sessions::user_id.eq(user)).filter(sessions::expires_at.gt(now));
    Ok(open.count().get_result(tx.conn())?)
}

/// Whether a client is archived. Its existing users keep their access, but no one new can join.
///
/// # Errors
/// Not found, if there is no such client, or the viewer may not see it.
pub fn is_archived(tx: &mut Tx, client: ClientId) -> AppResult<bool> {
    let row = clients::table.filter(clients::id.eq(client));
    Ok(row.select(clients::archived_at.is_not_null()).first(tx.conn())?)
}

/// Takes the lock that orders adding users to a client and archiving it. Held until the transaction ends.
pub fn hold_client(tx: &mut Tx, client: ClientId) -> AppResult<()> {
    tx.take_turns(&format!("people of {client}"))
}

/// The same for adding a user.
///
/// # Errors
/// Conflict, if the client is archived.
pub fn hold_open_client(tx: &mut Tx, client: ClientId) -> AppResult<()> {
    hold_client(tx, client)?;
    if is_archived(tx, client)? { Err(AppError::Conflict("accounts-conflict-archived")) } else { Ok(()) }
}

/// A user whose role the viewer may look at: any user for those who work in the studio, a colleague for a client's
/// manager.
///
/// # Errors
/// Not found, if the viewer may not.
pub fn person(tx: &mut Tx, id: UserId) -> AppResult<User> {
    let user = super::user(tx, id)?;
    match tx.scope.client() {
        Some(client) if user.client_id != Some(client) => Err(AppError::NotFound),
        _ => Ok(user),
    }
}

/// A user, locked until the end of the transaction that signs them in.
///
/// # Errors
/// Not found, if there is no such user.
pub fn lock_user(tx: &mut Tx, user: UserId) -> AppResult<User> {
    hold_owner(tx, user)?;
    super::user(tx, user)
}

/// Locks a user's row until the transaction ends, so that limits on what they do are counted one request at a time.
///
/// # Errors
/// Not found, if there is no such user.
pub fn lock(tx: &mut Tx, user: UserId) -> AppResult<()> {
    let row = users::table.filter(users::id.eq(user)).select(users::id).for_update();
    row.first::<UserId>(tx.conn())?;
    Ok(())
}
