//! Comparing a typed password with the stored one, and rehashing it if its key or its work factor is outdated.

use super::{
    model::{Compared, StoredPassword},
    password::{self, Password, Pepper},
    queries::passwords,
};
use crate::{access::SystemViewer, db::Db, error::AppResult, kernel::ids::UserId};

/// Compares a typed password with the stored one. Takes the same time if there is none. Never call it within a
/// transaction.
///
/// # Errors
/// Unavailable, if the queue is full.
pub async fn compare(pepper: &Pepper, typed: &str, read: Option<StoredPassword>) -> AppResult<Compared> {
    let hashed = read.as_ref().map(|stored| stored.hashed.clone());
    let fits = password::verify(pepper.clone(), typed.to_owned(), hashed).await?;
    Ok(Compared { read, fits })
}

/// Rehashes a password that has just been verified, if its key is being phased out or its work factor is too low. A failure is only logged: the
/// sign-in goes ahead, and the next one tries again.
pub async fn rehash_if_outdated(
    db: &Db,
    system: &SystemViewer,
    pepper: Pepper,
    user: UserId,
    compared: Compared,
    typed: &str,
) {
    let Some(read) = compared.read.filter(|read| pepper.is_outdated(&read.hashed)) else { return };
    let rehashed = async {
        let hashed = password::hash(pepper, Password::chosen(typed)).await?;
        db.write(system, move |tx| passwords::store_rehashed(tx, user, &read, &hashed)).await
    };
    if let Err(error) = rehashed.await {
        tracing::warn!(%error, "could not rehash an outdated password");
    }
}
