//! What an export holds. Hashes of passwords and tokens are no data about anybody and are left out.

use diesel::{prelude::*, sql_types};
use uuid::Uuid;

use super::super::rules::About;
use crate::{db::Tx, error::AppResult, kernel::ids::BlobId};

/// A JSON file of the export: its name, and the rows it lists, so many at a time; `$1` is whose data it is.
type Section = (&'static str, &'static str);

const OF_PERSON: &[Section] = &[
    ("profile", "select to_jsonb(t) as row from users t where id = $1 limit 500 offset $2"),
    ("sessions", "select to_jsonb(t) - 'token_hash' as row from sessions t where user_id = $1 order by created_at, id limit 500 offset $2"),
    (
        "links",
        "select to_jsonb(t) - 'token_hash' as row from one_time_links t where user_id = $1 order by created_at, token_hash limit 500 offset $2",
    ),
    ("messages", "select to_jsonb(t) - 'client_key' as row from messages t where sender_id = $1 order by id limit 500 offset $2"),
    ("read_marks", "select to_jsonb(t) as row from read_marks t where user_id = $1 order by read_at, conversation_id limit 500 offset $2"),
    (
        "uploads",
        "select to_jsonb(t) - 'blob_id' || jsonb_build_object('name', f.name) as row from file_versions t
            join files f on f.studio_id = t.studio_id and f.id = t.file_id where t.uploaded_by = $1 order by t.id limit 500 offset $2",
    ),
    ("downloads", "select to_jsonb(t) as row from file_downloads t where user_id = $1 order by id limit 500 offset $2"),
    ("activity", "select to_jsonb(t) - 'xid' as row from events t where actor_id = $1 or user_id = $1 order by id limit 500 offset $2"),
    (
        "mails",
        "select to_jsonb(t) - 'html_body' - 'text_body' - 'about_address' as row from mails t where user_id = $1 order by id limit 500 offset $2",
    ),
    (
        "audit",
        "select jsonb_build_object('at', e.created_at, 'kind', e.kind, 'object', e.subject_kind, 'object_id', e.subject_id,
                'facts', p.facts - 'address_hash', 'address', case when e.actor_id = $1 then p.address end,
                'agent', case when e.actor_id = $1 then p.agent end) as row
            from audit_entries e join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
            where e.actor_id = $1 or e.subject_id = $1 order by e.id limit 500 offset $2",
    ),
    ("exports", "select to_jsonb(t) - 'blob_id' as row from data_exports t where user_id = $1 order by created_at, id limit 500 offset $2"),
];

const OF_CLIENT: &[Section] = &[
    ("client", "select to_jsonb(t) as row from clients t where id = $1 limit 500 offset $2"),
    ("people", "select to_jsonb(t) as row from users t where client_id = $1 order by id limit 500 offset $2"),
    ("projects", "select to_jsonb(t) as row from projects t where client_id = $1 order by id limit 500 offset $2"),
    ("milestones", "select to_jsonb(t) as row from milestones t where client_id = $1 order by project_id, position, id limit 500 offset $2"),
    ("files", "select to_jsonb(t) - 'name_key' as row from files t where client_id = $1 order by id limit 500 offset $2"),
    ("file_versions", "select to_jsonb(t) - 'blob_id' as row from file_versions t where client_id = $1 order by id limit 500 offset $2"),
    ("downloads", "select to_jsonb(t) as row from file_downloads t where client_id = $1 order by id limit 500 offset $2"),
    ("conversations", "select to_jsonb(t) as row from conversations t where client_id = $1 order by id limit 500 offset $2"),
    ("messages", "select to_jsonb(t) - 'client_key' as row from messages t where client_id = $1 order by id limit 500 offset $2"),
    ("invoices", "select to_jsonb(t) - 'pdf_blob_id' as row from invoices t where client_id = $1 and status <> 'draft' order by id limit 500 offset $2"),
    (
        "invoice_lines",
        "select to_jsonb(t) as row from invoice_lines t join invoices i on i.studio_id = t.studio_id and i.id = t.invoice_id
            where t.client_id = $1 and i.status <> 'draft' order by t.invoice_id, t.position limit 500 offset $2",
    ),
    ("payments", "select to_jsonb(t) - 'idempotency_key' as row from payments t where client_id = $1 order by id limit 500 offset $2"),
    ("payment_allocations", "select to_jsonb(t) as row from payment_allocations t where client_id = $1 order by payment_id, invoice_id limit 500 offset $2"),
    ("activity", "select to_jsonb(t) - 'xid' as row from events t where client_id = $1 order by id limit 500 offset $2"),
];

/// The names of the sections about someone.
pub fn sections(about: About) -> impl Iterator<Item = &'static str> {
    of(about).iter().map(|(name, _)| *name)
}

fn of(about: About) -> &'static [Section] {
    match about {
        About::Person(_) => OF_PERSON,
        About::Client(_) => OF_CLIENT,
    }
}

/// So many rows are read at a time.
pub const STRIDE: usize = 500;

/// At most [`STRIDE`] rows of a section as JSON, after the first `from`. Each piece is a transaction of its own, since the store that takes the
/// zip needs connections, too.
pub fn rows(tx: &mut Tx, about: About, name: &str, from: usize) -> AppResult<Vec<String>> {
    let (_, id) = about.subject();
    let Some((_, statement)) = of(about).iter().find(|(named, _)| *named == name) else {
        return Ok(Vec::new());
    };
    let rows: Vec<Row> = diesel::sql_query(*statement)
        .bind::<sql_types::Uuid, _>(id)
        .bind::<sql_types::BigInt, _>(from as i64)
        .load(tx.conn())?;
    Ok(rows.into_iter().map(|row| row.row.to_string()).collect())
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Jsonb)]
    row: serde_json::Value,
}

/// Bytes that go along, and where in the zip they stand.
#[derive(Debug, Clone, QueryableByName)]
pub struct Enclosed {
    #[diesel(sql_type = sql_types::Text)]
    pub path: String,
    #[diesel(sql_type = sql_types::Uuid)]
    pub blob_id: BlobId,
    #[diesel(sql_type = sql_types::BigInt)]
    pub size_bytes: i64,
}

/// The first so many files about someone whose paths come after one: of a person what they uploaded and their picture, of a client everything of its projects, its
/// invoices, and its people's pictures.
pub fn enclosed(tx: &mut Tx, about: About, after: &str) -> AppResult<Vec<Enclosed>> {
    let (kind, id): (&str, Uuid) = about.subject();
    Ok(diesel::sql_query(
        "select * from (select 'files/' || v.id || '/' || f.name as path, v.blob_id, v.size_bytes
         from file_versions v join files f on f.studio_id = v.studio_id and f.id = v.file_id
         where case $1 when 'user' then v.uploaded_by = $2 else v.client_id = $2 end
         union all
         select 'invoices/' || i.id || '.pdf', i.pdf_blob_id, b.size_bytes
         from invoices i join blobs b on b.studio_id = i.studio_id and b.id = i.pdf_blob_id
         where $1 = 'client' and i.client_id = $2 and i.pdf_blob_id is not null
         union all
         select 'pictures/' || u.id || '.jpg', u.avatar_id, b.size_bytes
         from users u join blobs b on b.studio_id = u.studio_id and b.id = u.avatar_id
         where case $1 when 'user' then u.id = $2 else u.client_id = $2 end) enclosed
         where path > $3 order by path limit 500",
    )
    .bind::<sql_types::Text, _>(kind)
    .bind::<sql_types::Uuid, _>(id)
    .bind::<sql_types::Text, _>(after)
    .load(tx.conn())?)
}
