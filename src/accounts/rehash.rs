//! A password that fitted goes over to the present key, where the one in it is on its way out.

use super::{
    model::Kept,
    password::{self, Password, Pepper},
    queries::passwords,
};
use crate::{access::SystemViewer, db::Db, kernel::ids::UserId};

/// Hashes a password anew that has just let its owner in. That it could not be is no reason to keep them out: there is a next time.
pub async fn rehash_if_outdated(
    db: &Db,
    system: &SystemViewer,
    pepper: Pepper,
    user: UserId,
    read: Kept,
    typed: String,
) {
    if !pepper.is_outdated(&read.hashed) {
        return;
    }
    let kept = async {
        let hashed = password::hash(pepper, Password::chosen(&typed)).await?;
        db.write(system, move |tx| passwords::keep_anew(tx, user, &read, &hashed)).await
    };
    if let Err(error) = kept.await {
        tracing::warn!(%error, "a password could not go over to the present key");
    }
}
