//! Stand-ins: rows for invitations by a client's manager to an address that is already in use in the studio. The
//! manager must not find out, so the invitation gets a row like any other. It shows the address that was typed, has a
//! generated address of its own, and no link to it is mailed. A pending invitation does not block an address: when
//! someone else needs the address, the invited user's row becomes a stand-in, and a link that was mailed before still
//! opens it.

use diesel::{
    prelude::*,
    sql_types::{self, Nullable, Text},
};
use uuid::Uuid;

use super::{change_state, insert_user, places, visible};
use crate::{
    access::Role,
    accounts::model::{NewUser, State, User},
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        EmailAddress,
        ids::{ClientId, UserId},
    },
    schema::users,
};

/// Every user who has joined has a password.
const YIELD: &str = "update users set invited_as = email, email = replace(gen_random_uuid()::text, '-', '') || '@taken.invalid'
    where email = $1 and client_id is not null and client_id is distinct from $2 and erased_at is null
        and (state = 'invited' or state = 'deactivated'
            and not exists (select from passwords p where p.studio_id = users.studio_id and p.user_id = users.id))";

diesel::alias!(users as others: Others);

/// The stand-in for an address in a client.
pub fn find(tx: &mut Tx, client: ClientId, email: &EmailAddress) -> AppResult<Option<User>> {
    let row = visible(tx.scope).filter(users::client_id.eq(client)).filter(users::invited_as.eq(email));
    Ok(row.select(User::as_select()).first(tx.conn()).optional()?)
}

/// Inserts a stand-in, or finds the one that another manager has just inserted.
pub fn create(tx: &mut Tx, new: &NewUser) -> AppResult<User> {
    let Role::Client { client, .. } = new.role else { return Err(AppError::Forbidden) };
    let address = format!("{}@taken.invalid", Uuid::now_v7().simple());
    insert_user(tx, new, &address, Some(&new.email))?;
    find(tx, client, &new.email)?.ok_or_else(|| AppError::Internal("a stand-in was not inserted".to_owned()))
}

/// Takes an address away from pending invitations of all clients except `client`: none of them has proved that the
/// address is theirs. Requires the system viewer.
pub fn free_address(tx: &mut Tx, email: &EmailAddress, client: Option<ClientId>) -> AppResult<()> {
    diesel::sql_query(YIELD)
        .bind::<Text, _>(email.as_str())
        .bind::<Nullable<sql_types::Uuid>, _>(client.map(ClientId::uuid))
        .execute(tx.conn())?;
    Ok(())
}

/// Activates the account of an invited user who has proved their address, and gives the address to it. Returns `false`
/// if another account has the address, or the invitation no longer exists.
pub fn activate(tx: &mut Tx, invited: UserId) -> AppResult<bool> {
    let user = places::lock_user(tx, invited)?;
    if let Some(client) = user.client_id.filter(|_| user.is_stand_in) {
        free_address(tx, &user.email, None)?;
        if !release(tx, client, &user.email)? {
            return Ok(false);
        }
    }
    change_state(tx, invited, State::Invited, State::Active)
}

/// Turns a stand-in into an ordinary invited account, if its address is no longer in use. Returns whether it did.
/// Requires the system viewer.
pub fn release(tx: &mut Tx, client: ClientId, email: &EmailAddress) -> AppResult<bool> {
    let holder = others.filter(others.field(users::email).eq(email));
    let row = users::table
        .filter(users::client_id.eq(client))
        .filter(users::invited_as.eq(email))
        .filter(diesel::dsl::not(diesel::dsl::exists(holder)));
    let released = diesel::update(row).set((users::email.eq(email), users::invited_as.eq(None::<String>)));
    Ok(released.execute(tx.conn())? == 1)
}
