//! The only SQL on clients.

use diesel::{
    pg::Pg,
    prelude::*,
    sql_types::{Bool, Text},
};
use serde_json::json;

use super::{
    forms::Filters,
    model::{Client, ClientInput, Entry, Work},
};
use crate::{
    access::Scope,
    accounts,
    audit::{self, Changing, Thing},
    db::Tx,
    error::{AppError, AppResult},
    kernel::{ids::ClientId, paging::cut, text::anywhere},
    prepared::fixed,
    schema::{clients, invoices, projects},
};

#[diesel::declare_sql_function]
extern "SQL" {
    fn lower(text: Text) -> Text;
}

/// The clients a viewer may know of: all for those who work here, its own for a client user.
fn visible(scope: Scope) -> clients::BoxedQuery<'static, Pg> {
    let all = clients::table.into_boxed();
    match scope.client() {
        Some(client) => all.filter(clients::id.eq(client)),
        None => all,
    }
}

/// A client.
///
/// # Errors
/// Not found when there is none, or none this asker may see.
pub fn find(tx: &mut Tx, id: ClientId) -> AppResult<Client> {
    Ok(visible(tx.scope).filter(clients::id.eq(id)).select(Client::as_select()).first(tx.conn())?)
}

/// How many clients a page of the list shows.
pub const PAGE: usize = 50;

/// A page of clients by name, and the last of it if more follow.
///
/// # Errors
/// Not found, when the client to begin after is.
pub fn list(tx: &mut Tx, filters: &Filters) -> AppResult<(Vec<Entry>, Option<ClientId>)> {
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
        // Postgres folds both, lest its idea of lower case and ours differ.
        let same = lower(clients::name).eq(lower(last.clone())).and(clients::id.gt(after));
        query = query.filter(lower(clients::name).gt(lower(last)).or(same));
    }
    let query = query.order((lower(clients::name), clients::id)).limit(PAGE as i64 + 1);
    let mut found: Vec<Entry> = query.select(Entry::as_select()).load(tx.conn())?;
    let last = cut(&mut found, PAGE).map(|entry| entry.id);
    Ok((found, last))
}

/// Written out, so that Postgres sees which index serves it.
const GOES_ON: &str = "projects.status not in ('completed', 'cancelled')";

/// The projects that go on for a client, those due first before the others.
pub fn work(tx: &mut Tx, client: ClientId) -> AppResult<Vec<Work>> {
    Ok(projects::table
        .filter(projects::client_id.eq(client))
        .filter(projects::archived_at.is_null())
        .filter(fixed::<Bool>(GOES_ON))
        .order((projects::due_on.asc().nulls_last(), projects::id.desc()))
        .limit(10)
        .select(Work::as_select())
        .load(tx.conn())?)
}

/// Whether a client has projects or invoices: from then on its currency stays, for they are in it.
pub fn has_work(tx: &mut Tx, client: ClientId) -> AppResult<bool> {
    let invoices = invoices::table.filter(invoices::client_id.eq(client));
    let projects = projects::table.filter(projects::client_id.eq(client));
    let (billed, begun): (bool, bool) =
        diesel::select((diesel::dsl::exists(invoices), diesel::dsl::exists(projects)))
            .get_result(tx.conn())?;
    Ok(billed || begun)
}

/// Writes a new client.
pub fn create(tx: &mut Tx, input: &ClientInput) -> AppResult<ClientId> {
    let id = ClientId::new();
    diesel::insert_into(clients::table)
        .values((clients::id.eq(id), input, clients::created_at.eq(tx.now)))
        .execute(tx.conn())?;
    audit::record(tx, "client.created", Some(("client", id.uuid())), json!({ "name": input.name }))?;
    Ok(id)
}

/// Refuses what would bring an erased client back.
fn refuse_erased(tx: &mut Tx, id: ClientId) -> AppResult<()> {
    let row = visible(tx.scope).filter(clients::id.eq(id));
    let erased: bool = row.select(clients::erased_at.is_not_null()).first(tx.conn())?;
    if erased { Err(AppError::Conflict("privacy-conflict-erased")) } else { Ok(()) }
}

/// Changes a client's details, if nobody else has since `revision`; otherwise tells how they stand now.
///
/// # Errors
/// Conflict, when the currency would change under its projects and invoices.
pub fn revise(
    tx: &mut Tx,
    id: ClientId,
    revision: i32,
    input: &ClientInput,
) -> AppResult<Result<(), Client>> {
    let client = clients::table.filter(clients::id.eq(id)).for_update().select(Client::as_select());
    let client: Client = client.first(tx.conn())?;
    refuse_erased(tx, id)?;
    if client.revision != revision {
        return Ok(Err(client));
    }
    if client.currency != input.currency && has_work(tx, id)? {
        return Err(AppError::Conflict("clients-conflict-currency"));
    }
    let change = Changing::begin(tx, Thing::Client, id.uuid())?;
    diesel::update(clients::table.filter(clients::id.eq(id)))
        .set((input, clients::revision.eq(revision + 1)))
        .execute(tx.conn())?;
    change.record(tx, "client.changed")?;
    Ok(Ok(()))
}

/// Puts a client away, or brings it back. Either may be done twice. Nobody joins it meanwhile.
///
/// # Errors
/// Not found when there is none.
pub fn set_archived(tx: &mut Tx, id: ClientId, archived: bool) -> AppResult<()> {
    accounts::hold_client(tx, id)?;
    let client = find(tx, id)?;
    refuse_erased(tx, id)?;
    if client.archived_at.is_some() == archived {
        return Ok(());
    }
    let at = archived.then_some(tx.now);
    let row = clients::table.filter(clients::id.eq(id));
    diesel::update(row).set(clients::archived_at.eq(at)).execute(tx.conn())?;
    let kind = if archived { "client.archived" } else { "client.returned" };
    audit::record(tx, kind, Some(("client", id.uuid())), json!({ "name": client.name }))
}
