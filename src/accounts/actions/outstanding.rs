//! Links that have been mailed to a user and not used yet: password resets, and the two links of a change of address.

use crate::{
    accounts::queries::{email_changes, links},
    db::Tx,
    error::AppResult,
    kernel::ids::UserId,
};

/// Voids the links mailed to a user before their password, address or role changed. Returns whether a change of address
/// was among them. The change may be meant to lock out the very person who requested them. A pending invitation stays
/// valid; closing the account ends it.
pub fn void_outstanding(tx: &mut Tx, user: UserId) -> AppResult<bool> {
    // Users cannot see any links, not even their own.
    tx.as_system(|tx| {
        links::void_resets(tx, user)?;
        Ok(email_changes::end_all(tx, user)? > 0)
    })
}
