//! A typed password, compared with the one that is kept; and where it was right and under an outdated key, hashed anew.

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

/// Hashes a password anew that was just right, where the key in its hash is on its way out. A failure is no reason to refuse its owner:
/// there is a next time.
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
        tracing::warn!(%error, "a password could not be hashed under the present key");
    }
}
