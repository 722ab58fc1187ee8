//! Deciding whether a typed password is accepted, and counting wrong ones.

use crate::{
    accounts::{
        actions::suspicion::record_suspicion,
        mail,
        model::{Compared, PasswordRow, User},
        queries::{devices, passwords},
        rules::{self, Refusal},
    },
    db::Tx,
    error::AppResult,
    kernel::sha256::Sha256,
};

/// Checks a typed password against its row as it is now. A wrong one is counted against the browser if it is a known
/// one of the user, so that a stranger's guesses elsewhere do not lock the user out; otherwise it is counted against
/// the account. If the password has been changed since it was compared, it does not match.
pub fn check_password(
    tx: &mut Tx,
    user: &User,
    browser: Sha256,
    compared: &Compared,
) -> AppResult<Result<(), Refusal>> {
    let Some(lock) = passwords::lock(tx, user.id)? else { return Ok(Err(Refusal::NotActive)) };
    let fits = compared.fits && compared.read.as_ref().is_some_and(|read| lock.stored.is_same_password(read));
    let Some(device) = devices::lock(tx, user.id, browser)? else {
        return check_in_unknown_browser(tx, user, &lock, fits);
    };
    let judged = rules::judge(user.state, device.locked_until, fits, tx.now);
    match judged {
        Ok(()) => devices::set_failures(tx, device.id, 0, None)?,
        Err(Refusal::WrongPassword) => {
            let (failures, until) = rules::after_failure(device.failures, device.locked_until, tx.now);
            devices::set_failures(tx, device.id, failures, until)?;
        }
        Err(_) => {}
    }
    Ok(judged)
}

fn check_in_unknown_browser(
    tx: &mut Tx,
    user: &User,
    lock: &PasswordRow,
    fits: bool,
) -> AppResult<Result<(), Refusal>> {
    let judged = rules::judge(user.state, lock.locked_until, fits, tx.now);
    match judged {
        Ok(()) => {
            if lock.failures >= rules::WORTH_NOTIFYING {
                mail::tries_before(tx, user, lock.failures)?;
                record_suspicion(tx, user, "wrong passwords before it")?;
            }
            passwords::forget_failures(tx, user.id)?;
        }
        Err(Refusal::WrongPassword) => {
            passwords::count_failure(tx, user.id, lock)?;
            let locked = lock.failures + 1 >= rules::FAILURES_ALLOWED;
            if locked && lock.warned_at.is_none_or(|at| tx.now - at >= rules::WARN_AGAIN_AFTER) {
                passwords::mark_warned(tx, user.id)?;
                mail::account_locked(tx, user)?;
            }
        }
        Err(_) => {}
    }
    Ok(judged)
}
