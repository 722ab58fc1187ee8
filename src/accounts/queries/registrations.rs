//! Client codes, and the registrations made with them.

use chrono::{DateTime, Duration, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    accounts::{
        code::Code,
        model::{ClientCode, Registration},
        rules,
    },
    db::Tx,
    error::AppResult,
    kernel::{
        EmailAddress, Name, Token,
        ids::{ClientId, UserId},
    },
    mail,
    schema::{client_codes, clients, registrations, users},
};

/// The client's code, if it has one that is not revoked. It may have expired.
pub fn code_of(tx: &mut Tx, client: ClientId) -> AppResult<Option<ClientCode>> {
    Ok(client_codes::table
        .inner_join(users::table.on(users::id.eq(client_codes::made_by)))
        .filter(client_codes::client_id.eq(client))
        .filter(client_codes::revoked_at.is_null())
        .select(ClientCode::as_select())
        .first(tx.conn())
        .optional()?)
}

/// Inserts a new code for a client, and returns its id.
pub fn insert_code(
    tx: &mut Tx,
    client: ClientId,
    made_by: UserId,
    lasts: Option<Duration>,
) -> AppResult<Uuid> {
    let (id, code, now) = (Uuid::now_v7(), Code::random(), tx.now);
    diesel::insert_into(client_codes::table)
        .values((
            client_codes::id.eq(id),
            client_codes::client_id.eq(client),
            client_codes::code.eq(code.as_str()),
            client_codes::code_hash.eq(code.digest().as_bytes().to_vec()),
            client_codes::made_by.eq(made_by),
            client_codes::made_at.eq(now),
            client_codes::expires_at.eq(lasts.map(|lasts| now + lasts)),
        ))
        .execute(tx.conn())?;
    Ok(id)
}

/// Revokes a client's code, which also ends pending registrations with it. Returns `false` if there is none. Locks the
/// client's row.
///
/// # Errors
/// Not found, if there is no such client.
pub fn revoke_code(tx: &mut Tx, client: ClientId) -> AppResult<bool> {
    let locked = clients::table.filter(clients::id.eq(client)).select(clients::id).for_update();
    locked.first::<ClientId>(tx.conn())?;
    let open = client_codes::table
        .filter(client_codes::client_id.eq(client))
        .filter(client_codes::revoked_at.is_null());
    Ok(diesel::update(open).set(client_codes::revoked_at.eq(tx.now)).execute(tx.conn())? == 1)
}

/// The id of a typed code, and its client, if the code is valid and the client is not archived.
pub fn holder(tx: &mut Tx, code: &Code) -> AppResult<Option<(Uuid, ClientId)>> {
    let now = tx.now;
    Ok(client_codes::table
        .inner_join(clients::table.on(clients::id.eq(client_codes::client_id)))
        .filter(client_codes::code_hash.eq(code.digest().as_bytes().to_vec()))
        .filter(client_codes::revoked_at.is_null())
        .filter(client_codes::expires_at.is_null().or(client_codes::expires_at.gt(now)))
        .filter(clients::archived_at.is_null())
        .select((client_codes::id, client_codes::client_id))
        .first(tx.conn())
        .optional()?)
}

/// When an address applied for an account within the given time. Further applications with it wait until the
/// transaction ends.
pub fn applied_within(tx: &mut Tx, email: &EmailAddress, period: Duration) -> AppResult<Vec<DateTime<Utc>>> {
    tx.take_turns(&format!("registration {email}"))?;
    let recent = registrations::table
        .filter(registrations::email.eq(email))
        .filter(registrations::created_at.gt(tx.now - period));
    Ok(recent.select(registrations::created_at).load(tx.conn())?)
}

/// Whether the daily limit of registrations has been reached for this client, or for all clients together. Codes are
/// passed on, and every application sends a mail to an address of the applicant's choice.
pub fn too_many_today(tx: &mut Tx, client: ClientId) -> AppResult<bool> {
    // The lock makes concurrent applications count each other.
    tx.take_turns("registrations")?;
    let since = tx.now - Duration::days(1);
    let today: Vec<ClientId> = registrations::table
        .filter(registrations::created_at.gt(since))
        .select(registrations::client_id)
        .load(tx.conn())?;
    let theirs = today.iter().filter(|of| **of == client).count();
    Ok(theirs >= rules::REGISTRATIONS_OF_CLIENT_A_DAY || today.len() >= rules::REGISTRATIONS_A_DAY)
}

/// Inserts an application. Earlier ones with the same address remain valid until one link is used.
pub fn insert(
    tx: &mut Tx,
    (code, client): (Uuid, ClientId),
    name: &Name,
    email: &EmailAddress,
) -> AppResult<Token> {
    let (token, now) = (Token::random(), tx.now);
    diesel::insert_into(registrations::table)
        .values((
            registrations::studio_id.eq(tx.scope.studio),
            registrations::token_hash.eq(token.digest().as_bytes().to_vec()),
            registrations::client_id.eq(client),
            registrations::code_id.eq(code),
            registrations::email.eq(email),
            registrations::name.eq(name),
            registrations::created_at.eq(now),
            registrations::expires_at.eq(now + rules::REGISTRATION_LASTS),
        ))
        .execute(tx.conn())?;
    Ok(token)
}

/// The registration that a mailed link belongs to, if it is valid: neither used nor expired, and its code not revoked.
/// Whether the client still accepts people is a separate check: see [`super::places::is_archived`].
pub fn bearer(tx: &mut Tx, token: &Token) -> AppResult<Option<Registration>> {
    Ok(registrations::table
        .inner_join(client_codes::table.on(client_codes::id.eq(registrations::code_id)))
        .filter(registrations::token_hash.eq(token.digest().as_bytes().to_vec()))
        .filter(registrations::used_at.is_null())
        .filter(registrations::expires_at.gt(tx.now))
        .filter(client_codes::revoked_at.is_null())
        .select(Registration::as_select())
        .first(tx.conn())
        .optional()?)
}

/// Assigns an address's registrations and earlier mails to the user who owns it, so that they are erased with the
/// account.
pub fn assign_address(tx: &mut Tx, user: UserId, email: &EmailAddress) -> AppResult<()> {
    let asked =
        registrations::table.filter(registrations::email.eq(email)).filter(registrations::user_id.is_null());
    diesel::update(asked).set(registrations::user_id.eq(user)).execute(tx.conn())?;
    mail::claim(tx, user, email)
}

/// Uses a link up, together with the other links of its address. Of any number of concurrent calls, even with different
/// links, exactly one returns `true`.
pub fn use_up(tx: &mut Tx, email: &EmailAddress, token: &Token) -> AppResult<bool> {
    let open =
        registrations::table.filter(registrations::email.eq(email)).filter(registrations::used_at.is_null());
    // A fixed lock order prevents deadlocks between concurrent calls.
    let hashes: Vec<Vec<u8>> = open
        .order(registrations::token_hash)
        .select(registrations::token_hash)
        .for_update()
        .load(tx.conn())?;
    if !hashes.iter().any(|hash| hash == token.digest().as_bytes()) {
        return Ok(false);
    }
    diesel::update(open).set(registrations::used_at.eq(tx.now)).execute(tx.conn())?;
    Ok(true)
}
