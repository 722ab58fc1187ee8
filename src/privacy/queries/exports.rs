//! Exports: asked for, made, downloaded, expired.

use chrono::{DateTime, Duration, Utc};
use diesel::{dsl::IntoBoxed, pg::Pg, prelude::*};
use serde_json::json;

use super::{
    super::{kinds::AuditKind, rules::About},
    retention,
};
use crate::{
    access::{Reach, Role, Scope},
    audit::{self, Subject},
    db::Tx,
    error::{AppError, AppResult},
    jobs::{self, Job},
    kernel::ids::{BlobId, ClientId, ExportId, UserId},
    schema::{clients, data_exports, users},
    storage::Blob,
};

/// The kind of the job that puts an export together.
pub const MAKE: &str = "export.make";

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
    /// Whom it is about.
    pub fn about(&self) -> Option<About> {
        self.user_id.map(About::Person).or(self.client_id.map(About::Client))
    }
}

/// The exports an asker may see: admins all, everyone else their own.
fn visible<'a>(scope: Scope) -> IntoBoxed<'a, data_exports::table, Pg> {
    let all = data_exports::table.into_boxed();
    match scope.reach {
        Reach::System | Reach::Person(Role::Admin) => all,
        Reach::Person(_) => all.filter(data_exports::user_id.is_not_distinct_from(scope.user)),
    }
}

/// The exports about someone, the latest first.
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

/// An export that can be downloaded now.
pub fn ready(tx: &mut Tx, id: ExportId) -> AppResult<Export> {
    let now = tx.now;
    let ready = visible(tx.scope).filter(data_exports::id.eq(id)).filter(data_exports::expires_at.gt(now));
    Ok(ready.select(Export::as_select()).first(tx.conn())?)
}

/// Any export, for the job that makes it. None, where an erasure took it along.
pub fn find(tx: &mut Tx, id: ExportId) -> AppResult<Option<Export>> {
    let row = visible(tx.scope).filter(data_exports::id.eq(id)).select(Export::as_select());
    Ok(row.first(tx.conn()).optional()?)
}

/// For so long an export that is ready will do when another one is asked for.
const RECENT: Duration = Duration::hours(1);

/// What asking for an export led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is being made, or one was already.
    InPreparation,
    /// One was made within the last hour, which will do.
    Recent,
}

/// Asks for an export; where one is being made, that one will do.
pub fn ask(tx: &mut Tx, about: About) -> AppResult<Asked> {
    tx.take_turns(&format!("export {}", about.id()))?;
    match of(tx, about)?.first() {
        Some(latest) if latest.ready_at.is_none() => return Ok(Asked::InPreparation),
        Some(latest) if latest.created_at > tx.now - RECENT => return Ok(Asked::Recent),
        _ => {}
    }
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
    audit::record(tx, AuditKind::ExportRequested, about.subject(), json!({ "export": id }))?;
    jobs::enqueue(tx, Job::new(MAKE, json!({ "export": id })).once(id.to_string()))?;
    Ok(Asked::InPreparation)
}

/// Notes that an export is there. Earlier ones about the same expire: what they hold is in this one.
pub fn made(tx: &mut Tx, export: &Export, blob: Blob) -> AppResult<DateTime<Utc>> {
    let expires_at = tx.now + Duration::days(retention::keeping(tx)?.export.into());
    let row =
        data_exports::table.filter(data_exports::id.eq(export.id)).filter(data_exports::ready_at.is_null());
    let changed = diesel::update(row)
        .set((
            data_exports::blob_id.eq(blob.id),
            data_exports::size_bytes.eq(blob.size_bytes),
            data_exports::ready_at.eq(tx.now),
            data_exports::expires_at.eq(expires_at),
        ))
        .execute(tx.conn())?;
    if changed == 0 {
        return Err(AppError::Conflict("error-conflict-text"));
    }
    let earlier = data_exports::table
        .filter(data_exports::user_id.is_not_distinct_from(export.user_id))
        .filter(data_exports::client_id.is_not_distinct_from(export.client_id))
        .filter(data_exports::id.ne(export.id))
        .filter(data_exports::expires_at.gt(tx.now));
    diesel::update(earlier).set(data_exports::expires_at.eq(tx.now)).execute(tx.conn())?;
    let about = export.about().map_or(Subject::NOTHING, About::subject);
    audit::record(
        tx,
        AuditKind::ExportMade,
        about,
        json!({ "export": export.id, "bytes": blob.size_bytes }),
    )?;
    Ok(expires_at)
}

/// Takes expired exports out; answers the bytes that nothing points at any more.
pub fn expire(tx: &mut Tx) -> AppResult<Vec<BlobId>> {
    let now = tx.now;
    let gone: Vec<(ExportId, Option<BlobId>)> =
        diesel::delete(data_exports::table.filter(data_exports::expires_at.le(now)))
            .returning((data_exports::id, data_exports::blob_id))
            .get_results(tx.conn())?;
    for (id, _) in &gone {
        audit::record(tx, AuditKind::ExportRemoved, *id, json!({}))?;
    }
    Ok(gone.into_iter().filter_map(|(_, blob)| blob).collect())
}

/// What someone is called; none once they are erased.
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

/// To whom an export is announced: name, address, language.
pub fn requester(tx: &mut Tx, id: UserId) -> AppResult<(String, String, Option<String>)> {
    Ok(users::table
        .filter(users::id.eq(id))
        .select((users::name, users::email, users::locale))
        .first(tx.conn())?)
}
