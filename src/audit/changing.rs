//! Before and after, told by the rows themselves.

use diesel::{prelude::*, sql_types};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{change, record};
use crate::{db::Tx, error::AppResult};

/// A thing that is about to be changed.
pub struct Changing {
    thing: Thing,
    id: Uuid,
    before: Value,
}

/// What changes are told of. None of their tables holds a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Thing {
    Client,
    Project,
    Milestone,
    Invoice,
    Studio,
    User,
}

impl Thing {
    /// The audit's noun for it, and how its row is read. What is left out says nothing, or is told by the entry itself.
    fn told(self) -> (&'static str, &'static str) {
        match self {
            Self::Client => ("client", "select to_jsonb(t) as row from clients t where id = $1"),
            Self::Project => ("project", "select to_jsonb(t) as row from projects t where id = $1"),
            Self::Milestone => ("milestone", "select to_jsonb(t) as row from milestones t where id = $1"),
            Self::Invoice => (
                "invoice",
                "select to_jsonb(t) || jsonb_build_object('lines', (select jsonb_agg(jsonb_build_object('what', l.description,
                        'quantity', l.quantity, 'amount_minor', l.amount_minor) order by l.position)
                    from invoice_lines l where l.studio_id = t.studio_id and l.invoice_id = t.id)) as row
                 from invoices t where id = $1",
            ),
            Self::Studio => ("studio", "select to_jsonb(t) as row from studios t where id = $1"),
            Self::User => ("user", "select to_jsonb(t) as row from users t where id = $1"),
        }
    }
}

/// Columns that change with every write, or never.
const LEFT_OUT: &[&str] =
    &["studio_id", "id", "created_at", "joined_at", "revision", "addresses_revision", "last_seen_at"];

/// What names a thing, and whose it is: told beside the change, so that the entry reads by itself, and goes when its client is erased.
const NAMES: &[&str] = &["number", "name", "title", "client_id"];

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Jsonb)]
    row: Value,
}

impl Changing {
    /// Reads the thing as it stands.
    pub fn begin(tx: &mut Tx, thing: Thing, id: Uuid) -> AppResult<Self> {
        Ok(Self { thing, id, before: row(tx, thing, id)? })
    }

    /// Writes the entry: of the thing as it was and as it is now, what differs.
    pub fn record(self, tx: &mut Tx, kind: &'static str) -> AppResult<()> {
        let after = row(tx, self.thing, self.id)?;
        let names: Vec<_> = NAMES
            .iter()
            .filter_map(|name| {
                let side = if after.get(name).is_some() { &after } else { &self.before };
                side.get(name)
                    .filter(|value| !value.is_null())
                    .map(|value| ((*name).to_owned(), value.clone()))
            })
            .collect();
        let mut facts = change(self.before, after);
        if let Value::Object(facts) = &mut facts {
            facts.extend(names);
        }
        record(tx, kind, Some((self.thing.told().0, self.id)), facts)
    }
}

fn row(tx: &mut Tx, thing: Thing, id: Uuid) -> AppResult<Value> {
    let read = diesel::sql_query(thing.told().1).bind::<sql_types::Uuid, _>(id);
    let found: Option<Row> = read.get_result(tx.conn()).optional()?;
    let Some(Row { row: Value::Object(mut row) }) = found else { return Ok(json!({})) };
    row.retain(|column, _| !LEFT_OUT.contains(&column.as_str()));
    Ok(Value::Object(row))
}
