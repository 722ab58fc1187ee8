//! What is done with sign-in codes: one is made, a phone answers it, and the browser that asked is admitted.

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

/// Makes a code for the browser that asks.
pub fn make_code(tx: &mut Tx, secret: &Secret) -> AppResult<SignInCodeId> {
    queries::remove_old(tx)?;
    queries::insert(tx, secret)
}

/// Takes a phone's answer, and with a yes what its session vouches for now: a proof that comes later counts there alone. False, where the
/// code waits for none any more.
///
/// # Errors
/// Signed out, when the phone's session has ended.
pub fn answer_code(tx: &mut Tx, code: &Code, verdict: Verdict, phone: &SignIn) -> AppResult<bool> {
    // Whoever ends their sessions waits for this, or this for them.
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

/// What came of entering with a code.
#[derive(Debug, Clone)]
pub enum Entered {
    Admitted(Admitted),
    /// The code is not confirmed, or not any more.
    NotConfirmed(Code),
    /// The phone is signed out, or its owner's account is closed.
    Refused,
}

/// Admits the browser that a phone has confirmed: once, and as its owner is now. `asker` are the digests by which codes know the browser.
///
/// # Errors
/// Not found, when the code is none of this browser's.
pub fn enter(tx: &mut Tx, id: SignInCodeId, asker: &[Vec<u8>], browser: Sha256) -> AppResult<Entered> {
    let Some(user) = queries::confirmed_by(tx, id, asker)? else {
        return queries::asked(tx, id, asker).map(Entered::NotConfirmed);
    };
    // Locked before the code is used and the phone is looked at: whoever ends its owner's sessions waits for this, or this for them.
    let user = places::lock_user(tx, user)?;
    let Some((phone, voucher)) = queries::use_up(tx, id, asker, user.id)? else {
        return queries::asked(tx, id, asker).map(Entered::NotConfirmed);
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

/// What the phone vouched for, while it is signed in and its owner's account is open.
fn valid(tx: &mut Tx, user: &User, phone: SessionId, voucher: Option<Voucher>) -> AppResult<Option<Voucher>> {
    let holds = user.state == State::Active && queries::vouching(tx, user.id, phone)?.is_some();
    Ok(voucher.filter(|_| holds))
}
