//! Whose picture is which.

use diesel::prelude::*;

use crate::{
    db::Tx,
    error::AppResult,
    kernel::ids::{BlobId, UserId},
    schema::users,
};

/// Gives someone another picture, or none; answers the one before.
///
/// # Errors
/// Not found, when there is nobody.
pub fn set(tx: &mut Tx, user: UserId, picture: Option<BlobId>) -> AppResult<Option<BlobId>> {
    let row = users::table.filter(users::id.eq(user));
    let before: Option<BlobId> = row.select(users::avatar_id).for_update().first(tx.conn())?;
    diesel::update(row).set(users::avatar_id.eq(picture)).execute(tx.conn())?;
    Ok(before)
}

/// Whether it is the picture of someone the viewer may know of.
///
/// # Errors
/// Not found, where it is not.
pub fn is_known(tx: &mut Tx, picture: BlobId) -> AppResult<()> {
    let theirs = super::visible(tx.scope).filter(users::avatar_id.eq(picture)).select(users::id);
    theirs.first::<UserId>(tx.conn())?;
    Ok(())
}
