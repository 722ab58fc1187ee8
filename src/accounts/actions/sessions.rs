//! Recording the use of sessions, and ending them.

use serde_json::json;

use super::suspicion::record_suspicion;
use crate::{
    accounts::{
        kinds::AuditKind,
        mail,
        queries::{self, sessions as rows},
    },
    audit::{self, Subject},
    db::Tx,
    error::AppResult,
    kernel::{
        ids::{SessionId, UserId},
        sha256::Sha256,
    },
    sessions,
};

/// Records that a session is being used, by its cookie.
pub fn note_use(tx: &mut Tx, cookie: Sha256) -> AppResult<()> {
    rows::touch(tx, cookie)
}

/// Notifies a session's owner by mail, once, that another browser presents its cookie. For incomplete sign-ins at most
/// one mail a day is sent, since anyone who knows the password can start any number of them.
pub fn warn_of_two_browsers(tx: &mut Tx, cookie: Sha256, user: UserId, whole: bool) -> AppResult<()> {
    if !rows::mark_warned(tx, cookie)? {
        return Ok(());
    }
    let user = queries::user(tx, user)?;
    let is_notified = if whole {
        mail::two_browsers(tx, &user)?;
        true
    } else {
        mail::two_browsers_in_incomplete_sign_in(tx, &user)?
    };
    if is_notified { record_suspicion(tx, &user, "one session in two browsers") } else { Ok(()) }
}

/// Ends one of a user's sessions.
///
/// # Errors
/// Not found, if the session is not the user's.
pub fn end_session(tx: &mut Tx, user: UserId, id: SessionId) -> AppResult<()> {
    rows::end(tx, user, id)?;
    audit::record(tx, AuditKind::SessionEnded, id, json!({}))
}

/// Ends all sessions of a user except one.
pub fn end_other_sessions(tx: &mut Tx, user: UserId, but: SessionId) -> AppResult<()> {
    let ended = sessions::end_others(tx, user, but)?;
    audit::record(tx, AuditKind::SessionOthersEnded, user, json!({ "ended": ended }))
}

/// Ends all sessions of a user. Returns how many there were.
///
/// # Errors
/// Not found, if there is no such user.
pub fn end_sessions_of(tx: &mut Tx, person: UserId) -> AppResult<usize> {
    queries::user(tx, person)?;
    let ended = sessions::end_all(tx, person)?;
    audit::record(tx, AuditKind::SessionAllEnded, person, json!({ "ended": ended }))?;
    Ok(ended)
}

/// Ends the sessions of all users, or all but one session. Returns how many there were.
pub fn end_everybodys_sessions(tx: &mut Tx, but: Option<SessionId>) -> AppResult<usize> {
    let ended = sessions::end_everybodys(tx, but)?;
    audit::record(tx, AuditKind::SessionEverybodysEnded, Subject::NOTHING, json!({ "ended": ended }))?;
    Ok(ended)
}
