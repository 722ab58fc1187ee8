//! Records changes of rows: the state before and after, read from the rows themselves.

use diesel::{prelude::*, sql_types};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Kind, Subject, Thing, change, record};
use crate::{
    db::Tx,
    error::{AppError, AppResult},
    kernel::ids::RowId,
};

/// A row that is about to be changed.
pub struct Changing {
    statement: &'static str,
    subject: Subject,
    id: Uuid,
    before: Value,
}

/// Columns that are not recorded, because they change with every write, or never.
const LEFT_OUT: &[&str] =
    &["studio_id", "id", "created_at", "joined_at", "revision", "addresses_revision", "last_seen_at"];

/// Columns that name a thing and its owner. They are recorded beside the change, so that an entry can be understood by itself, and is
/// erased with its client.
const NAMES: &[&str] = &["number", "name", "title", "client_id", "client", "project"];

/// The column with the currency of a thing's amounts.
const CURRENCY: &str = "currency";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Jsonb)]
    row: Value,
}

impl Changing {
    /// Reads the row before the change.
    ///
    /// # Errors
    /// Internal if the thing was declared without a statement that reads its row.
    pub fn begin<I: RowId>(tx: &mut Tx, thing: Thing, id: I) -> AppResult<Self> {
        let statement = thing
            .row()
            .ok_or_else(|| AppError::Internal("a thing without a statement that reads its row".into()))?;
        let before = row(tx, statement, id.to_uuid())?;
        Ok(Self { statement, subject: id.into(), id: id.to_uuid(), before })
    }

    /// Writes the entry with the differences between the row before and after.
    pub fn record(self, tx: &mut Tx, kind: impl Into<Kind>) -> AppResult<()> {
        let after = row(tx, self.statement, self.id)?;
        record(tx, kind, self.subject, facts(self.before, after))
    }
}

/// The facts of an entry: what differs, what names the thing, and the currency if amounts differ.
fn facts(before: Value, after: Value) -> Value {
    let named = |name: &&str| {
        let value = after.get(name).or_else(|| before.get(name)).filter(|value| !value.is_null())?;
        Some(((*name).to_owned(), value.clone()))
    };
    let names: Vec<_> = NAMES.iter().filter_map(named).collect();
    let currency = named(&CURRENCY);
    let mut facts = change(before, after);
    let currency = currency.filter(|_| contains_amounts(&facts));
    if let Value::Object(facts) = &mut facts {
        facts.extend(names);
        facts.extend(currency);
    }
    facts
}

/// Whether a change contains amounts, which mean nothing without their currency.
fn contains_amounts(change: &Value) -> bool {
    let sides = ["before", "after"].into_iter().filter_map(|side| change.get(side)?.as_object());
    sides.flat_map(Map::keys).any(|column| column.ends_with("_minor"))
}

fn row(tx: &mut Tx, statement: &'static str, id: Uuid) -> AppResult<Value> {
    let read = diesel::sql_query(statement).bind::<sql_types::Uuid, _>(id);
    let found: Option<Row> = read.get_result(tx.conn()).optional()?;
    let Some(Row { row: Value::Object(mut row) }) = found else { return Ok(json!({})) };
    row.retain(|column, _| !LEFT_OUT.contains(&column.as_str()));
    Ok(Value::Object(row))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_recorded_with_their_currency_and_other_changes_without() {
        let row = |budget: i64, status: &str| json!({ "budget_minor": budget, "currency": "CHF", "name": "Labels", "status": status });
        assert_eq!(
            facts(row(100, "planning"), row(250, "planning")),
            json!({ "before": { "budget_minor": 100 }, "after": { "budget_minor": 250 }, "name": "Labels", "currency": "CHF" })
        );
        assert_eq!(
            facts(row(100, "planning"), row(100, "review")),
            json!({ "before": { "status": "planning" }, "after": { "status": "review" }, "name": "Labels" })
        );
        let draft = json!({ "total_minor": 100, "currency": "EUR", "number": null });
        assert_eq!(facts(draft.clone(), json!({}))["currency"], "EUR", "the deleted row had a currency");
        assert_eq!(facts(json!({}), draft)["currency"], "EUR");
    }
}
