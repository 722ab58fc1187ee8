//! Client codes, and who asked for an account with one.

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

/// A client's code, where it has one that is not revoked; it may have expired.
pub fn code_of(tx: &mut Tx, client: ClientId) -> AppResult<Option<ClientCode>> {
    Ok(client_codes::table
        .inner_join(users::table.on(users::id.eq(client_codes::made_by)))
        .filter(client_codes::client_id.eq(client))
        .filter(client_codes::revoked_at.is_null())
        .select(ClientCode::as_select())
        .first(tx.conn())
        .optional()?)
}

/// Writes a new code for a client; answers its id.
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

/// Ends a client's code, and with it what was asked for with it. False, when there is none.
///
/// # Errors
/// Not found, when there is no such client.
pub fn revoke_code(tx: &mut Tx, client: ClientId) -> AppResult<bool> {
    let locked = clients::table.filter(clients::id.eq(client)).select(clients::id).for_update();
    locked.first::<ClientId>(tx.conn())?;
    let open = client_codes::table
        .filter(client_codes::client_id.eq(client))
        .filter(client_codes::revoked_at.is_null());
    Ok(diesel::update(open).set(client_codes::revoked_at.eq(tx.now)).execute(tx.conn())? == 1)
}

/// Which client a typed code is for, and the code's id: while it holds, and the client is not put away.
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

/// When an address asked for an account within the last while. Nobody else asks with it until the transaction ends.
pub fn asked_within(tx: &mut Tx, email: &EmailAddress, while_: Duration) -> AppResult<Vec<DateTime<Utc>>> {
    tx.take_turns(&format!("registration {email}"))?;
    let recent = registrations::table
        .filter(registrations::email.eq(email))
        .filter(registrations::created_at.gt(tx.now - while_));
    Ok(recent.select(registrations::created_at).load(tx.conn())?)
}

/// Whether as many asked for an account with codes of this client, or of all clients, as may within a day: codes are passed on, and every
/// application is a mail to an address of somebody's choice.
pub fn too_many_today(tx: &mut Tx, client: ClientId) -> AppResult<bool> {
    // Of two at once the second counts the first.
    tx.take_turns("registrations")?;
    let since = tx.now - Duration::days(1);
    let today: Vec<ClientId> = registrations::table
        .filter(registrations::created_at.gt(since))
        .select(registrations::client_id)
        .load(tx.conn())?;
    let theirs = today.iter().filter(|of| **of == client).count();
    Ok(theirs >= rules::REGISTRATIONS_OF_CLIENT_A_DAY || today.len() >= rules::REGISTRATIONS_A_DAY)
}

/// Notes that someone asks for an account. What the same address asked for before goes on working, until one link is used.
pub fn ask(
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

/// What a mailed link stands for, while it works: neither used nor expired, its code not revoked. Whether its client takes anybody is
/// another question: see [`super::places::is_archived`].
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

/// Notes whose an address is, in what was asked for with it and in the mails that went to it before: both are erased with their account.
pub fn assign_address(tx: &mut Tx, user: UserId, email: &EmailAddress) -> AppResult<()> {
    let asked =
        registrations::table.filter(registrations::email.eq(email)).filter(registrations::user_id.is_null());
    diesel::update(asked).set(registrations::user_id.eq(user)).execute(tx.conn())?;
    mail::claim(tx, user, email)
}

/// Uses a link up, and with it the others of its address. Of any number at once, also of different links, one alone is told true.
pub fn use_up(tx: &mut Tx, email: &EmailAddress, token: &Token) -> AppResult<bool> {
    let open =
        registrations::table.filter(registrations::email.eq(email)).filter(registrations::used_at.is_null());
    // In one order, so that two at once wait for each other instead of each for a row of the other's.
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
