//! Exports that an erasure deletes, because they contain data that is being erased.

use diesel::{RunQueryDsl, sql_types};
use uuid::Uuid;

use super::traces::{tells_of_client, tells_of_files, tells_of_person, with_facts};
use crate::{
    db::Tx,
    error::AppResult,
    kernel::ids::{BlobId, ClientId, UserId},
    storage,
};

/// The people whose exports contain one of these audit entries.
macro_rules! of_those_with {
    ($($which:tt)*) => {
        concat!(
            " or x.user_id in (select unnest(array[t.actor_id, t.subject_id]) from audit_entries t where t.id in (",
            with_facts!($($which)*),
            "))"
        )
    };
}

/// `$1` is the person. Deletes exports about them and their client, and those they requested; exports about people with records that
/// are about the person; and exports about clients that contain their messages, a file they started or an event about them, whichever
/// client they belong to.
const ABOUT_PERSON: &str = concat!(
    "delete from data_exports x where x.user_id = $1 or x.requested_by = $1
    or x.client_id = (select client_id from users where id = $1)
    or x.client_id in (select client_id from messages where sender_id = $1 union all select client_id from files where created_by = $1
        union all select client_id from events where subject_id = $1)
    or x.user_id in (select v.uploaded_by from files f join file_versions v on v.studio_id = f.studio_id and v.file_id = f.id
        where f.created_by = $1)
    or exists (select from audit_entries e where e.studio_id = x.studio_id and e.actor_id = x.user_id and e.subject_id = $1
        and e.kind not in ('user.erased', 'client.erased'))
    or exists (select from events e where e.studio_id = x.studio_id and x.user_id in (e.actor_id, e.user_id)
        and (e.subject_id = $1 or e.subject_id in (select id from files where created_by = $1)))
    or exists (select from mails m where m.studio_id = x.studio_id and m.user_id = x.user_id
        and ($1 = any (m.about) or m.about_address in (select address_hashes_of($1))))",
    of_those_with!(tells_of_person!()),
    of_those_with!(tells_of_files!()),
    " returning x.blob_id"
);

/// `$1` is the client. Deletes exports about it and its users, and those about people who did something for it.
const ABOUT_CLIENT: &str = concat!(
    "delete from data_exports x where x.client_id = $1
    or exists (select from users u where u.studio_id = x.studio_id and u.id in (x.user_id, x.requested_by) and u.client_id = $1)
    or exists (select from audit_entries e where e.studio_id = x.studio_id and e.actor_id = x.user_id and e.subject_id = $1
        and e.kind not in ('user.erased', 'client.erased'))
    or exists (select from events e where e.studio_id = x.studio_id and x.user_id in (e.actor_id, e.user_id) and e.client_id = $1)
    or exists (select from mails m where m.studio_id = x.studio_id and m.user_id = x.user_id and m.client_id = $1)
    or exists (select from messages m where m.studio_id = x.studio_id and m.sender_id = x.user_id and m.client_id = $1)
    or exists (select from file_versions v where v.studio_id = x.studio_id and v.uploaded_by = x.user_id and v.client_id = $1)
    or exists (select from file_downloads d where d.studio_id = x.studio_id and d.user_id = x.user_id and d.client_id = $1)",
    of_those_with!(tells_of_client!()),
    " returning x.blob_id"
);

#[derive(diesel::QueryableByName)]
struct Held {
    #[diesel(sql_type = sql_types::Nullable<sql_types::Uuid>)]
    blob_id: Option<BlobId>,
}

/// Deletes the exports that contain data of a person, with their blobs, including those in progress, which may already have read some.
pub fn about_person(tx: &mut Tx, id: UserId) -> AppResult<()> {
    forget(tx, ABOUT_PERSON, id.uuid())
}

/// The same for a client.
pub fn about_client(tx: &mut Tx, id: ClientId) -> AppResult<()> {
    forget(tx, ABOUT_CLIENT, id.uuid())
}

fn forget(tx: &mut Tx, statement: &str, id: Uuid) -> AppResult<()> {
    let gone: Vec<Held> = diesel::sql_query(statement).bind::<sql_types::Uuid, _>(id).load(tx.conn())?;
    for blob in gone.into_iter().filter_map(|export| export.blob_id) {
        storage::let_go(tx, blob)?;
    }
    Ok(())
}
