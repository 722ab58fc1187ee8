//! One-time links. Their tokens are kept as digests only.

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

/// Writes an invitation. Older ones go on working until one of them is used: see [`use_up`].
pub fn invite(tx: &mut Tx, user: UserId) -> AppResult<Token> {
    make(tx, user, Purpose::Invitation, rules::INVITATION_LASTS, None)
}

/// Writes a link to a new password, and who asked for it.
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

/// A link to a stand-in, which was none when the link was mailed, leads nowhere once an account has the address.
const ADDRESS_IS_NOBODYS: &str = "(users.invited_as is null or not exists (select from users o
    where o.studio_id = users.studio_id and o.email = users.invited_as and o.state = 'active'))";

/// Whose link this is, while it works: of this purpose, neither used nor expired, and of use to its bearer.
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
        .filter(fixed::<Bool>(ADDRESS_IS_NOBODYS))
        .select(User::as_select())
        .first(tx.conn())
        .optional()?)
}

/// Uses a link up, and with it the others of its purpose. Of any number at once, also of different links, one alone is told true.
pub fn use_up(tx: &mut Tx, user: UserId, purpose: Purpose, token: &Token) -> AppResult<bool> {
    let open = one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::purpose.eq(purpose))
        .filter(one_time_links::used_at.is_null());
    // In one order, so that two at once wait for each other instead of each for a row of the other's.
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

/// Voids every link of someone, invitations too: for when their account is closed.
pub fn void_all(tx: &mut Tx, user: UserId) -> AppResult<usize> {
    let open = one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::used_at.is_null());
    Ok(diesel::update(open).set(one_time_links::used_at.eq(tx.now)).execute(tx.conn())?)
}

/// Voids someone's links to a new password. Their invitations stay.
pub fn void_resets(tx: &mut Tx, user: UserId) -> AppResult<usize> {
    let open = one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::purpose.eq(Purpose::PasswordReset))
        .filter(one_time_links::used_at.is_null());
    Ok(diesel::update(open).set(one_time_links::used_at.eq(tx.now)).execute(tx.conn())?)
}

/// How many invitations someone has sent within the last day.
pub fn invitations_today(tx: &mut Tx, inviter: UserId) -> AppResult<i64> {
    Ok(one_time_links::table
        .filter(one_time_links::created_by.eq(inviter))
        .filter(one_time_links::purpose.eq(Purpose::Invitation))
        .filter(one_time_links::created_at.gt(tx.now - Duration::days(1)))
        .count()
        .get_result(tx.conn())?)
}

/// Whether a client's people, or those of all clients, have sent as many invitations within the last day as they may together; where no
/// client is named, those who work in the studio. Reaches beyond what a client's manager sees.
pub fn too_many_today(tx: &mut Tx, client: Option<ClientId>) -> AppResult<bool> {
    // Of two at once the second counts the first.
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

/// When somebody was sent an invitation within the last hour, whoever sent it. The events tell it, for a client's manager sees no links
/// but their own.
pub fn recent_invitations(
    tx: &mut Tx,
    user: UserId,
    client: Option<ClientId>,
) -> AppResult<Vec<DateTime<Utc>>> {
    let sent = events::table
        .filter(events::subject_id.eq(user.uuid()))
        // Written out, so that Postgres sees which index serves it.
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

/// The resets someone was sent recently, the newest first.
pub fn recent_resets(tx: &mut Tx, user: UserId) -> AppResult<Vec<ResetSent>> {
    Ok(one_time_links::table
        .filter(one_time_links::user_id.eq(user))
        .filter(one_time_links::purpose.eq(Purpose::PasswordReset))
        .filter(one_time_links::created_at.gt(tx.now - rules::RESETS_COUNT_FOR))
        .order(one_time_links::created_at.desc())
        .select(ResetSent::as_select())
        .load(tx.conn())?)
}
