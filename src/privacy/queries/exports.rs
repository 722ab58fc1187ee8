//! The statements about exports.

use chrono::{DateTime, Utc};
use diesel::{dsl::IntoBoxed, pg::Pg, prelude::*};

use super::super::rules::About;
use crate::{
    access::{Reach, Role, Scope},
    db::Tx,
    error::AppResult,
    kernel::ids::{AuditEntryId, BlobId, ClientId, ExportId, UserId},
    schema::{audit_entries, clients, data_exports, users},
    storage::Blob,
};

/// An export as its page shows it.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = data_exports)]
pub struct Export {
    pub id: ExportId,
    pub user_id: Option<UserId>,
    pub client_id: Option<ClientId>,
    pub requested_by: Option<UserId>,
    pub blob_id: Option<BlobId>,
    pub size_bytes: i64,
    pub created_at: DateTime<Utc>,
    pub ready_at: Option<DateTime<Utc>>,
    pub expires_at: Option<DateTime<Utc>>,
}

impl Export {
    /// The person or client it is about.
    pub fn about(&self) -> Option<About> {
        self.user_id.map(About::Person).or(self.client_id.map(About::Client))
    }
}

/// The exports in this scope: all for admins, one's own for everyone else.
fn visible<'a>(scope: Scope) -> IntoBoxed<'a, data_exports::table, Pg> {
    let all = data_exports::table.into_boxed();
    match scope.reach {
        Reach::System | Reach::Person(Role::Admin) => all,
        Reach::Person(_) => all.filter(data_exports::user_id.is_not_distinct_from(scope.user)),
    }
}

/// The exports about a person or client, latest first.
pub fn of(tx: &mut Tx, about: About) -> AppResult<Vec<Export>> {
    let now = tx.now;
    let all =
        visible(tx.scope).filter(data_exports::expires_at.is_null().or(data_exports::expires_at.gt(now)));
    let all = match about {
        About::Person(id) => all.filter(data_exports::user_id.eq(id)),
        About::Client(id) => all.filter(data_exports::client_id.eq(id)),
    };
    Ok(all.order(data_exports::created_at.desc()).limit(20).select(Export::as_select()).load(tx.conn())?)
}

/// An export that can be downloaded.
pub fn ready(tx: &mut Tx, id: ExportId) -> AppResult<Export> {
    let now = tx.now;
    let ready = visible(tx.scope).filter(data_exports::id.eq(id)).filter(data_exports::expires_at.gt(now));
    Ok(ready.select(Export::as_select()).first(tx.conn())?)
}

/// Any export, for the job that makes it. Returns `None` if an erasure removed it.
pub fn find(tx: &mut Tx, id: ExportId) -> AppResult<Option<Export>> {
    let row = visible(tx.scope).filter(data_exports::id.eq(id)).select(Export::as_select());
    Ok(row.first(tx.conn()).optional()?)
}

/// Inserts the request for an export.
pub fn insert(tx: &mut Tx, about: About) -> AppResult<ExportId> {
    let (user, client) = match about {
        About::Person(id) => (Some(id), None),
        About::Client(id) => (None, Some(id)),
    };
    let id = ExportId::new();
    diesel::insert_into(data_exports::table)
        .values((
            data_exports::id.eq(id),
            data_exports::user_id.eq(user),
            data_exports::client_id.eq(client),
            data_exports::requested_by.eq(tx.scope.user),
            data_exports::created_at.eq(tx.now),
        ))
        .execute(tx.conn())?;
    Ok(id)
}

/// The latest recorded erasure. Data read before it may contain what it erased.
pub fn latest_erasure(tx: &mut Tx) -> AppResult<Option<AuditEntryId>> {
    let erasures = audit_entries::table.filter(audit_entries::kind.eq_any(["user.erased", "client.erased"]));
    Ok(erasures.order(audit_entries::id.desc()).select(audit_entries::id).first(tx.conn()).optional()?)
}

/// Records an export's blob, and when it expires. Returns false if it is already ready, or was removed.
pub fn mark_ready(tx: &mut Tx, id: ExportId, blob: Blob, expires_at: DateTime<Utc>) -> AppResult<bool> {
    let row = data_exports::table.filter(data_exports::id.eq(id)).filter(data_exports::ready_at.is_null());
    let changed = diesel::update(row)
        .set((
            data_exports::blob_id.eq(blob.id),
            data_exports::size_bytes.eq(blob.size_bytes),
            data_exports::ready_at.eq(tx.now),
            data_exports::expires_at.eq(expires_at),
        ))
        .execute(tx.conn())?;
    Ok(changed > 0)
}

/// Makes the other exports about the same person or client expire now.
pub fn expire_earlier(tx: &mut Tx, export: &Export) -> AppResult<()> {
    let earlier = data_exports::table
        .filter(data_exports::user_id.is_not_distinct_from(export.user_id))
        .filter(data_exports::client_id.is_not_distinct_from(export.client_id))
        .filter(data_exports::id.ne(export.id))
        .filter(data_exports::expires_at.gt(tx.now));
    diesel::update(earlier).set(data_exports::expires_at.eq(tx.now)).execute(tx.conn())?;
    Ok(())
}

/// Deletes expired exports. Returns each with its blob.
pub fn delete_expired(tx: &mut Tx) -> AppResult<Vec<(ExportId, Option<BlobId>)>> {
    let now = tx.now;
    Ok(diesel::delete(data_exports::table.filter(data_exports::expires_at.le(now)))
        .returning((data_exports::id, data_exports::blob_id))
        .get_results(tx.conn())?)
}

/// The name of a person or client, and whether they are erased.
pub fn name_of(tx: &mut Tx, about: About) -> AppResult<(String, bool)> {
    Ok(match about {
        About::Person(id) => users::table
            .filter(users::id.eq(id))
            .select((users::name, users::erased_at.is_not_null()))
            .first(tx.conn())?,
        About::Client(id) => clients::table
            .filter(clients::id.eq(id))
            .select((clients::name, clients::erased_at.is_not_null()))
            .first(tx.conn())?,
    })
}

/// The user who is notified of an export: name, address, language.
pub fn requester(tx: &mut Tx, id: UserId) -> AppResult<(String, String, Option<String>)> {
    Ok(users::table
        .filter(users::id.eq(id))
        .select((users::name, users::email, users::locale))
        .first(tx.conn())?)
}
