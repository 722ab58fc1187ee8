//! The SQL on second factors. All of it requires the system viewer: users cannot read these rows directly.

pub mod passkeys;

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{
    app::AppSecret,
    model::Attempts,
    rules::{AppCode, Held, Policy, RecoveryCode},
};
use crate::{
    access::SignIn,
    accounts::rules,
    db::Tx,
    error::AppResult,
    kernel::ids::UserId,
    schema::{
        apps_to_confirm, factor_tries, passkeys as passkey_rows, recovery_codes, studios, totp_secrets,
    },
    seal::{Belongs, Sealer},
};

/// Whose second factor the studio requires.
pub fn policy(tx: &mut Tx) -> AppResult<Policy> {
    let (staff, clients) =
        studios::table.select((studios::factor_for_staff, studios::factor_for_clients)).first(tx.conn())?;
    Ok(Policy { staff, clients })
}

/// The user's factors.
pub fn held(tx: &mut Tx, user: UserId) -> AppResult<Held> {
    let app = totp_secrets::table
        .filter(totp_secrets::user_id.eq(user))
        .filter(totp_secrets::confirmed_at.is_not_null());
    let passkeys = passkey_rows::table.filter(passkey_rows::user_id.eq(user)).count();
    let codes = recovery_codes::table.filter(recovery_codes::user_id.eq(user)).count();
    let (app, passkeys, codes): (bool, Option<i64>, Option<i64>) =
        diesel::select((diesel::dsl::exists(app), passkeys.single_value(), codes.single_value()))
            .get_result(tx.conn())?;
    Ok(Held { app, passkeys: passkeys.unwrap_or(0), recovery_codes: codes.unwrap_or(0) })
}

fn belongs(tx: &Tx, user: UserId) -> Belongs {
    Belongs { studio: tx.scope.studio, user, column: "totp_secrets.sealed" }
}

/// Starts setting up an app in a session, with a new secret, which is not a factor until a code confirms it. Returns
/// `false`, and changes nothing, if an app is set up already.
pub fn begin_app(tx: &mut Tx, sealer: &Sealer, sign_in: &SignIn) -> AppResult<bool> {
    if held(tx, sign_in.user)?.app {
        return Ok(false);
    }
    let sealed = sealer.seal(belongs(tx, sign_in.user), AppSecret::random().bytes())?;
    diesel::insert_into(apps_to_confirm::table)
        .values((apps_to_confirm::session_id.eq(sign_in.session), apps_to_confirm::sealed.eq(&sealed)))
        .on_conflict((apps_to_confirm::studio_id, apps_to_confirm::session_id))
        .do_update()
        .set(apps_to_confirm::sealed.eq(&sealed))
        .execute(tx.conn())?;
    Ok(true)
}

/// The secret of the app that is being set up in a session. Returns `None` once an app has been confirmed.
pub fn app_to_confirm(tx: &mut Tx, sealer: &Sealer, sign_in: &SignIn) -> AppResult<Option<AppSecret>> {
    if held(tx, sign_in.user)?.app {
        return Ok(None);
    }
    let row = apps_to_confirm::table.filter(apps_to_confirm::session_id.eq(sign_in.session));
    let sealed: Option<Vec<u8>> = row.select(apps_to_confirm::sealed).first(tx.conn()).optional()?;
    Ok(sealed.and_then(|sealed| opened(tx, sealer, sign_in.user, &sealed)))
}

/// Confirms the app that is being set up in a session with its first code. Returns `false` if the code is wrong, or an
/// app has already been confirmed.
pub fn confirm_app(tx: &mut Tx, sealer: &Sealer, sign_in: &SignIn, code: &AppCode) -> AppResult<bool> {
    let (user, now) = (sign_in.user, tx.now);
    let Some(secret) = app_to_confirm(tx, sealer, sign_in)? else { return Ok(false) };
    let Some(step) = secret.step_of(code, now) else { return Ok(false) };
    let sealed = sealer.seal(belongs(tx, user), secret.bytes())?;
    let counts = (
        totp_secrets::sealed.eq(sealed),
        totp_secrets::last_step.eq(step),
        totp_secrets::created_at.eq(now),
        totp_secrets::confirmed_at.eq(now),
    );
    let upsert = diesel::insert_into(totp_secrets::table)
        .values((totp_secrets::studio_id.eq(tx.scope.studio), totp_secrets::user_id.eq(user), counts.clone()))
        .on_conflict((totp_secrets::studio_id, totp_secrets::user_id))
        .do_update()
        .set(counts);
    // The previous release may have left an unconfirmed row. This filter narrows the update.
    let written = diesel::query_dsl::methods::FilterDsl::filter(upsert, totp_secrets::confirmed_at.is_null())
        .execute(tx.conn())?;
    let begun = apps_to_confirm::table.filter(apps_to_confirm::session_id.eq(sign_in.session));
    diesel::delete(begun).execute(tx.conn())?;
    Ok(written == 1)
}

fn opened(tx: &Tx, sealer: &Sealer, user: UserId, sealed: &[u8]) -> Option<AppSecret> {
    sealer.open(belongs(tx, user), sealed).and_then(|opened| AppSecret::from_bytes(&opened))
}

