//! Fresh proof by a code or a passkey.

use super::check::{Outcome, check_code, check_passkey};
use crate::{
    access::SignIn,
    accounts::{
        factors::{
            passkey::{Assertion, RelyingParty},
            rules::Typed,
        },
        queries as people,
    },
    db::Tx,
    error::AppResult,
    seal::Sealer,
    sessions::{self, NewCookie},
};

/// Accepts a code as fresh proof, and gives the session a new cookie; or returns why not.
pub fn prove_with_code(
    tx: &mut Tx,
    sealer: &Sealer,
    sign_in: &SignIn,
    typed: &Typed,
) -> AppResult<Result<NewCookie, Outcome>> {
    let user = people::user(tx, sign_in.user)?;
    match check_code(tx, sealer, &user, typed)? {
        Outcome::Right => sessions::complete_authentication(tx, sign_in, None).map(Ok),
        wrong => Ok(Err(wrong)),
    }
}

/// Accepts a passkey as fresh proof, and gives the session a new cookie. Returns `None` if it is refused.
pub fn prove_with_passkey(
    tx: &mut Tx,
    relying_party: &RelyingParty,
    sign_in: &SignIn,
    assertion: &Assertion,
) -> AppResult<Option<NewCookie>> {
    let checked = check_passkey(tx, relying_party, assertion, Some(sign_in.user))?;
    checked.ok().map(|_| sessions::complete_authentication(tx, sign_in, None)).transpose()
}
