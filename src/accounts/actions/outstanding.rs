//! What somebody was mailed and has not answered: links to a new password, and the two links of a change of address.

use crate::{
    accounts::queries::{email_changes, links},
    db::Tx,
    error::AppResult,
    kernel::ids::UserId,
};

/// Voids what somebody was mailed before their password, address or place became another; answers whether a change of address was among
/// it. Whoever asked for it earlier may be whom the change keeps out. An invitation stays open: closing the account ends it.
pub fn void_outstanding(tx: &mut Tx, user: UserId) -> AppResult<bool> {
    // People see nobody's links, and not their own either.
    tx.as_system(|tx| {
        links::void_resets(tx, user)?;
        Ok(email_changes::end_all(tx, user)? > 0)
    })
}
