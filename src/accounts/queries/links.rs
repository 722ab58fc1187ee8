//! One-time links. Only the digests of their tokens are stored.

use chrono::{DateTime, Duration, Utc};
use diesel::{prelude::*, sql_types::Bool};

use crate::{
    accounts::{
        model::{ResetSent, State, User},
        rules::{self, Asker, Purpose},
    },
    db::Tx,
    error::AppResult,
    kernel::{
        Token,
        ids::{ClientId, UserId},
    },
    prepared::fixed,
    schema::{events, one_time_links, users},
};

/// Inserts an invitation. Older ones remain valid until one of them is used: see [`use_up`].
pub fn invite(tx: &mut Tx, user: UserId) -> AppResult<Token> {
    make(tx, user, Purpose::Invitation, rules::INVITATION_LASTS, None)
}

/// Inserts a password reset link, with the origin of the request.
pub fn reset(tx: &mut Tx, user: UserId, asker: &Asker) -> AppResult<Token> {
    make(tx, user, Purpose::PasswordReset, rules::RESET_LASTS, Some(asker))
}

fn make(
    tx: &mut Tx,
    user: UserId,
    purpose: Purpose,
    lasts: Duration,
    asker: Option<&Asker>,
) -> AppResult<Token> {
    let token = Token::random();
    diesel::insert_into(one_time_links::table)
        .values((
            one_time_links::studio_id.eq(tx.scope.studio),
            one_time_links::token_hash.eq(token.digest().as_bytes().to_vec()),
            one_time_links::user_id.eq(user),
            one_time_links::purpose.eq(purpose),
            one_time_links::created_by.eq(tx.scope.user),
            one_time_links::created_at.eq(tx.now),
            one_time_links::expires_at.eq(tx.now + lasts),
            one_time_links::network.eq(asker.map(|asker| &asker.network)),
            one_time_links::known_browser.eq(asker.is_some_and(|asker| asker.known)),
        ))
        .execute(tx.conn())?;
    Ok(token)
}

/// A link may lead to a row that was only turned into a stand-in after the link was mailed. It is not valid while an
/// active account has the address.
const ADDRESS_IS_FREE: &str = "(users.invited_as is null or not exists (select from users o
    where o.studio_id = users.studio_id and o.email = users.invited_as and o.state = 'active'))";

/// The user that a link belongs to, if it is valid: of this purpose, neither used nor expired, and applicable to the
/// state of the account.
pub fn bearer(tx: &mut Tx, token: &Token, purpose: Purpose) -> AppResult<Option<User>> {
    let state = match purpose {
        Purpose::Invitation => State::Invited,
        Purpose::PasswordReset => State::Active,
    };
    Ok(one_time_links::table
        .inner_join(users::table.on(users::id.eq(one_time_links::user_id)))
        .filter(one_time_links::token_hash.eq(token.digest().as_bytes().to_vec()))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null())
        .filter(one_time_links::expires_at.gt(tx.now))
        .filter(users::state.eq(state))
        .filter(fixed::<Bool>(ADDRESS_IS_FREE))
        .select(User::as_select())
        .first(tx.conn())
        .optional()?)
}

/// Uses a link up, together with the user's other links of the same purpose. Of any number of concurrent calls, even
/// with different links, exactly one returns `true`.
pub fn use_up(tx: &mut Tx, user: UserId, purpose: Purpose, token: &Token) -> AppResult<bool> {
    let open = one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null());
    // A fixed lock order prevents deadlocks between concurrent calls.
    let hashes: Vec<Vec<u8>> = open
        .order(one_time_links::token_hash)
        .select(one_time_links::token_hash)
        .for_update()
        .load(tx.conn())?;
    if !hashes.iter().any(|hash| hash == token.digest().as_bytes()) {
        return Ok(false);
    }
    diesel::update(open).set(one_time_links::used_at.eq(tx.now)).execute(tx.conn())?;
    Ok(true)
}

/// Voids all links of a user, including invitations, when their account is closed.
pub fn void_all(tx: &mut Tx, user: UserId) -> AppResult<usize> {
    let open = one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::used_at.is_null());
    Ok(diesel::update(open).set(one_time_links::used_at.eq(tx.now)).execute(tx.conn())?)
}

/// Voids a user's password reset links. Invitations remain valid.
pub fn void_resets(tx: &mut Tx, user: UserId) -> AppResult<usize> {
    let open = one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::purpose.eq(Purpose::PasswordReset))
        .filter(one_time_links::used_at.is_null());
    Ok(diesel::update(open).set(one_time_links::used_at.eq(tx.now)).execute(tx.conn())?)
}

/// The number of invitations a user has sent within the last day.
pub fn invitations_today(tx: &mut Tx, inviter: UserId) -> AppResult<i64> {
    Ok(one_time_links::table
        .filter(one_time_links::created_by.eq(inviter))
        .filter(one_time_links::purpose.eq(Purpose::Invitation))
        .filter(one_time_links::created_at.gt(tx.now - Duration::days(1)))
        .count()
        .get_result(tx.conn())?)
}

/// Whether the daily limit of invitations has been reached by this client's users, or by the users of all clients
/// together; if `client` is `None`, by those who work in the studio. Counts more than a client's manager can see.
pub fn too_many_today(tx: &mut Tx, client: Option<ClientId>) -> AppResult<bool> {
    // The lock makes concurrent invitations count each other.
    tx.take_turns("invitations")?;
    let day = tx.now - Duration::days(1);
    tx.as_system(|tx| {
        let senders: Vec<Option<ClientId>> = one_time_links::table
            .inner_join(users::table.on(users::id.nullable().eq(one_time_links::created_by)))
            .filter(fixed::<Bool>("one_time_links.purpose = 'invitation'"))
            .filter(one_time_links::created_at.gt(day))
            .select(users::client_id)
            .load(tx.conn())?;
        let count =
            |of: &dyn Fn(&Option<ClientId>) -> bool| senders.iter().filter(|sender| of(sender)).count();
        let side = count(&|sender| sender.is_some() == client.is_some());
        let theirs = client.map_or(0, |client| count(&|sender| *sender == Some(client)));
        Ok(side >= rules::INVITATIONS_OF_STUDIO_A_DAY || theirs >= rules::INVITATIONS_OF_CLIENT_A_DAY)
    })
}

/// When the user was sent invitations within the last hour, by anyone. Read from the events, because a client's manager
/// can see no links but their own.
pub fn recent_invitations(
    tx: &mut Tx,
    user: UserId,
    client: Option<ClientId>,
) -> AppResult<Vec<DateTime<Utc>>> {
    let sent = events::table
        .filter(events::subject_id.eq(user.uuid()))
        // Written out as a literal, so that Postgres recognises the index for it.
        .filter(fixed::<Bool>("events.in_feed and events.kind = 'invitation.sent'"))
        .filter(events::created_at.gt(tx.now - rules::LINKS_COUNT_FOR))
        .select(events::created_at)
        .into_boxed();
    let sent = match client {
        Some(client) => sent.filter(events::client_id.eq(client)),
        None => sent.filter(events::client_id.is_null()),
    };
    Ok(sent.load(tx.conn())?)
}

/// The reset links that the user was sent recently, newest first.
pub fn recent_resets(tx: &mut Tx, user: UserId) -> AppResult<Vec<ResetSent>> {
    Ok(one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::purpose.eq(Purpose::PasswordReset))
        .filter(one_time_links::created_at.gt(tx.now - rules::RESETS_COUNT_FOR))
        .order(one_time_links::created_at.desc())
        .select(ResetSent::as_select())
        .load(tx.conn())?)
}
