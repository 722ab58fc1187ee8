//! What forms that create have created, by the key that each carries.

use chrono::Duration;
use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    db::Tx,
    error::{AppError, AppResult},
    schema::form_keys,
    web::{Once, Submission},
};

/// Creates what a form asks for, once, and answers its id. The same form again answers the id of what the first created; of two at the
/// same moment, the second waits for the first. The same key with other content creates nothing and answers what it stands for.
///
/// # Errors
/// As `create`.
pub fn create_once<Id: Into<Uuid> + From<Uuid>>(
    tx: &mut Tx,
    Submission { key, digest }: Submission,
    create: impl FnOnce(&mut Tx) -> AppResult<Id>,
) -> AppResult<Once<Id, Id>> {
    let Some((user, key)) = tx.scope.user.zip(key) else { return create(tx).map(Once::Done) };
    let digest = digest.as_bytes().as_slice();
    let row = (form_keys::user_id.eq(user), form_keys::key.eq(key), form_keys::digest.eq(digest));
    let is_first =
        diesel::insert_into(form_keys::table).values(row).on_conflict_do_nothing().execute(tx.conn())?;
    let used = form_keys::table.filter(form_keys::user_id.eq(user)).filter(form_keys::key.eq(key));
    if is_first == 1 {
        let created: Uuid = create(tx)?.into();
        diesel::update(used).set(form_keys::created.eq(created)).execute(tx.conn())?;
        return Ok(Once::Done(created.into()));
    }
    let (earlier, created): (Vec<u8>, Option<Uuid>) =
        used.select((form_keys::digest, form_keys::created)).first(tx.conn())?;
    let created = created.ok_or(AppError::Conflict("error-conflict-text"))?.into();
    Ok(if earlier == digest { Once::Done(created) } else { Once::Taken(created) })
}

/// Removes keys that are two days old: nobody sends a form again so late.
pub fn sweep(tx: &mut Tx) -> AppResult<usize> {
    let before = tx.now - Duration::days(2);
    Ok(diesel::delete(form_keys::table.filter(form_keys::used_at.lt(before))).execute(tx.conn())?)
}
