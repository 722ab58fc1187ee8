//! Whether a code or a passkey that is shown is right: checked and counted in the one transaction that uses it up.

use serde_json::json;

use crate::{
    accounts::kinds::AuditKind,
    accounts::{
        factors::{
            model::Tries,
            passkey::{Here, Refused, Shown},
            queries::{self, passkeys},
            rules::{FEW_LEFT, Typed},
        },
        mail,
        model::{State, User},
        queries as people,
    },
    audit::{self, Subject},
    db::Tx,
    error::AppResult,
    kernel::ids::UserId,
    seal::Sealer,
    sessions,
};

/// What came of a code that was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Right,
    Wrong,
    /// There were too many wrong ones: for a while no code is looked at, not even a right one.
    Locked,
}

/// Checks a code, uses it up where it is right, and counts it where it is wrong: by person, not by sign-in. Whoever knows a password
/// and guesses codes is stopped after five, and the account's owner is told by mail.
pub fn check_code(tx: &mut Tx, sealer: &Sealer, user: &User, typed: &Typed) -> AppResult<Outcome> {
    let tries = queries::lock_tries(tx, user.id)?;
    if tries.locked_until.is_some_and(|until| tx.now < until) {
        refused(tx, user, "codes rest")?;
        return Ok(Outcome::Locked);
    }
    let right = match typed {
        Typed::App(code) => queries::use_app(tx, sealer, user.id, code)?,
        Typed::Recovery(code) => queries::use_code(tx, user.id, code)?,
    };
    if !right {
        return wrong(tx, user, &tries);
    }
    queries::forget_failures(tx, user.id)?;
    let by = match typed {
        Typed::App(_) => "app",
        Typed::Recovery(_) => {
            let left = queries::held(tx, user.id)?.recovery_codes;
            let kind = if left <= FEW_LEFT { "recovery-code-few" } else { "recovery-code" };
            mail::notice(tx, user, kind, &[("left", left.to_string())])?;
            "recovery code"
        }
    };
    accepted(tx, user.id, by)?;
    Ok(Outcome::Right)
}

fn wrong(tx: &mut Tx, user: &User, tries: &Tries) -> AppResult<Outcome> {
    refused(tx, user, "wrong code")?;
    if queries::count_failure(tx, user.id, tries)?.is_none() {
        return Ok(Outcome::Wrong);
    }
    mail::notice(tx, user, "codes-rest", &[])?;
    Ok(Outcome::Locked)
}

/// Checks a passkey; answers whose it is. `expected` is who it must be of, where that is known. The question it answers is used up
/// either way. Wrong codes do not block passkeys: they cannot be guessed.
pub fn check_passkey(
    tx: &mut Tx,
    here: &Here,
    shown: &Shown,
    expected: Option<UserId>,
) -> AppResult<Result<User, Refused>> {
    let claimed = shown.user();
    let outcome = judge(tx, here, shown, claimed, expected)?;
    match outcome {
        Ok(user) => {
            accepted(tx, user.id, "passkey")?;
            Ok(Ok(user))
        }
        Err(refusal) => {
            let reason = refusal.code();
            let about = expected.or(Some(claimed));
            audit::record_as(
                tx,
                expected,
                AuditKind::FactorRefused,
                Subject::of(about),
                json!({ "reason": reason }),
            )?;
            Ok(Err(refusal))
        }
    }
}

fn judge(
    tx: &mut Tx,
    here: &Here,
    shown: &Shown,
    claimed: UserId,
    expected: Option<UserId>,
) -> AppResult<Result<User, Refused>> {
    let Some(challenge) = shown.challenge() else { return Ok(Err(Refused::Answer)) };
    let Some(state) = passkeys::take_question(tx, challenge, None)? else { return Ok(Err(Refused::Answer)) };
    if expected.is_some_and(|expected| expected != claimed) {
        return Ok(Err(Refused::Answer));
    }
    sessions::hold_owner(tx, claimed)?;
    let Some(known) = passkeys::lock(tx, claimed, &shown.credential_id())? else {
        return Ok(Err(Refused::Answer));
    };
    let moved = match here.sign_in(&state, shown, &known.kept(), known.user_id) {
        Ok(moved) => moved,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let user = people::user(tx, claimed)?;
    if user.state != State::Active {
        return Ok(Err(Refused::Answer));
    }
    passkeys::used(tx, known.id, &moved)?;
    Ok(Ok(user))
}

fn accepted(tx: &mut Tx, user: UserId, by: &str) -> AppResult<()> {
    audit::record_as(tx, Some(user), AuditKind::FactorUsed, user, json!({ "by": by }))
}

fn refused(tx: &mut Tx, user: &User, reason: &str) -> AppResult<()> {
    let about = user.id;
    audit::record_as(tx, Some(user.id), AuditKind::FactorRefused, about, json!({ "reason": reason }))
}
