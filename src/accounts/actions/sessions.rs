//! Sessions that are used, and sessions that somebody ends.

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

/// Notes that a session is used, by its cookie.
pub fn note_use(tx: &mut Tx, cookie: Sha256) -> AppResult<()> {
    rows::touch(tx, cookie)
}

/// Tells a session's owner by mail, once, that another browser shows its cookie. Of sign-ins that are not whole they are told once a day:
/// whoever knows a password alone begins as many as they like.
pub fn warn_of_two_browsers(tx: &mut Tx, cookie: Sha256, user: UserId, whole: bool) -> AppResult<()> {
    if !rows::mark_warned(tx, cookie)? {
        return Ok(());
    }
    let user = queries::user(tx, user)?;
    let is_told = if whole {
        mail::two_browsers(tx, &user)?;
        true
    } else {
        mail::two_browsers_on_the_way_in(tx, &user)?
    };
    if is_told { record_suspicion(tx, &user, "one session in two browsers") } else { Ok(()) }
}

/// Ends one of a user's sessions.
///
/// # Errors
/// Not found, when it is none of theirs.
pub fn end_session(tx: &mut Tx, user: UserId, id: SessionId) -> AppResult<()> {
    rows::end(tx, user, id)?;
    audit::record(tx, AuditKind::SessionEnded, id, json!({}))
}

/// Ends a user's sessions but one.
pub fn end_other_sessions(tx: &mut Tx, user: UserId, but: SessionId) -> AppResult<()> {
    let ended = sessions::end_others(tx, user, but)?;
    audit::record(tx, AuditKind::SessionOthersEnded, user, json!({ "ended": ended }))
}

/// Ends all of a person's sessions; answers how many there were.
///
/// # Errors
/// Not found, when there is nobody.
pub fn end_sessions_of(tx: &mut Tx, person: UserId) -> AppResult<usize> {
    queries::user(tx, person)?;
    let ended = sessions::end_all(tx, person)?;
    audit::record(tx, AuditKind::SessionAllEnded, person, json!({ "ended": ended }))?;
    Ok(ended)
}

/// Ends everybody's sessions; all, or all but one. Answers how many there were.
pub fn end_everybodys_sessions(tx: &mut Tx, but: Option<SessionId>) -> AppResult<usize> {
    let ended = sessions::end_everybodys(tx, but)?;
    audit::record(tx, AuditKind::SessionEverybodysEnded, Subject::NOTHING, json!({ "ended": ended }))?;
    Ok(ended)
}
