//! The second step of signing in, and signing in with a passkey, which counts as both steps at once.

use super::check::{Outcome, check_code, check_passkey};
use crate::{
    access::SignIn,
    accounts::{
        actions::admit::{Admitted, Way, admit, complete},
        factors::{
            passkey::{Assertion, RelyingParty},
            rules::Typed,
        },
        queries as people,
    },
    db::Tx,
    error::AppResult,
    kernel::sha256::Sha256,
    seal::Sealer,
};

/// Completes a sign-in with a code, or returns why not.
pub fn complete_with_code(
    tx: &mut Tx,
    sealer: &Sealer,
    sign_in: &SignIn,
    typed: &Typed,
    browser: Sha256,
) -> AppResult<Result<Admitted, Outcome>> {
    let user = people::user(tx, sign_in.user)?;
    match check_code(tx, sealer, &user, typed)? {
        Outcome::Right => complete(tx, &user, sign_in, browser).map(Ok),
        wrong => Ok(Err(wrong)),
    }
}

/// Signs in with a passkey or, if the password was entered before (`incomplete`), completes that sign-in. Returns
/// `None` if the passkey is refused.
pub fn sign_in_with_passkey(
    tx: &mut Tx,
    relying_party: &RelyingParty,
    assertion: &Assertion,
    incomplete: Option<SignIn>,
    browser: Sha256,
) -> AppResult<Option<Admitted>> {
    let expected = incomplete.map(|sign_in| sign_in.user);
    let Ok(user) = check_passkey(tx, relying_party, assertion, expected)? else { return Ok(None) };
    let admitted = match incomplete {
        Some(sign_in) => complete(tx, &user, &sign_in, browser)?,
        None => admit(tx, &user, Way::Passkey, browser)?,
    };
    Ok(Some(admitted))
}
