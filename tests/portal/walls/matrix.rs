//! Every table, verb and scope, compared with one list: matrix.txt. A new table is missing from it, so its privileges must be decided.

use std::{collections::BTreeMap, fmt::Write};

use diesel::PgConnection;
use reprint::{
    access::{Asks, Scope, SystemViewer},
    grants,
};
use serde_json::{Map, Value, json};

use crate::support::{sql, *};

const EXPECTED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/portal/walls/matrix.txt");

/// The scopes, in the order of the list's columns. `other client` and `other studio` try the rows of the first client.
const SCOPES: [&str; 8] =
    ["none", "system", "admin", "staff", "manager", "member", "other client", "other studio"];

/// The rows to try in tables in which not every row will do: drafts can be deleted, as can unreferenced bytes.
const ONLY: &[(&str, &str)] = &[
    ("invoices", "status = 'draft'"),
    ("invoice_lines", "invoice_id in (select id from invoices where status = 'draft')"),
    ("blob_chunks", "blob_id in (select id from blobs where completed_at is null)"),
    ("blobs", "completed_at is null"),
];

/// The value to set if setting a column to itself is refused or meaningless.
const SET: &[(&str, &str, &str)] =
    &[("invoice_counters", "next", "next + 1"), ("audit_particulars", "waits", "false")];

struct Tried {
    studio: Studio,
    other: Studio,
    birch: Things,
    mail: uuid::Uuid,
    invited: uuid::Uuid,
}

impl Tried {
    fn new() -> Self {
        let (studio, other) = (Studio::new(), Studio::new());
        let birch = studio.furnish(&studio.birch);
        studio.furnish(&studio.northlight);
        let (mail, canary, client) = (birch.mail, birch.canary.clone(), studio.birch.id);
        let invited = uuid::Uuid::now_v7();
        studio.set_up(|tx| {
            // A user whom the manager invited, and bytes that are still being received.
            for row in [
                format!(
                    "insert into users (id, role, client_id, standing, state, email, name) values
                        ('{invited}', 'client', '{client}', 'member', 'invited', '{canary}@invited.example', 'New')"
                ),
                format!("insert into blobs (id, client_id) values ('{}', '{client}')", birch.project),
                format!("insert into blob_chunks (blob_id, position, bytes) values ('{}', 0, '\\x00')", birch.project),
            ] {
                sql::touch(tx.conn(), &row).expect("the setup succeeds");
            }
            Ok(())
        });
        Self { studio, other, birch, mail, invited }
    }

    fn scope(&self, named: &str) -> Option<Scope> {
        let Self { studio, other, .. } = self;
        Some(match named {
            "system" => SystemViewer::new(studio.id, "test").scope(),
            "admin" => studio.scope(&studio.admin),
            "staff" => studio.scope(&studio.staff),
            "manager" => studio.scope(&studio.birch.manager),
            "member" => studio.scope(&studio.birch.member),
            "other client" => studio.scope(&studio.northlight.manager),
            "other studio" => other.scope(&other.admin),
            _ => return None,
        })
    }

    fn within<T>(&self, app: &mut PgConnection, named: &str, work: impl FnOnce(&mut PgConnection) -> T) -> T {
        match self.scope(named) {
            Some(scope) => sql::probe(app, scope, work),
            None => sql::unasked(app, work),
        }
    }

    /// The rows to try: the first client's if the table has any, otherwise the studio's.
    fn rows(&self, app: &mut PgConnection, table: &str) -> String {
        if table == "__diesel_schema_migrations" {
            return "true".into();
        }
        let only = ONLY.iter().find(|(named, _)| *named == table).map_or("true", |(_, only)| only);
        let Self { studio, birch, .. } = self;
        let theirs = format!(
            "({only}) and to_jsonb({table})::text ~ '{}|{}|{}|{}'",
            birch.canary, studio.birch.id, birch.session_hash, birch.project
        );
        let count = format!("select count(*)::text as text from {table} where {theirs}");
        let any = self.within(app, "system", |app| sql::texts(app, &count)) != ["0"];
        let own = if table == "studios" { "id" } else { "studio_id" };
        if any { theirs } else { format!("{own} = '{}'", studio.id) }
    }

    fn row(&self, app: &mut PgConnection, table: &str, rows: &str) -> Map<String, Value> {
        let query = format!("select to_jsonb({table})::text as text from {table} where {rows} limit 1");
        let text = self.within(app, "system", |app| sql::texts(app, &query)).pop();
        let text = text.unwrap_or_else(|| panic!("support/furnish.rs inserts nothing into {table}"));
        serde_json::from_str(&text).expect("a row is JSON")
    }

