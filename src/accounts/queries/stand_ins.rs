//! Invitations by a client's manager to an address that somebody in the studio has already. The manager must not learn that, so the
//! invitation gets a row like any other: it shows the address that was typed, has one of its own that is nobody's, and no link is mailed
//! that leads to it. Whoever was invited and has not come keeps an address from nobody: where others need it, their row becomes such a
//! stand-in, and a link that was mailed before still opens it.

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

/// Everybody who has come has a password.
const YIELD: &str = "update users set invited_as = email, email = replace(gen_random_uuid()::text, '-', '') || '@taken.invalid'
    where email = $1 and client_id is not null and client_id is distinct from $2 and erased_at is null
        and (state = 'invited' or state = 'deactivated'
            and not exists (select from passwords p where p.studio_id = users.studio_id and p.user_id = users.id))";

diesel::alias!(users as others: Others);

/// The row that stands for an address in a client.
pub fn find(tx: &mut Tx, client: ClientId, email: &EmailAddress) -> AppResult<Option<User>> {
    let row = visible(tx.scope).filter(users::client_id.eq(client)).filter(users::invited_as.eq(email));
    Ok(row.select(User::as_select()).first(tx.conn()).optional()?)
}

/// Writes one, or finds the one that another manager has written just now.
pub fn create(tx: &mut Tx, new: &NewUser) -> AppResult<User> {
    let Role::Client { client, .. } = new.role else { return Err(AppError::Forbidden) };
    let address = format!("{}@taken.invalid", Uuid::now_v7().simple());
    insert_user(tx, new, &address, Some(&new.email))?;
    find(tx, client, &new.email)?.ok_or_else(|| AppError::Internal("a stand-in was not written".to_owned()))
}

/// Takes an address from clients' people who were only invited with it, but in `client`: nobody has proved that it is theirs. Only the
/// system can tell.
pub fn free(tx: &mut Tx, email: &EmailAddress, client: Option<ClientId>) -> AppResult<()> {
    diesel::sql_query(YIELD)
        .bind::<Text, _>(email.as_str())
        .bind::<Nullable<sql_types::Uuid>, _>(client.map(ClientId::uuid))
        .execute(tx.conn())?;
    Ok(())
}

/// Opens the account of somebody who has proved the address that they were invited with, and gives it to them. False, where another account
/// has it, or there is no such invitation any more.
pub fn open(tx: &mut Tx, invited: UserId) -> AppResult<bool> {
    let user = places::lock_user(tx, invited)?;
    if let Some(client) = user.client_id.filter(|_| user.is_stand_in) {
        free(tx, &user.email, None)?;
        if !release(tx, client, &user.email)? {
            return Ok(false);
        }
    }
    change_state(tx, invited, State::Invited, State::Active)
}

/// Makes an ordinary invited account of the row, where nobody has its address any more; false, where it makes none. Only the system can
/// tell.
pub fn release(tx: &mut Tx, client: ClientId, email: &EmailAddress) -> AppResult<bool> {
    let holder = others.filter(others.field(users::email).eq(email));
    let row = users::table
        .filter(users::client_id.eq(client))
        .filter(users::invited_as.eq(email))
        .filter(diesel::dsl::not(diesel::dsl::exists(holder)));
    let released = diesel::update(row).set((users::email.eq(email), users::invited_as.eq(None::<String>)));
    Ok(released.execute(tx.conn())? == 1)
}
