//! The SQL on sign-in codes. Requires the system viewer. `asker` holds the digests that identify the browser showing
//! the code.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{
    asker::Secret,
    model::Code,
    rules::{KEPT, LASTS, Numbers, State, Verdict},
};
use crate::{
    access::SignIn,
    db::Tx,
    error::AppResult,
    kernel::{
        Token,
        ids::{SessionId, SignInCodeId, UserId},
    },
    schema::{sessions, sign_in_codes},
    sessions::Voucher,
};

/// Deletes codes whose pages are no longer shown.
pub fn remove_old(tx: &mut Tx) -> AppResult<()> {
    let old = sign_in_codes::table.filter(sign_in_codes::expires_at.lt(tx.now - KEPT));
    diesel::delete(old).execute(tx.conn())?;
    Ok(())
}

/// Inserts a code for the browser that is signing in.
pub fn insert(tx: &mut Tx, secret: &Secret) -> AppResult<SignInCodeId> {
    let (id, now, origin) = (SignInCodeId::new(), tx.now, tx.origin.clone());
    let Numbers { shown, decoys } = Numbers::random();
    diesel::insert_into(sign_in_codes::table)
        .values((
            sign_in_codes::studio_id.eq(tx.scope.studio),
            sign_in_codes::id.eq(id),
            sign_in_codes::asker_hash.eq(secret.digest().as_bytes().to_vec()),
            sign_in_codes::token_hash.eq(secret.link().digest().as_bytes().to_vec()),
            sign_in_codes::number.eq(shown),
            sign_in_codes::decoy.eq(decoys[0]),
            sign_in_codes::other_decoy.eq(decoys[1]),
            sign_in_codes::agent.eq(&origin.agent),
            sign_in_codes::address.eq(&origin.address),
            sign_in_codes::created_at.eq(now),
            sign_in_codes::expires_at.eq(now + LASTS),
        ))
        .execute(tx.conn())?;
    Ok(id)
}

/// A code, for the browser that requested it.
///
/// # Errors
/// Not found, also for every other browser.
pub fn find(tx: &mut Tx, id: SignInCodeId, asker: &[Vec<u8>]) -> AppResult<Code> {
    Ok(sign_in_codes::table
        .filter(sign_in_codes::id.eq(id))
        .filter(sign_in_codes::asker_hash.eq_any(asker.to_vec()))
        .select(Code::as_select())
        .first(tx.conn())?)
}

/// The code that a link belongs to, while it is waiting for an answer.
pub fn find_by_link(tx: &mut Tx, link: &Token) -> AppResult<Option<Code>> {
    Ok(sign_in_codes::table
        .filter(sign_in_codes::token_hash.eq(link.digest().as_bytes().to_vec()))
        .filter(sign_in_codes::state.eq(State::Waiting))
        .filter(sign_in_codes::expires_at.gt(tx.now))
        .select(Code::as_select())
        .first(tx.conn())
        .optional()?)
}

/// Writes a phone's verdict on a waiting code, and what its session vouches for. Of any number of concurrent calls,
/// exactly one returns `true`.
pub fn decide(
    tx: &mut Tx,
    id: SignInCodeId,
    verdict: Verdict,
    phone: &SignIn,
    voucher: &Voucher,
) -> AppResult<bool> {
    let waiting = sign_in_codes::table
        .filter(sign_in_codes::id.eq(id))
        .filter(sign_in_codes::state.eq(State::Waiting))
        .filter(sign_in_codes::expires_at.gt(tx.now));
    let decided = (
        sign_in_codes::state.eq(verdict.state()),
        sign_in_codes::user_id.eq(phone.user),
        sign_in_codes::session_id.eq(phone.session),
        sign_in_codes::began_at.eq(voucher.began_at),
        sign_in_codes::proven_at.eq(voucher.proven_at),
        sign_in_codes::session_ends_at.eq(voucher.ends_at),
    );
    Ok(diesel::update(waiting).set(decided).execute(tx.conn())? == 1)
}

/// The user who has confirmed a code, while it is valid.
pub fn confirmed_by(tx: &mut Tx, id: SignInCodeId, asker: &[Vec<u8>]) -> AppResult<Option<UserId>> {
    let confirmed = sign_in_codes::table
        .filter(sign_in_codes::id.eq(id))
        .filter(sign_in_codes::asker_hash.eq_any(asker.to_vec()))
        .filter(sign_in_codes::state.eq(State::Confirmed))
        .filter(sign_in_codes::expires_at.gt(tx.now));
    let by: Option<Option<UserId>> = confirmed.select(sign_in_codes::user_id).first(tx.conn()).optional()?;
    Ok(by.flatten())
}

/// Uses up a code that this user has confirmed. Returns the confirming session, and what it vouched for. Of any number
/// of concurrent calls, exactly one gets a result. A code without those times was confirmed by the previous release,
/// and is not valid any more.
pub fn use_up(
    tx: &mut Tx,
    id: SignInCodeId,
    asker: &[Vec<u8>],
    user: UserId,
) -> AppResult<Option<(SessionId, Option<Voucher>)>> {
    let confirmed = sign_in_codes::table
        .filter(sign_in_codes::id.eq(id))
        .filter(sign_in_codes::asker_hash.eq_any(asker.to_vec()))
        .filter(sign_in_codes::state.eq(State::Confirmed))
        .filter(sign_in_codes::user_id.eq(user))
        .filter(sign_in_codes::expires_at.gt(tx.now));
    type Used = (Option<SessionId>, Option<DateTime<Utc>>, Option<DateTime<Utc>>, Option<DateTime<Utc>>);
    let used: Option<Used> = diesel::update(confirmed)
        .set(sign_in_codes::state.eq(State::Used))
        .returning((
            sign_in_codes::session_id,
            sign_in_codes::began_at,
            sign_in_codes::proven_at,
            sign_in_codes::session_ends_at,
        ))
        .get_result(tx.conn())
        .optional()?;
    Ok(used.and_then(|(phone, began_at, proven_at, ends_at)| {
        let times = began_at.zip(proven_at).zip(ends_at);
        let voucher = times.map(|((began_at, proven_at), ends_at)| Voucher { began_at, proven_at, ends_at });
        Some((phone?, voucher))
    }))
}

/// What a session vouches for now, while it is open.
pub fn vouching(tx: &mut Tx, user: UserId, phone: SessionId) -> AppResult<Option<Voucher>> {
    let open = sessions::table
        .filter(sessions::id.eq(phone))
        .filter(sessions::user_id.eq(user))
        .filter(sessions::stage.eq("whole"))
        .filter(sessions::expires_at.gt(tx.now))
        .select((sessions::began_at, sessions::created_at, sessions::proven_at, sessions::expires_at));
    type Times = (Option<DateTime<Utc>>, DateTime<Utc>, DateTime<Utc>, DateTime<Utc>);
    let found: Option<Times> = open.first(tx.conn()).optional()?;
    Ok(found.map(|(began_at, created_at, proven_at, ends_at)| Voucher {
        began_at: began_at.unwrap_or(created_at),
        proven_at,
        ends_at,
    }))
}
