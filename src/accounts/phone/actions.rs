//! The operations on sign-in codes: creating one, answering it on the phone, and admitting the browser.

use serde_json::json;

use super::{asker::Secret, model::Code, queries, rules::Verdict};
use crate::{
    access::SignIn,
    accounts::{
        actions::admit::{Admitted, Way, admit},
        kinds::AuditKind,
        model::{State, User},
        queries::places,
    },
    audit,
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        ids::{SessionId, SignInCodeId},
        sha256::Sha256,
    },
    sessions::{self, Voucher},
};

/// Creates a code for the browser.
pub fn make_code(tx: &mut Tx, secret: &Secret) -> AppResult<SignInCodeId> {
    queries::remove_old(tx)?;
    queries::insert(tx, secret)
}

/// Records a phone's answer and, if it confirms, what its session vouches for now: a later proof does not count for the
/// browser. Returns `false` if the code is no longer waiting for an answer.
///
/// # Errors
/// Signed out, if the phone's session has ended.
pub fn answer_code(tx: &mut Tx, code: &Code, verdict: Verdict, phone: &SignIn) -> AppResult<bool> {
    // This lock orders the answer and a concurrent sign-out of the user.
    sessions::hold_owner(tx, phone.user)?;
    let voucher = queries::vouching(tx, phone.user, phone.session)?.ok_or(AppError::SignedOut)?;
    if !queries::decide(tx, code.id, verdict, phone, &voucher)? {
        return Ok(false);
    }
    let asked = json!({ "agent": code.agent, "address": code.address });
    let (kind, facts) = match verdict {
        Verdict::Confirmed => (AuditKind::SessionConfirmed, json!({ "by": "phone", "for": asked })),
        Verdict::NotMe | Verdict::WrongNumber => {
            let reason = if verdict == Verdict::NotMe { "not_me" } else { "wrong_number" };
            (AuditKind::SessionConfirmationRefused, json!({ "by": "phone", "for": asked, "reason": reason }))
        }
    };
    audit::record_as(tx, Some(phone.user), kind, phone.user, facts)?;
    Ok(true)
}

/// The outcome of trying to sign in with a code.
#[derive(Debug, Clone)]
pub enum Entered {
    Admitted(Admitted),
    /// The code is not confirmed, or no longer valid.
    NotConfirmed(Code),
    /// The phone has been signed out, or its owner's account closed.
    Refused,
}

/// Admits the browser that a phone has confirmed: once, and with the role its owner has now. `asker` holds the digests
/// that identify the browser.
///
/// # Errors
/// Not found, if the code does not belong to this browser.
pub fn enter(tx: &mut Tx, id: SignInCodeId, asker: &[Vec<u8>], browser: Sha256) -> AppResult<Entered> {
    let Some(user) = queries::confirmed_by(tx, id, asker)? else {
        return queries::find(tx, id, asker).map(Entered::NotConfirmed);
    };
    // Locked before the code is used up and the phone's session is checked, which orders this and a concurrent
    // sign-out.
    let user = places::lock_user(tx, user)?;
    let Some((phone, voucher)) = queries::use_up(tx, id, asker, user.id)? else {
        return queries::find(tx, id, asker).map(Entered::NotConfirmed);
    };
    match valid(tx, &user, phone, voucher)? {
        Some(voucher) => admit(tx, &user, Way::Phone(voucher), browser).map(Entered::Admitted),
        None => {
            let facts = json!({ "by": "phone", "reason": "phone_signed_out" });
            let about = user.id;
            audit::record_as(tx, Some(user.id), AuditKind::SessionRefused, about, facts)?;
            Ok(Entered::Refused)
        }
    }
}

/// What the phone vouched for, if it is still signed in and its owner's account is active.
fn valid(tx: &mut Tx, user: &User, phone: SessionId, voucher: Option<Voucher>) -> AppResult<Option<Voucher>> {
    let holds = user.state == State::Active && queries::vouching(tx, user.id, phone)?.is_some();
    Ok(voucher.filter(|_| holds))
}
