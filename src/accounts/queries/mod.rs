//! The room's SQL on users. What belongs to them (passwords, links, roles, …) has a file of its own.

pub mod avatars;
pub mod devices;
pub mod email_changes;
pub mod links;
pub mod notifications;
pub mod passwords;
pub mod places;
pub mod registrations;
pub mod sessions;
pub mod stand_ins;

use std::collections::HashMap;

use diesel::{
    pg::Pg,
    prelude::*,
    sql_types::{Bool, Text},
};
use serde_json::{Value, json};

use super::{
    model::{Company, Entry, NewUser, Person, Profile, State, User},
    rules,
};
use crate::{
    access::{Role, Scope},
    db::Tx,
    error::{AppError, AppResult},
    kernel::{
        EmailAddress, Locale,
        ids::{ClientId, UserId},
        paging::{Page, PageSize},
    },
    mail,
    prepared::fixed,
    schema::{clients, studios, users},
};

/// The order of people's names in lists, in a collation that suits all our languages. Served by the index
/// `users_by_name`.
const NAME_IN_ORDER: &str = "users.name collate \"und-x-icu\"";

/// The users that a viewer may see: all of the studio's for those who work in it; for a client user, colleagues and the
/// studio's own people.
fn visible(scope: Scope) -> users::BoxedQuery<'static, Pg> {
    let all = users::table.into_boxed();
    match scope.client() {
        Some(client) => all
            .filter(users::client_id.eq(client).or(users::client_id.is_null()))
            .filter(fixed::<Bool>(NO_ERASED_STAND_IN)),
        None => all,
    }
}

/// A stand-in is erased together with the person who owns its address, and is then hidden from its client.
const NO_ERASED_STAND_IN: &str = "not (users.erased_at is not null and users.email like '%@taken.invalid')";

/// Refuses to restore a user who has been erased.
///
/// # Errors
/// Not found, also if the viewer may not see the user; conflict, if the user has been erased.
pub fn refuse_erased(tx: &mut Tx, id: UserId) -> AppResult<()> {
    let erased: bool =
        visible(tx.scope).filter(users::id.eq(id)).select(users::erased_at.is_not_null()).first(tx.conn())?;
    if erased { Err(AppError::Conflict("privacy-conflict-erased")) } else { Ok(()) }
}

/// What an audit entry stores about an address that may not belong to any user: the masked address, and a keyed hash by
/// which an erasure can find the entry if the address later belongs to someone.
pub fn address_facts(tx: &mut Tx, address: &EmailAddress) -> AppResult<Value> {
    let hash = mail::address_hash(tx, address)?;
    Ok(json!({ "address": rules::masked(address), "address_hash": hash }))
}

/// A user.
///
/// # Errors
/// Not found, also if the viewer may not see the user.
pub fn user(tx: &mut Tx, id: UserId) -> AppResult<User> {
    Ok(visible(tx.scope).filter(users::id.eq(id)).select(User::as_select()).first(tx.conn())?)
}

/// The names and roles of the given users. Those the viewer may not see are left out.
pub fn people(tx: &mut Tx, ids: &[UserId]) -> AppResult<HashMap<UserId, Person>> {
    let rows: Vec<(UserId, String, String)> = visible(tx.scope)
        .filter(users::id.eq_any(ids.to_vec()))
        .select((users::id, users::name, users::role))
        .load(tx.conn())?;
    let person = |(id, name, role): (_, _, String)| (id, Person { id, name, is_staff: role != "client" });
    Ok(rows.into_iter().map(person).collect())
}

/// Inserts a new user, who cannot sign in until they have a password.
///
/// # Errors
/// Conflict, if the address is already in use in this studio.
pub fn create_user(tx: &mut Tx, new: &NewUser) -> AppResult<UserId> {
    let written = insert_user(tx, new, new.email.as_str(), None)?;
    written.ok_or(AppError::Conflict("accounts-conflict-address"))
}

