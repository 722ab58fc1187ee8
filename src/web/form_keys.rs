//! What forms that create have created, by the key that each carries.

use std::convert::Infallible;

use chrono::Duration;
use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::UserId,
    once::Once,
    schema::form_keys,
    submission::Submission,
};

/// Creates what a form asks for, once, and answers its id. The same form again answers the id of what the first created; of two at the
/// same moment, the second waits for the first. The same key with other content creates nothing and answers what it stands for.
///
/// # Errors
/// As `create`.
pub fn create_once<Id: Into<Uuid> + From<Uuid>>(
    tx: &mut Tx,
    submission: Submission,
    create: impl FnOnce(&mut Tx) -> AppResult<Id>,
) -> AppResult<Once<Id, Id>> {
    let Some(user) = tx.scope.user else { return create(tx).map(Once::Done) };
    let created = try_once(tx, user, submission, |tx| create(tx).map(Ok::<_, Infallible>))?;
    Ok(created.unwrap_or_else(|never| match never {}))
}

/// The same for a form of `user` that may create nothing, for which it says why. Sent again, such a form is tried anew. Also where the
/// system creates in their name.
///
/// # Errors
/// As `create`.
pub fn try_once<Id: Into<Uuid> + From<Uuid>, Not>(
    tx: &mut Tx,
    user: UserId,
    Submission { key, digest, returned }: Submission,
    create: impl FnOnce(&mut Tx) -> AppResult<Result<Id, Not>>,
) -> AppResult<Result<Once<Id, Id>, Not>> {
    if returned {
        // It stands for nothing yet; its author looks at it first.
        return Ok(Ok(Once::Taken(Uuid::nil().into())));
    }
    let Some(key) = key else { return Ok(create(tx)?.map(Once::Done)) };
    let digest = digest.as_bytes().as_slice();
    let row = (form_keys::user_id.eq(user), form_keys::key.eq(key), form_keys::digest.eq(digest));
    let is_first =
        diesel::insert_into(form_keys::table).values(row).on_conflict_do_nothing().execute(tx.conn())?;
    let used = form_keys::table.filter(form_keys::user_id.eq(user)).filter(form_keys::key.eq(key));
    if is_first == 0 {
        let (earlier, created): (Vec<u8>, Option<Uuid>) =
            used.select((form_keys::digest, form_keys::created)).first(tx.conn())?;
        let created = created.ok_or(AppError::Conflict("error-conflict-text"))?.into();
        return Ok(Ok(if earlier == digest { Once::Done(created) } else { Once::Taken(created) }));
    }
    match create(tx)? {
        Ok(created) => {
            let created: Uuid = created.into();
            diesel::update(used).set(form_keys::created.eq(created)).execute(tx.conn())?;
            Ok(Ok(Once::Done(created.into())))
        }
        Err(not) => {
            // People take away nothing they have written down.
            tx.as_system(|tx| Ok(diesel::delete(used).execute(tx.conn())?))?;
            Ok(Err(not))
        }
    }
}

/// Removes keys that are two days old: nobody sends a form again so late.
pub fn sweep(tx: &mut Tx) -> AppResult<usize> {
    let before = tx.now - Duration::days(2);
    Ok(diesel::delete(form_keys::table.filter(form_keys::used_at.lt(before))).execute(tx.conn())?)
}
