//! Invitations by a client's manager to an address that somebody in the studio has already. The manager must not learn that, so the
//! invitation gets a row like any other: it shows the address that was typed, has one of its own that is nobody's, and no link is mailed
//! that leads to it.

use diesel::prelude::*;
use uuid::Uuid;

use super::{insert_user, visible};
use crate::{
    access::Role,
    accounts::model::{NewUser, User},
    db::Tx,
    error::{AppError, AppResult},
    kernel::{EmailAddress, ids::ClientId},
    schema::users,
};

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

/// Makes an ordinary invited account of the row, where nobody has its address any more. Only the system can tell.
pub fn release(tx: &mut Tx, client: ClientId, email: &EmailAddress) -> AppResult<()> {
    let holder = others.filter(others.field(users::email).eq(email));
    let row = users::table
        .filter(users::client_id.eq(client))
        .filter(users::invited_as.eq(email))
        .filter(diesel::dsl::not(diesel::dsl::exists(holder)));
    diesel::update(row)
        .set((users::email.eq(email), users::invited_as.eq(None::<String>)))
        .execute(tx.conn())?;
    Ok(())
}
