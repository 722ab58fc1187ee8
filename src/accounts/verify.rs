//! A typed password, compared with the stored hash, which is replaced after a correct one if its key or its work factor is outdated.

use super::{
    model::{Compared, Kept},
    password::{self, Password, Pepper},
    queries::passwords,
};
use crate::{access::SystemViewer, db::Db, error::AppResult, kernel::ids::UserId};

/// Compares a typed password with the one that was read; where there is none, it takes as long. Never call it within a transaction.
///
/// # Errors
/// Unavailable, when too many wait.
pub async fn compare(pepper: &Pepper, typed: &str, read: Option<Kept>) -> AppResult<Compared> {
    let hashed = read.as_ref().map(|kept| kept.hashed.clone());
    let fits = password::verify(pepper.clone(), typed.to_owned(), hashed).await?;
    Ok(Compared { read, fits })
}

/// Replaces the hash of a password that was just correct, if its key is being replaced or its work factor is too low. A failure is logged
/// and does not keep the owner out: the next sign-in tries again.
pub async fn rehash_if_outdated(
    db: &Db,
    system: &SystemViewer,
    pepper: Pepper,
    user: UserId,
    compared: Compared,
    typed: &str,
) {
    let Some(read) = compared.read.filter(|read| pepper.is_outdated(&read.hashed)) else { return };
    let kept = async {
        let hashed = password::hash(pepper, Password::chosen(typed)).await?;
        db.write(system, move |tx| passwords::keep_anew(tx, user, &read, &hashed)).await
    };
    if let Err(error) = kept.await {
        tracing::warn!(%error, "an outdated password hash could not be replaced");
    }
}
