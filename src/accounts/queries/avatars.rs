//! Users' pictures.

use diesel::prelude::*;

use crate::{
    db::Tx,
    error::AppResult,
    kernel::ids::{BlobId, UserId},
    schema::users,
};

/// Sets or removes a user's picture. Returns the previous one.
///
/// # Errors
/// Not found, if there is no such user.
pub fn set(tx: &mut Tx, user: UserId, picture: Option<BlobId>) -> AppResult<Option<BlobId>> {
    let row = users::table.filter(users::id.eq(user));
    let before: Option<BlobId> = row.select(users::avatar_id).for_update().first(tx.conn())?;
    diesel::update(row).set(users::avatar_id.eq(picture)).execute(tx.conn())?;
    Ok(before)
}

/// Checks that the picture belongs to a user the viewer may see.
///
/// # Errors
/// Not found, if it does not.
pub fn is_known(tx: &mut Tx, picture: BlobId) -> AppResult<()> {
    let theirs = super::visible(tx.scope).filter(users::avatar_id.eq(picture)).select(users::id);
    theirs.first::<UserId>(tx.conn())?;
    Ok(())
}
