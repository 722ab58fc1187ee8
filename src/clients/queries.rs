//! The SQL on clients.

use diesel::{pg::Pg, prelude::*, sql_types::Text};

use super::{
    forms::ClientQuery,
    model::{Client, ClientInput, Entry},
};
use crate::{
    access::{Scope, visible},
    db::Tx,
    error::AppResult,
    kernel::{
        ids::ClientId,
        paging::{Page, PageSize},
        text::anywhere,
    },
    prepared::{fixed, prepared},
    schema::{clients, invoices, projects},
};

/// The order of clients' names in lists, in a collation that suits all our languages. Served by the index
/// `clients_by_name`.
pub const NAME_IN_ORDER: &str = "clients.name collate \"und-x-icu\"";

/// The clients that a viewer may see: all for those who work in the studio, their own for a client user.
fn visible(scope: Scope) -> clients::BoxedQuery<'static, Pg> {
    visible!(clients::table, scope, |client| clients::id.eq(client))
}

/// A client.
///
/// # Errors
/// Not found, if there is none, or the viewer may not see it.
pub fn find(tx: &mut Tx, id: ClientId) -> AppResult<Client> {
    Ok(visible(tx.scope).filter(clients::id.eq(id)).select(Client::as_select()).first(tx.conn())?)
}

/// A client with exactly this name, archived or not.
pub fn by_name(tx: &mut Tx, name: &str) -> AppResult<Option<ClientId>> {
    let named = visible(tx.scope).filter(fixed::<Text>(NAME_IN_ORDER).eq(name.to_owned()));
    Ok(named.order(clients::id).select(clients::id).first(tx.conn()).optional()?)
}

/// The number of clients on a page of the list.
const PAGE: PageSize = PageSize(50);

/// A page of clients by name.
///
/// # Errors
/// Not found, if the client after which the page starts does not exist.
pub fn list(tx: &mut Tx, filters: &ClientQuery) -> AppResult<Page<Entry>> {
    let mut query = visible(tx.scope);
    query = if filters.archived() {
        query.filter(clients::archived_at.is_not_null())
    } else {
        query.filter(clients::archived_at.is_null())
    };
    if let Some(search) = filters.search() {
        query = query.filter(clients::name.ilike(anywhere(&search)));
    }
    if let Some(after) = filters.after() {
        let last = find(tx, after)?.name;
        let same = clients::name.eq(last.clone()).and(clients::id.gt(after));
        query = query.filter(fixed::<Text>(NAME_IN_ORDER).gt(last).or(same));
    }
    let query = query.order((fixed::<Text>(NAME_IN_ORDER), clients::id)).limit(PAGE.to_read());
    Ok(PAGE.page(query.select(Entry::as_select()).load(tx.conn())?, |entry: &Entry| entry.id))
}

/// Any active client, if there is one.
pub fn first(tx: &mut Tx) -> AppResult<Option<ClientId>> {
    #[derive(QueryableByName)]
    struct First {
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        id: ClientId,
    }
    let found: Option<First> =
        prepared("select id from clients where archived_at is null order by id limit 1")
            .get_result(tx.conn())
            .optional()?;
    Ok(found.map(|client| client.id))
}

/// Whether a client has projects or invoices, which fix its currency.
pub fn has_work(tx: &mut Tx, client: ClientId) -> AppResult<bool> {
    let invoices = invoices::table.filter(invoices::client_id.eq(client));
    let projects = projects::table.filter(projects::client_id.eq(client));
    let (billed, begun): (bool, bool) =
        diesel::select((diesel::dsl::exists(invoices), diesel::dsl::exists(projects)))
            .get_result(tx.conn())?;
    Ok(billed || begun)
}

/// A client for its form, and whether its currency is fixed.
///
/// # Errors
/// Not found, if there is none, or the viewer may not see it.
pub fn to_edit(tx: &mut Tx, id: ClientId) -> AppResult<(Client, bool)> {
    Ok((find(tx, id)?, has_work(tx, id)?))
}

/// A client, locked until the transaction ends.
///
/// # Errors
/// Not found, if there is none.
pub fn lock(tx: &mut Tx, id: ClientId) -> AppResult<Client> {
    let client = clients::table.filter(clients::id.eq(id)).for_update();
    Ok(client.select(Client::as_select()).first(tx.conn())?)
}

/// Whether a client has been erased.
///
/// # Errors
/// Not found, if there is none, or the viewer may not see it.
pub fn is_erased(tx: &mut Tx, id: ClientId) -> AppResult<bool> {
    let client = visible(tx.scope).filter(clients::id.eq(id));
    Ok(client.select(clients::erased_at.is_not_null()).first(tx.conn())?)
}

/// Inserts a new client.
pub fn insert(tx: &mut Tx, input: &ClientInput) -> AppResult<ClientId> {
    let id = ClientId::new();
    diesel::insert_into(clients::table)
        .values((clients::id.eq(id), input, clients::created_at.eq(tx.now)))
        .execute(tx.conn())?;
    Ok(id)
}

/// Writes a client's details, and increments its revision.
pub fn update(tx: &mut Tx, client: &Client, input: &ClientInput) -> AppResult<()> {
    diesel::update(clients::table.filter(clients::id.eq(client.id)))
        .set((input, clients::revision.eq(client.revision + 1)))
        .execute(tx.conn())?;
    Ok(())
}

/// Writes whether a client is archived.
pub fn set_archived(tx: &mut Tx, id: ClientId, archived: bool) -> AppResult<()> {
    let at = archived.then_some(tx.now);
    let row = clients::table.filter(clients::id.eq(id));
    diesel::update(row).set(clients::archived_at.eq(at)).execute(tx.conn())?;
    Ok(())
}
