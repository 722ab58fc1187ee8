//! Creates sessions, and renews their cookies.

use chrono::{DateTime, Duration, Utc};
use diesel::{prelude::*, sql_types};

use super::{MOST, MOST_INCOMPLETE, NewCookie, NewSession, SIGN_IN_LASTS, Stage};
use crate::{
    access::{Role, SignIn, lifetimes},
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        ids::{DeviceId, SessionId, StudioId, UserId},
        secret::Token,
        sha256::Sha256,
    },
    schema::{sessions, users},
};

fn key_of(studio: StudioId) -> String {
    format!("{studio}.{}", Token::random().text())
}

/// Creates a session, in the transaction that decided to admit its owner. That transaction has locked the owner's row first
/// ([`super::hold_owner`]), so that nothing on which the decision was based has changed since.
///
/// # Errors
/// Signed out if the account is not active.
pub fn start(tx: &mut Tx, new: &NewSession) -> AppResult<NewCookie> {
    let NewSession { user, role, stage, device, voucher } = *new;
    let (studio, now, origin) = (tx.scope.studio, tx.now, tx.origin.clone());
    let key = key_of(studio);
    let began_at = voucher.map_or(now, |voucher| voucher.began_at);
    let end = began_at + longest(role);
    let end = voucher.map_or(end, |voucher| end.min(voucher.ends_at));
    let end = if stage == Stage::Whole { end } else { end.min(now + SIGN_IN_LASTS) };
    let active = users::table.filter(users::id.eq(user)).filter(users::state.eq("active"));
    if diesel::update(active).set(users::last_seen_at.eq(now)).execute(tx.conn())? == 0 {
        return Err(AppError::SignedOut);
    }
    diesel::insert_into(sessions::table)
        .values((
            sessions::studio_id.eq(studio),
            sessions::token_hash.eq(Sha256::of(&key).as_bytes().to_vec()),
            sessions::id.eq(SessionId::new()),
            sessions::user_id.eq(user),
            sessions::stage.eq(stage),
            sessions::device_id.eq(device),
            sessions::address.eq(&origin.address),
            sessions::seen_address.eq(&origin.address),
            sessions::agent.eq(&origin.agent),
            sessions::created_at.eq(now),
            sessions::last_seen_at.eq(now),
            sessions::began_at.eq(began_at),
            sessions::proven_at.eq(voucher.map_or(now, |voucher| voucher.proven_at)),
            sessions::expires_at.eq(end),
        ))
        .execute(tx.conn())?;
    make_room(tx, user)?;
    Ok(NewCookie { key, renews: false })
}

/// Deletes a user's surplus sessions: complete ones beyond [`MOST`], and incomplete sign-ins beyond [`MOST_INCOMPLETE`], counted per known
/// browser. Neither displaces the other.
fn make_room(tx: &mut Tx, user: UserId) -> AppResult<()> {
    diesel::sql_query(
        "delete from sessions s using (
                select id, stage, row_number() over (partition by stage = 'whole', case when stage <> 'whole' then device_id end
                    order by last_seen_at desc, id desc) as place
                from sessions where user_id = $1) placed
            where s.user_id = $1 and s.id = placed.id and placed.place > case placed.stage when 'whole' then $2 else $3 end",
    )
    .bind::<sql_types::Uuid, _>(user)
    .bind::<sql_types::BigInt, _>(MOST)
    .bind::<sql_types::BigInt, _>(MOST_INCOMPLETE)
    .execute(tx.conn())?;
    Ok(())
}

/// Records that the session's owner has just entered a password or a factor, which completes an incomplete sign-in. The session stays the
/// same, under a new cookie, and ends when it would have ended. Must be called in the transaction that checked the password or factor.
///
/// # Errors
/// Signed out if it has ended, or has a different cookie than the request.
pub fn complete_authentication(
    tx: &mut Tx,
    sign_in: &SignIn,
    device: Option<DeviceId>,
) -> AppResult<NewCookie> {
    let now = tx.now;
    renew(tx, sign_in, device, Some(now))
}

/// Like [`complete_authentication`], if the owner did not prove anything: setting up a factor completes an incomplete sign-in, and removing
/// one changes the cookie. The time of the last proof does not change.
///
/// # Errors
/// As [`complete_authentication`].
pub fn rotate(tx: &mut Tx, sign_in: &SignIn, device: Option<DeviceId>) -> AppResult<NewCookie> {
    renew(tx, sign_in, device, None)
}

/// Gives a session a new cookie and completes it, for a request that came with its present cookie. An incomplete sign-in then ends when it
/// would have ended if it had been complete from the start; no other session ends later than before. If `proven_at` is `None`, the time of
/// the last proof does not change.
fn renew(
    tx: &mut Tx,
    who: &SignIn,
    device: Option<DeviceId>,
    proven_at: Option<DateTime<Utc>>,
) -> AppResult<NewCookie> {
    let key = key_of(tx.scope.studio);
    let renewed = diesel::sql_query(
        "update sessions set token_hash = $1, device_id = coalesce($2, device_id), proven_at = coalesce($3, proven_at),
            last_seen_at = $4, expires_at = case stage when 'whole' then expires_at
                else coalesce(began_at, created_at) + $5 end, stage = 'whole'
            where id = $6 and token_hash = $7 and expires_at > $4",
    )
    .bind::<sql_types::Binary, _>(Sha256::of(&key).as_bytes().to_vec())
    .bind::<sql_types::Nullable<sql_types::Uuid>, _>(device)
    .bind::<sql_types::Nullable<sql_types::Timestamptz>, _>(proven_at)
    .bind::<sql_types::Timestamptz, _>(tx.now)
    .bind::<sql_types::Interval, _>(longest(who.role))
    .bind::<sql_types::Uuid, _>(who.session)
    .bind::<sql_types::Binary, _>(who.cookie.as_bytes().to_vec())
    .execute(tx.conn())?;
    if renewed == 0 {
        return Err(AppError::SignedOut);
    }
    make_room(tx, who.user)?;
    Ok(NewCookie { key, renews: true })
}

/// How long a session lasts in total.
fn longest(role: Role) -> Duration {
    lifetimes(role).1
}
