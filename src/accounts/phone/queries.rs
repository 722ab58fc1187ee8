//! The only SQL on codes. Only the system sees them.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{
    asker::{Asker, Secret},
    model::Code,
    rules::{KEPT, LASTS, Numbers, State, Verdict},
};
use crate::{
    db::Tx,
    error::AppResult,
    kernel::{
        Token,
        ids::{SessionId, SignInCodeId, UserId},
    },
    schema::{sessions, sign_in_codes},
    web::session::Voucher,
};

/// Writes a code for the browser that asks. What is long over goes.
///
/// # Errors
/// As Postgres answers.
pub fn make(tx: &mut Tx, secret: &Secret) -> AppResult<SignInCodeId> {
    let old = sign_in_codes::table.filter(sign_in_codes::expires_at.lt(tx.now - KEPT));
    diesel::delete(old).execute(tx.conn())?;
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

/// A code of the browser that asked for it.
///
/// # Errors
/// Not found, also for every other browser.
pub fn asked(tx: &mut Tx, id: SignInCodeId, asker: &Asker) -> AppResult<Code> {
    Ok(sign_in_codes::table
        .filter(sign_in_codes::id.eq(id))
        .filter(sign_in_codes::asker_hash.eq_any(asker.digests()))
        .select(Code::as_select())
        .first(tx.conn())?)
}

/// The code a link is for, while it waits.
///
/// # Errors
/// As Postgres answers.
pub fn linked(tx: &mut Tx, link: &Token) -> AppResult<Option<Code>> {
    Ok(sign_in_codes::table
        .filter(sign_in_codes::token_hash.eq(link.digest().as_bytes().to_vec()))
        .filter(sign_in_codes::state.eq(State::Waiting))
        .filter(sign_in_codes::expires_at.gt(tx.now))
        .select(Code::as_select())
        .first(tx.conn())
        .optional()?)
}

/// Keeps the phone's verdict. Of any number at once, one alone is told true.
///
/// # Errors
/// As Postgres answers.
pub fn decide(
    tx: &mut Tx,
    id: SignInCodeId,
    verdict: Verdict,
    user: UserId,
    phone: SessionId,
) -> AppResult<bool> {
    let waiting = sign_in_codes::table
        .filter(sign_in_codes::id.eq(id))
        .filter(sign_in_codes::state.eq(State::Waiting))
        .filter(sign_in_codes::expires_at.gt(tx.now));
    let decided = (
        sign_in_codes::state.eq(verdict.state()),
        sign_in_codes::user_id.eq(user),
        sign_in_codes::session_id.eq(phone),
    );
    Ok(diesel::update(waiting).set(decided).execute(tx.conn())? == 1)
}

/// Uses a confirmed code up, and tells who confirmed it and by which session. Of any number at once, one alone is told.
///
/// # Errors
/// As Postgres answers.
pub fn use_up(tx: &mut Tx, id: SignInCodeId, asker: &Asker) -> AppResult<Option<(UserId, SessionId)>> {
    let confirmed = sign_in_codes::table
        .filter(sign_in_codes::id.eq(id))
        .filter(sign_in_codes::asker_hash.eq_any(asker.digests()))
        .filter(sign_in_codes::state.eq(State::Confirmed))
        .filter(sign_in_codes::expires_at.gt(tx.now));
    let used: Option<(Option<UserId>, Option<SessionId>)> = diesel::update(confirmed)
        .set(sign_in_codes::state.eq(State::Used))
        .returning((sign_in_codes::user_id, sign_in_codes::session_id))
        .get_result(tx.conn())
        .optional()?;
    Ok(used.and_then(|(user, phone)| user.zip(phone)))
}

/// What the phone's session vouches with, while it is signed in.
///
/// # Errors
/// As Postgres answers.
pub fn voucher(tx: &mut Tx, user: UserId, phone: SessionId) -> AppResult<Option<Voucher>> {
    let open = sessions::table
        .filter(sessions::id.eq(phone))
        .filter(sessions::user_id.eq(user))
        .filter(sessions::stage.eq("whole"))
        .filter(sessions::expires_at.gt(tx.now))
        .select((sessions::began_at, sessions::created_at, sessions::proven_at));
    type Times = (Option<DateTime<Utc>>, DateTime<Utc>, DateTime<Utc>);
    let found: Option<Times> = open.first(tx.conn()).optional()?;
    Ok(found.map(|(began_at, created_at, proven_at)| Voucher {
        began_at: began_at.unwrap_or(created_at),
        proven_at,
    }))
}
