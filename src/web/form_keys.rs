//! Idempotency keys: which rows have been created by the form with a given key.

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

/// Creates what a form requests, once, and returns its id. If the same form is sent again, returns the id of what the first one created; if
/// two arrive at the same time, the second waits for the first. If the same key comes with other content, creates nothing and returns what
/// the key stands for.
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

/// Like [`create_once`], for a form of `user` whose creation may fail with a reason. After such a failure the key can be used again. Also
/// used when the system creates something on a user's behalf.
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
        // A stored form that is shown again: it creates nothing until its author has looked at it.
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
            // Users have no right to delete keys.
            tx.as_system(|tx| Ok(diesel::delete(used).execute(tx.conn())?))?;
            Ok(Err(not))
        }
    }
}

/// Deletes keys older than two days: no form is sent again so late.
pub fn sweep(tx: &mut Tx) -> AppResult<usize> {
    let before = tx.now - Duration::days(2);
    Ok(diesel::delete(form_keys::table.filter(form_keys::used_at.lt(before))).execute(tx.conn())?)
}
