//! What an export holds. Hashes of passwords and tokens are no data about anybody and are left out.

use diesel::{prelude::*, sql_types};
use uuid::Uuid;

use super::super::rules::About;
use crate::{db::Tx, error::AppResult, kernel::ids::BlobId};

/// A JSON file of the export: its name, and the rows it lists; `$1` is whose data it is.
type Section = (&'static str, &'static str);

const OF_PERSON: &[Section] = &[
    ("profile", "select to_jsonb(t) as row from users t where id = $1"),
    ("sessions", "select to_jsonb(t) - 'token_hash' as row from sessions t where user_id = $1 order by created_at"),
    (
        "links",
        "select to_jsonb(t) - 'token_hash' as row from one_time_links t where user_id = $1 order by created_at",
    ),
    ("messages", "select to_jsonb(t) - 'client_key' as row from messages t where sender_id = $1 order by id"),
    ("read_marks", "select to_jsonb(t) as row from read_marks t where user_id = $1 order by read_at"),
    (
        "uploads",
        "select to_jsonb(t) - 'blob_id' || jsonb_build_object('name', f.name) as row from file_versions t
            join files f on f.studio_id = t.studio_id and f.id = t.file_id where t.uploaded_by = $1 order by t.id",
    ),
    ("downloads", "select to_jsonb(t) as row from file_downloads t where user_id = $1 order by id"),
    ("activity", "select to_jsonb(t) - 'xid' as row from events t where actor_id = $1 or user_id = $1 order by id"),
    (
        "mails",
        "select to_jsonb(t) - 'html_body' - 'text_body' as row from mails t
            where recipient = (select email from users where id = $1) order by id",
    ),
    (
        "audit",
        "select jsonb_build_object('at', e.created_at, 'kind', e.kind, 'object', e.subject_kind, 'object_id', e.subject_id,
                'facts', p.facts, 'address', case when e.actor_id = $1 then p.address end,
                'agent', case when e.actor_id = $1 then p.agent end) as row
            from audit_entries e join audit_particulars p on p.studio_id = e.studio_id and p.entry_id = e.id
            where e.actor_id = $1 or e.subject_id = $1 order by e.id",
    ),
    ("exports", "select to_jsonb(t) - 'blob_id' as row from data_exports t where user_id = $1 order by created_at"),
];

const OF_CLIENT: &[Section] = &[
    ("client", "select to_jsonb(t) as row from clients t where id = $1"),
    ("people", "select to_jsonb(t) as row from users t where client_id = $1 order by id"),
    ("projects", "select to_jsonb(t) as row from projects t where client_id = $1 order by id"),
    ("milestones", "select to_jsonb(t) as row from milestones t where client_id = $1 order by project_id, position"),
    ("files", "select to_jsonb(t) - 'name_key' as row from files t where client_id = $1 order by id"),
    ("file_versions", "select to_jsonb(t) - 'blob_id' as row from file_versions t where client_id = $1 order by id"),
    ("downloads", "select to_jsonb(t) as row from file_downloads t where client_id = $1 order by id"),
    ("conversations", "select to_jsonb(t) as row from conversations t where client_id = $1 order by id"),
    ("messages", "select to_jsonb(t) - 'client_key' as row from messages t where client_id = $1 order by id"),
    ("invoices", "select to_jsonb(t) - 'pdf_blob_id' as row from invoices t where client_id = $1 and status <> 'draft' order by id"),
    (
        "invoice_lines",
        "select to_jsonb(t) as row from invoice_lines t join invoices i on i.studio_id = t.studio_id and i.id = t.invoice_id
            where t.client_id = $1 and i.status <> 'draft' order by t.invoice_id, t.position",
    ),
    ("payments", "select to_jsonb(t) - 'idempotency_key' as row from payments t where client_id = $1 order by id"),
    ("payment_allocations", "select to_jsonb(t) as row from payment_allocations t where client_id = $1 order by payment_id"),
    ("activity", "select to_jsonb(t) - 'xid' as row from events t where client_id = $1 order by id"),
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

/// A section as JSON: an array of its rows.
pub fn section(tx: &mut Tx, about: About, name: &str) -> AppResult<String> {
    let (_, id) = about.subject();
    let mut lines = Vec::new();
    for (_, statement) in of(about).iter().filter(|(named, _)| *named == name) {
        let rows: Vec<Row> = diesel::sql_query(*statement).bind::<sql_types::Uuid, _>(id).load(tx.conn())?;
        lines.extend(rows.into_iter().map(|row| row.row.to_string()));
    }
    let rows = lines.join(",\n  ");
    Ok(if rows.is_empty() { "[]\n".to_owned() } else { format!("[\n  {rows}\n]\n") })
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

/// The files about someone: of a person what they uploaded and their picture, of a client everything of its projects, its
/// invoices, and its people's pictures.
pub fn enclosed(tx: &mut Tx, about: About) -> AppResult<Vec<Enclosed>> {
    let (kind, id): (&str, Uuid) = about.subject();
    Ok(diesel::sql_query(
        "select 'files/' || v.id || '/' || f.name as path, v.blob_id, v.size_bytes
         from file_versions v join files f on f.studio_id = v.studio_id and f.id = v.file_id
         where case $1 when 'user' then v.uploaded_by = $2 else v.client_id = $2 end
         union all
         select 'invoices/' || i.id || '.pdf', i.pdf_blob_id, b.size_bytes
         from invoices i join blobs b on b.studio_id = i.studio_id and b.id = i.pdf_blob_id
         where $1 = 'client' and i.client_id = $2 and i.pdf_blob_id is not null
         union all
         select 'pictures/' || u.id || '.jpg', u.avatar_id, b.size_bytes
         from users u join blobs b on b.studio_id = u.studio_id and b.id = u.avatar_id
         where case $1 when 'user' then u.id = $2 else u.client_id = $2 end
         order by 1",
    )
    .bind::<sql_types::Text, _>(kind)
    .bind::<sql_types::Uuid, _>(id)
    .load(tx.conn())?)
}