    /// Variants of a row that the scope is most likely to be allowed to insert: unchanged, signed by its own user, and as the app
    /// itself writes it.
    fn copies(&self, named: &str, table: &str, row: &Map<String, Value>) -> Vec<Map<String, Value>> {
        let mut own = row.clone();
        if let Some(user) = self.scope(named).and_then(|scope| scope.user) {
            for column in [
                "user_id",
                "sender_id",
                "created_by",
                "uploaded_by",
                "actor_id",
                "requested_by",
                "made_by",
                "recorded_by",
                "reversed_by",
                "asked_by",
            ] {
                own.entry(column).and_modify(|value| *value = json!(user));
            }
        }
        let mut best = own.clone();
        let special = match table {
            "mails" => {
                let recipient = format!("{}@invited.example", self.birch.canary);
                let (invited, client) = (self.invited, self.studio.birch.id);
                json!({ "kind": "invitation", "recipient": recipient, "user_id": invited, "client_id": client })
            }
            "jobs" => {
                json!({ "kind": "mail.deliver", "payload": { "mail": self.mail }, "unique_key": self.mail })
            }
            "one_time_links" => json!({ "user_id": self.invited, "purpose": "invitation" }),
            "users" => {
                json!({ "role": "client", "state": "invited", "standing": "member", "client_id": self.studio.birch.id })
            }
            _ => json!({}),
        };
        best.extend(special.as_object().cloned().unwrap_or_default());
        vec![row.clone(), own, best]
    }
}

/// Whether a statement passed privileges, policies and triggers. Constraint violations of a copy count as passed, since they are
/// checked afterwards.
fn let_through(said: Result<usize, String>) -> bool {
    match said {
        Ok(rows) => rows > 0,
        Err(why) => ["unique", "foreign key", "check", "not-null"]
            .iter()
            .any(|kind| why.contains(&format!("{kind} constraint"))),
    }
}

fn tables() -> Vec<String> {
    sql::texts(
        &mut sql::owner(),
        "select relname::text as text from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') order by 1",
    )
}

/// The verbs that each scope can use on a table: `s`, `i`, `u`, `d`.
fn tried(
    tried: &Tried,
    app: &mut PgConnection,
    table: &str,
    columns: &BTreeMap<(String, String), Vec<String>>,
) -> Vec<String> {
    let rows = tried.rows(app, table);
    let row = if table.starts_with("__") { Map::new() } else { tried.row(app, table, &rows) };
    let of = |verb: &str| columns.get(&(table.to_owned(), verb.to_owned()));
    let cell = |app: &mut PgConnection, named: &str| {
        let mut may = String::new();
        let sees =
            tried.within(app, named, |app| sql::touch(app, &format!("select from {table} where {rows}")));
        may.push(if let_through(sees) { 's' } else { '-' });
        // A scope that cannot set studio_id can only insert into its own studio.
        let elsewhere = named == "other studio";
        let named_at_all =
            |columns: &&Vec<String>| !elsewhere || columns.iter().any(|column| column == "studio_id");
        let inserts = of("insert").filter(named_at_all).is_some_and(|columns| {
            let columns = columns.join(", ");
            tried.copies(named, table, &row).into_iter().any(|copy| {
                let copy = Value::Object(copy).to_string().replace('\'', "''");
                let insert = format!("insert into {table} ({columns}) select {columns} from jsonb_populate_record(null::{table}, '{copy}')");
                let_through(tried.within(app, named, |app| sql::touch(app, &insert)))
            })
        });
        may.push(if inserts { 'i' } else { '-' });
        let updates = of("update").is_some_and(|columns| {
            columns.iter().any(|column| {
                let set = SET
                    .iter()
                    .find(|(of, what, _)| *of == table && what == column)
                    .map_or(column.as_str(), |(.., to)| to);
                let update = format!("update {table} set {column} = {set} where {rows}");
                let_through(tried.within(app, named, |app| sql::touch(app, &update)))
            })
        });
        may.push(if updates { 'u' } else { '-' });
        let delete = format!("delete from {table} where {rows}");
        let deletes = let_through(tried.within(app, named, |app| sql::touch(app, &delete)));
        may.push(if deletes { 'd' } else { '-' });
        may
    };
    SCOPES.iter().map(|named| cell(app, named)).collect()
}

#[test]
fn every_verb_on_every_table_is_allowed_exactly_as_listed() {
    let (everything, mut app) = (Tried::new(), sql::app());
    let columns: BTreeMap<_, _> =
        grants::wanted().into_iter().map(|grant| ((grant.table, grant.verb), grant.columns)).collect();
    let mut found = format!("{:<27}{}\n", "", SCOPES.map(|scope| format!("{scope:<14}")).concat().trim_end());
    for table in tables() {
        let cells = tried(&everything, &mut app, &table, &columns);
        writeln!(
            found,
            "{table:<27}{}",
            cells.iter().map(|cell| format!("{cell:<14}")).collect::<String>().trim_end()
        )
        .expect("writing to a string");
    }
    let list = |text: &str| {
        text.lines().filter(|line| !line.starts_with('#')).map(str::to_owned).collect::<Vec<_>>()
    };
    let expected = std::fs::read_to_string(EXPECTED).expect("the list can be read");
    let (found, expected) = (list(&found), list(&expected));
    let news: Vec<_> = found.iter().filter(|line| !expected.contains(line)).collect();
    let gone: Vec<_> = expected.iter().filter(|line| !found.contains(line)).collect();
    assert!(
        news.is_empty() && gone.is_empty(),
        "tried: {news:#?}\nin tests/portal/walls/matrix.txt: {gone:#?}"
    );
}
