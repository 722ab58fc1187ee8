//! Coming in: what is still asked of someone after the first step, and whether their browser is a known one.

use crate::{
    accounts::kinds::AuditKind,
    accounts::{
        factors::standing,
        mail,
        model::{Kept, Lock, User},
        queries::{devices, passwords, sessions},
        rules::{self, Refusal},
    },
    audit,
    db::Tx,
    error::AppResult,
    kernel::ids::DeviceId,
    web::{browser::Browser, session::Stage},
};
use serde_json::json;

/// How someone has shown who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Password,
    Invitation,
    /// Of a device that checked who holds it: two factors at once.
    Passkey,
    /// Of a phone that is wholly in: what it showed counts here too.
    Code,
}

/// What is still asked of someone before they are in.
pub fn stage(tx: &mut Tx, user: &User, by: Way) -> AppResult<Stage> {
    if by == Way::Passkey {
        return Ok(Stage::Whole);
    }
    match (standing::stage(tx, user)?, by) {
        (Stage::Factor, Way::Code) => Ok(Stage::Whole),
        (stage, _) => Ok(stage),
    }
}

/// Judges a password that was typed for a user, by its row as it is now, and keeps count: on the browser, where they are known to use
/// it, so that a stranger's guesses elsewhere do not lock them out; else on the account. `read` is what `fits` was found with: a
/// password changed meanwhile does not fit.
pub fn judge(
    tx: &mut Tx,
    user: &User,
    browser: &Browser,
    read: Option<&Kept>,
    fits: bool,
) -> AppResult<Result<(), Refusal>> {
    let Some(lock) = passwords::lock(tx, user.id)? else { return Ok(Err(Refusal::NotActive)) };
    let fits = fits && read.is_some_and(|read| lock.kept.is(read));
    match devices::lock(tx, user.id, browser)? {
        Some(device) => {
            let judged = rules::judge(user.state, device.locked_until, fits, tx.now);
            match judged {
                Ok(()) => devices::set_failures(tx, device.id, 0, None)?,
                Err(Refusal::WrongPassword) => {
                    let (failures, until) =
                        rules::after_failure(device.failures, device.locked_until, tx.now);
                    devices::set_failures(tx, device.id, failures, until)?;
                }
                Err(_) => {}
            }
            Ok(judged)
        }
        None => judge_stranger(tx, user, &lock, fits),
    }
}

fn judge_stranger(tx: &mut Tx, user: &User, lock: &Lock, fits: bool) -> AppResult<Result<(), Refusal>> {
    let judged = rules::judge(user.state, lock.locked_until, fits, tx.now);
    match judged {
        Ok(()) => {
            if lock.failures >= rules::WORTH_TELLING {
                mail::tries_before(tx, user, lock.failures)?;
                audit_suspicion(tx, user, "wrong passwords before it")?;
            }
            passwords::forget_failures(tx, user.id)?;
        }
        Err(Refusal::WrongPassword) => {
            passwords::count_failure(tx, user.id, lock)?;
            let rests = lock.failures + 1 >= rules::FAILURES_ALLOWED;
            if rests && lock.warned_at.is_none_or(|at| tx.now - at >= rules::WARN_AGAIN_AFTER) {
                passwords::mark_warned(tx, user.id)?;
                mail::account_rests(tx, user)?;
            }
        }
        Err(_) => {}
    }
    Ok(judged)
}

/// Makes the browser of someone who is wholly in one of theirs. Their first is taken as it is; of each further one they are told.
pub fn trust_device(tx: &mut Tx, user: &User, browser: &Browser) -> AppResult<DeviceId> {
    if let Some(device) = devices::lock(tx, user.id, browser)? {
        devices::touch(tx, device.id)?;
        return Ok(device.id);
    }
    let has_others = devices::any(tx, user.id)?;
    let device = devices::add(tx, user.id, browser)?;
    if has_others {
        mail::new_browser(tx, user)?;
        audit_suspicion(tx, user, "a new browser")?;
    }
    Ok(device)
}

/// Notes that somebody has shown a password and no factor yet; answers the browser, where its owner is known to use it. Of several in a
/// row from other browsers the owner is told, once a day at most: whoever sends them knows the password.
pub fn half_way(tx: &mut Tx, user: &User, browser: &Browser) -> AppResult<Option<DeviceId>> {
    if let Some(device) = devices::lock(tx, user.id, browser)? {
        return Ok(Some(device.id));
    }
    let others = sessions::under_way(tx, user.id)?;
    if others + 1 >= rules::HALF_WAY_WORTH_TELLING && mail::half_way(tx, user)? {
        audit_suspicion(tx, user, "several passwords without a factor")?;
    }
    Ok(None)
}

/// Writes down that a sign-in was unusual, and why.
pub fn audit_suspicion(tx: &mut Tx, user: &User, why: &str) -> AppResult<()> {
    audit::record_as(tx, Some(user.id), AuditKind::SessionUnusual, user.id, json!({ "why": why }))
}
