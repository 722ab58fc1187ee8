//! Before and after, told by the rows themselves.

use diesel::{prelude::*, sql_types};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Kind, Subject, Thing, change, record};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::RowId,
};

/// A thing that is about to be changed.
pub struct Changing {
    statement: &'static str,
    subject: Subject,
    id: Uuid,
    before: Value,
}

/// Columns that change with every write, or never.
const LEFT_OUT: &[&str] =
    &["studio_id", "id", "created_at", "joined_at", "revision", "addresses_revision", "last_seen_at"];

/// What names a thing, and whose it is: told beside the change, so that the entry reads by itself, and goes when its client is erased.
const NAMES: &[&str] = &["number", "name", "title", "client_id", "client", "project"];

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Jsonb)]
    row: Value,
}

impl Changing {
    /// Reads the thing as it stands.
    ///
    /// # Errors
    /// Internal, when the thing is declared without its row.
    pub fn begin<I: RowId>(tx: &mut Tx, thing: Thing, id: I) -> AppResult<Self> {
        let statement = thing.row().ok_or_else(|| AppError::Internal("a thing without its row".into()))?;
        let before = row(tx, statement, id.to_uuid())?;
        Ok(Self { statement, subject: id.into(), id: id.to_uuid(), before })
    }

    /// Writes the entry: of the thing as it was and as it is now, what differs.
    pub fn record(self, tx: &mut Tx, kind: impl Into<Kind>) -> AppResult<()> {
        let after = row(tx, self.statement, self.id)?;
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
        record(tx, kind, self.subject, facts)
    }
}

fn row(tx: &mut Tx, statement: &'static str, id: Uuid) -> AppResult<Value> {
    let read = diesel::sql_query(statement).bind::<sql_types::Uuid, _>(id);
    let found: Option<Row> = read.get_result(tx.conn()).optional()?;
    let Some(Row { row: Value::Object(mut row) }) = found else { return Ok(json!({})) };
    row.retain(|column, _| !LEFT_OUT.contains(&column.as_str()));
    Ok(Value::Object(row))
}