/// Returns `None` if the address is already in use.
fn insert_user(
    tx: &mut Tx,
    new: &NewUser,
    address: &str,
    invited_as: Option<&EmailAddress>,
) -> AppResult<Option<UserId>> {
    let id = UserId::new();
    let (role, client, standing) = new.role.columns();
    let written = diesel::insert_into(users::table)
        .values((
            users::id.eq(id),
            users::role.eq(role),
            users::client_id.eq(client),
            users::standing.eq(standing),
            users::state.eq(new.state),
            users::email.eq(address),
            users::invited_as.eq(invited_as),
            users::name.eq(&new.name),
            users::locale.eq(new.locale),
            users::created_at.eq(tx.now),
        ))
        .on_conflict_do_nothing()
        .execute(tx.conn())?;
    Ok((written == 1).then_some(id))
}

/// The user with an address, if the viewer may see them.
pub fn by_address(tx: &mut Tx, email: &EmailAddress) -> AppResult<Option<User>> {
    let named = visible(tx.scope).filter(users::email.eq(email)).select(User::as_select());
    Ok(named.first(tx.conn()).optional()?)
}

/// The number of people on a page of the list.
const PAGE: PageSize = PageSize(50);

/// The studio's own people, or its clients' people, by name, starting after the given user.
///
/// # Errors
/// Not found, if that user does not exist.
pub fn listed(tx: &mut Tx, of_clients: bool, after: Option<UserId>) -> AppResult<Page<Entry>> {
    let mut entries = users::table
        .left_join(clients::table.on(clients::id.nullable().eq(users::client_id)))
        .filter(users::client_id.is_not_null().eq(of_clients))
        .select(Entry::as_select())
        .order((fixed::<Text>(NAME_IN_ORDER), users::id))
        .limit(PAGE.to_read())
        .into_boxed();
    if let Some(after) = after {
        let name = user(tx, after)?.name;
        let same = users::name.eq(name.clone()).and(users::id.gt(after));
        entries = entries.filter(fixed::<Text>(NAME_IN_ORDER).gt(name).or(same));
    }
    Ok(PAGE.page(entries.load(tx.conn())?, |entry: &Entry| entry.user.id))
}

/// A user as a list shows them, with their client's name.
///
/// # Errors
/// Not found, also if the viewer may not see the user.
pub fn entry(tx: &mut Tx, id: UserId) -> AppResult<Entry> {
    user(tx, id)?;
    Ok(users::table
        .left_join(clients::table.on(clients::id.nullable().eq(users::client_id)))
        .filter(users::id.eq(id))
        .select(Entry::as_select())
        .first(tx.conn())?)
}

/// The users of a client: managers first, then by name.
pub fn of_client(tx: &mut Tx, client: ClientId) -> AppResult<Vec<User>> {
    let theirs = visible(tx.scope).filter(users::client_id.eq(client)).select(User::as_select());
    Ok(theirs.order((users::standing, fixed::<Text>(NAME_IN_ORDER), users::id)).load(tx.conn())?)
}

/// Writes the part of an account that users edit themselves.
pub fn update_profile(tx: &mut Tx, user: UserId, profile: &Profile) -> AppResult<()> {
    diesel::update(users::table.filter(users::id.eq(user)))
        .set((
            users::name.eq(&profile.name),
            users::locale.eq(profile.locale),
            users::zone.eq(profile.zone),
            users::theme.eq(&profile.theme),
        ))
        .execute(tx.conn())?;
    Ok(())
}

/// Changes an account from one state to another. Returns `false` if it was not in the first state.
pub fn change_state(tx: &mut Tx, user: UserId, from: State, to: State) -> AppResult<bool> {
    let row = users::table.filter(users::id.eq(user).and(users::state.eq(from)));
    Ok(diesel::update(row).set(users::state.eq(to)).execute(tx.conn())? == 1)
}

/// The studio of an account, and its client if it has one.
///
/// # Errors
/// Not found, if the viewer may not see the client.
pub fn company(tx: &mut Tx, role: Role) -> AppResult<Company> {
    let (studio, locale): (String, Locale) =
        studios::table.select((studios::name, studios::locale)).first(tx.conn())?;
    let Role::Client { client, .. } = role else { return Ok(Company { studio, client: None, locale }) };
    let (name, locale): (String, Locale) = clients::table
        .filter(clients::id.eq(client))
        .select((clients::name, clients::locale))
        .first(tx.conn())?;
    Ok(Company { studio, client: Some(name), locale })
}