/// Whether a code of the user's app is correct and has not been used before: of any number of concurrent uses, one
/// succeeds. A secret sealed under a key that is being phased out is resealed; if its key is gone, no code is correct.
pub fn use_app(tx: &mut Tx, sealer: &Sealer, user: UserId, code: &AppCode) -> AppResult<bool> {
    let row = totp_secrets::table
        .filter(totp_secrets::user_id.eq(user))
        .filter(totp_secrets::confirmed_at.is_not_null());
    let stored: Option<Vec<u8>> = row.select(totp_secrets::sealed).first(tx.conn()).optional()?;
    let Some(stored) = stored else { return Ok(false) };
    let Some(secret) = opened(tx, sealer, user, &stored) else { return Ok(false) };
    let Some(step) = secret.step_of(code, tx.now) else { return Ok(false) };
    let sealed = match sealer.is_outdated(&stored) {
        true => sealer.seal(belongs(tx, user), secret.bytes())?,
        false => stored.clone(),
    };
    // The secret is compared too, since the app may have been set up again since it was read.
    let row = row.filter(totp_secrets::sealed.eq(stored)).filter(totp_secrets::last_step.lt(step));
    let counts = (totp_secrets::last_step.eq(step), totp_secrets::sealed.eq(sealed));
    Ok(diesel::update(row).set(counts).execute(tx.conn())? == 1)
}

/// Removes the app. Returns `false` if there was no confirmed one.
pub fn remove_app(tx: &mut Tx, user: UserId) -> AppResult<bool> {
    let row = totp_secrets::table
        .filter(totp_secrets::user_id.eq(user))
        .filter(totp_secrets::confirmed_at.is_not_null());
    Ok(diesel::delete(row).execute(tx.conn())? == 1)
}

/// Stores new recovery codes, in place of the previous ones.
pub fn store_codes(tx: &mut Tx, user: UserId, codes: &[RecoveryCode]) -> AppResult<()> {
    remove_codes(tx, user)?;
    let rows: Vec<_> = codes
        .iter()
        .map(|code| {
            (
                recovery_codes::studio_id.eq(tx.scope.studio),
                recovery_codes::user_id.eq(user),
                recovery_codes::code_hash.eq(code.digest().as_bytes().to_vec()),
                recovery_codes::created_at.eq(tx.now),
            )
        })
        .collect();
    diesel::insert_into(recovery_codes::table).values(rows).execute(tx.conn())?;
    Ok(())
}

/// When the user's recovery codes were created, if any are left.
pub fn codes_made_at(tx: &mut Tx, user: UserId) -> AppResult<Option<DateTime<Utc>>> {
    let theirs = recovery_codes::table.filter(recovery_codes::user_id.eq(user));
    Ok(theirs.select(recovery_codes::created_at).first(tx.conn()).optional()?)
}

/// Whether all of these codes belong to the user, and were created at or after `since`.
pub fn are_stored(
    tx: &mut Tx,
    user: UserId,
    codes: &[RecoveryCode],
    since: DateTime<Utc>,
) -> AppResult<bool> {
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| code.digest().as_bytes().to_vec()).collect();
    let stored: i64 = recovery_codes::table
        .filter(recovery_codes::user_id.eq(user))
        .filter(recovery_codes::code_hash.eq_any(hashes))
        .filter(recovery_codes::created_at.ge(since))
        .count()
        .get_result(tx.conn())?;
    Ok(usize::try_from(stored) == Ok(codes.len()))
}

/// Uses a recovery code up. Of any number of concurrent uses, exactly one returns `true`.
pub fn use_code(tx: &mut Tx, user: UserId, code: &RecoveryCode) -> AppResult<bool> {
    let row = recovery_codes::table
        .filter(recovery_codes::user_id.eq(user))
        .filter(recovery_codes::code_hash.eq(code.digest().as_bytes().to_vec()));
    Ok(diesel::delete(row).execute(tx.conn())? == 1)
}

/// Removes all recovery codes.
pub fn remove_codes(tx: &mut Tx, user: UserId) -> AppResult<()> {
    diesel::delete(recovery_codes::table.filter(recovery_codes::user_id.eq(user))).execute(tx.conn())?;
    Ok(())
}

/// Removes all factors and recovery codes of a user.
pub fn remove_all(tx: &mut Tx, user: UserId) -> AppResult<()> {
    diesel::delete(totp_secrets::table.filter(totp_secrets::user_id.eq(user))).execute(tx.conn())?;
    diesel::delete(passkey_rows::table.filter(passkey_rows::user_id.eq(user))).execute(tx.conn())?;
    remove_codes(tx, user)?;
    forget_failures(tx, user)
}

/// The number of wrong codes in a row. The row stays locked until the transaction ends. A single statement, so that the
/// row exists even if a concurrent transaction deletes it after a correct code.
pub fn lock_attempts(tx: &mut Tx, user: UserId) -> AppResult<Attempts> {
    Ok(diesel::insert_into(factor_tries::table)
        .values((factor_tries::studio_id.eq(tx.scope.studio), factor_tries::user_id.eq(user)))
        .on_conflict((factor_tries::studio_id, factor_tries::user_id))
        .do_update()
        .set(factor_tries::failures.eq(factor_tries::failures))
        .returning(Attempts::as_returning())
        .get_result(tx.conn())?)
}

/// Counts a wrong code. Returns until when further codes are refused.
pub fn count_failure(tx: &mut Tx, user: UserId, attempts: &Attempts) -> AppResult<Option<DateTime<Utc>>> {
    let (failures, until) = rules::after_failure(attempts.failures, attempts.locked_until, tx.now);
    diesel::update(factor_tries::table.filter(factor_tries::user_id.eq(user)))
        .set((factor_tries::failures.eq(failures), factor_tries::locked_until.eq(until)))
        .execute(tx.conn())?;
    Ok(until)
}

/// Resets the count after a correct code.
pub fn forget_failures(tx: &mut Tx, user: UserId) -> AppResult<()> {
    diesel::delete(factor_tries::table.filter(factor_tries::user_id.eq(user))).execute(tx.conn())?;
    Ok(())
}
