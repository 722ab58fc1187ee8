//! Verifying codes and passkeys. An attempt is checked and counted in the same transaction that uses the factor up.

use serde_json::json;

use crate::{
    accounts::kinds::AuditKind,
    accounts::{
        factors::{
            model::Attempts,
            passkey::{Assertion, Refused, RelyingParty},
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

/// The outcome of verifying a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Right,
    Wrong,
    /// Too many were wrong: for a while, no code is accepted, not even a correct one.
    Locked,
}

/// Verifies a code. A correct one is used up, a wrong one is counted, per user rather than per sign-in. Someone who
/// knows the password and guesses codes is stopped after five, and the account's owner is notified by mail.
pub fn check_code(tx: &mut Tx, sealer: &Sealer, user: &User, typed: &Typed) -> AppResult<Outcome> {
    let attempts = queries::lock_attempts(tx, user.id)?;
    if attempts.locked_until.is_some_and(|until| tx.now < until) {
        refused(tx, user, "codes rest")?;
        return Ok(Outcome::Locked);
    }
    let right = match typed {
        Typed::App(code) => queries::use_app(tx, sealer, user.id, code)?,
        Typed::Recovery(code) => queries::use_code(tx, user.id, code)?,
    };
    if !right {
        return wrong(tx, user, &attempts);
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

fn wrong(tx: &mut Tx, user: &User, attempts: &Attempts) -> AppResult<Outcome> {
    refused(tx, user, "wrong code")?;
    if queries::count_failure(tx, user.id, attempts)?.is_none() {
        return Ok(Outcome::Wrong);
    }
    mail::notice(tx, user, "codes-rest", &[])?;
    Ok(Outcome::Locked)
}

/// Verifies a passkey assertion, and returns its user. `expected` is the user it must belong to, if that is known. The
/// challenge is used up in any case. Wrong codes do not lock passkeys, which cannot be guessed.
pub fn check_passkey(
    tx: &mut Tx,
    relying_party: &RelyingParty,
    assertion: &Assertion,
    expected: Option<UserId>,
) -> AppResult<Result<User, Refused>> {
    let claimed = assertion.user();
    let outcome = judge(tx, relying_party, assertion, claimed, expected)?;
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
    relying_party: &RelyingParty,
    assertion: &Assertion,
    claimed: UserId,
    expected: Option<UserId>,
) -> AppResult<Result<User, Refused>> {
    let Some(challenge) = assertion.challenge() else { return Ok(Err(Refused::Invalid)) };
    let Some(state) = passkeys::take_ceremony(tx, challenge, None)? else { return Ok(Err(Refused::Invalid)) };
    if expected.is_some_and(|expected| expected != claimed) {
        return Ok(Err(Refused::Invalid));
    }
    sessions::hold_owner(tx, claimed)?;
    let Some(known) = passkeys::lock(tx, claimed, &assertion.credential_id())? else {
        return Ok(Err(Refused::Invalid));
    };
    let moved = match relying_party.sign_in(&state, assertion, &known.credential(), known.user_id) {
        Ok(moved) => moved,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let user = people::user(tx, claimed)?;
    if user.state != State::Active {
        return Ok(Err(Refused::Invalid));
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
