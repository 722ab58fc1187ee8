//! Forms that were sent after their author's session had ended: stored, encrypted, until the author has signed in again. `web::kept`
//! decides which forms may be stored.

use chrono::Duration;
use diesel::prelude::*;

use crate::{
    db::Tx,
    error::AppResult,
    kernel::ids::{KeptFormId, SessionId, UserId},
    schema::{kept_forms, users},
    seal::{Belongs, Sealer},
    sessions::is_open,
};

/// How long a form is stored.
const LASTS: Duration = Duration::minutes(30);
/// How many forms of one user are stored; the oldest is deleted to make room.
const MOST: i64 = 3;

/// A stored form.
#[derive(Clone)]
pub struct KeptForm {
    /// The path it is sent to.
    pub path: String,
    /// The typed names and values, encoded like the body of a form.
    pub fields: Vec<u8>,
}

/// Stores a form for its author, whose session has ended, and returns its id. Returns `None` if the account is not active, or if the
/// session is still open: the page was then sent with another cookie than its own. `ended` is `None` if the author is signed in again.
pub fn keep(
    tx: &mut Tx,
    sealer: &Sealer,
    user: UserId,
    ended: Option<SessionId>,
    form: &KeptForm,
) -> AppResult<Option<KeptFormId>> {
    if !has_ended(tx, user, ended)? {
        return Ok(None);
    }
    let (id, now) = (KeptFormId::new(), tx.now);
    diesel::insert_into(kept_forms::table)
        .values((
            kept_forms::id.eq(id),
            kept_forms::user_id.eq(user),
            kept_forms::path.eq(&form.path),
            kept_forms::sealed.eq(sealer.seal(belongs(tx, user), &form.fields)?),
            kept_forms::kept_at.eq(now),
            kept_forms::expires_at.eq(now + LASTS),
        ))
        .execute(tx.conn())?;
    let theirs = kept_forms::table.filter(kept_forms::user_id.eq(user)).select(kept_forms::id);
    let older: Vec<KeptFormId> = theirs.order(kept_forms::id.desc()).offset(MOST).load(tx.conn())?;
    diesel::delete(kept_forms::table.filter(kept_forms::id.eq_any(older))).execute(tx.conn())?;
    Ok(Some(id))
}

/// Whether a session has ended and its user's account is active; `ended` is `None` if the user is signed in again. Waits for an erasure in
/// progress, and delays a later one until the transaction ends.
pub fn has_ended(tx: &mut Tx, user: UserId, ended: Option<SessionId>) -> AppResult<bool> {
    let author = users::table.filter(users::id.eq(user)).filter(users::state.eq("active"));
    if author.select(users::id).for_key_share().first::<UserId>(tx.conn()).optional()?.is_none() {
        return Ok(false);
    }
    ended.map_or(Ok(true), |ended| Ok(!is_open(tx, ended)?))
}

/// Reads a user's stored form. Only the system may call it.
///
/// # Errors
/// Not found; also if it belongs to another user, has expired, or its key is lost.
pub fn find(tx: &mut Tx, sealer: &Sealer, user: UserId, id: KeptFormId) -> AppResult<KeptForm> {
    let row = kept_forms::table
        .filter(kept_forms::id.eq(id))
        .filter(kept_forms::user_id.eq(user))
        .filter(kept_forms::expires_at.gt(tx.now))
        .select((kept_forms::path, kept_forms::sealed));
    let (path, sealed): (String, Vec<u8>) = row.first(tx.conn())?;
    let fields = sealer.open(belongs(tx, user), &sealed).ok_or(diesel::NotFound)?;
    Ok(KeptForm { path, fields })
}

fn belongs(tx: &Tx, user: UserId) -> Belongs {
    Belongs { studio: tx.scope.studio, user, column: "kept_forms.sealed" }
}

/// Deletes forms that have expired.
pub fn sweep(tx: &mut Tx) -> AppResult<usize> {
    Ok(diesel::delete(kept_forms::table.filter(kept_forms::expires_at.lt(tx.now))).execute(tx.conn())?)
}
