//! The writes of the code, extracted from its source: the columns it inserts and updates, and the tables it deletes from.

use std::collections::BTreeSet;

use crate::house_rules::source::{self, File};

/// `insert on projects.name`, `delete on projects`: the format of `reprint::grants::differences`.
pub type Writes = BTreeSet<String>;

/// Everything the files of `src` write, with Diesel or in literal SQL.
pub fn writes() -> Writes {
    let files: Vec<File> = source::all()
        .into_iter()
        .filter(|file| file.path.starts_with("src/") && !file.path.starts_with("src/schema/"))
        .filter(|file| file.path.ends_with(".rs"))
        .collect();
    let rows: Vec<Row> = files.iter().flat_map(|file| rows(&file.code)).collect();
    let mut all = Writes::new();
    for file in &files {
        let mut found = Writes::new();
        for function in functions(&file.code) {
            by_diesel(function, &rows, &mut found);
            by_sql(function, &mut found);
        }
        all.extend(found.iter().map(|write| by_its_own_name(write, &file.code)));
    }
    all
}

/// Resolves a table that the file imports under another name: `use crate::schema::{passkeys as passkey_rows}`.
fn by_its_own_name(write: &str, code: &str) -> String {
    let Some((verb, rest)) = write.split_once(" on ") else { return write.to_owned() };
    let called = word(rest);
    let own = [",", "}", ";"].iter().find_map(|end| code.find(&format!(" as {called}{end}")));
    own.map_or_else(
        || write.to_owned(),
        |at| format!("{verb} on {}{}", word_before(&code[..at]), &rest[called.len()..]),
    )
}

/// A struct whose fields are columns.
struct Row {
    name: String,
    table: String,
    columns: Vec<String>,
}

fn rows(code: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    for (at, _) in code.match_indices("#[derive(") {
        let rest = &code[at..];
        let Some((derived, rest)) = rest.split_once(")]") else { continue };
        if !derived.contains("Insertable") && !derived.contains("AsChangeset") {
            continue;
        }
        let Some(table) = rest.split_once("table_name = ").map(|(_, table)| word(table)) else { continue };
        let Some((_, rest)) = rest.split_once("struct ") else { continue };
        let body =
            rest.split_once('{').and_then(|(_, body)| body.split_once("\n}")).map_or("", |(body, _)| body);
        rows.push(Row { name: word(rest), table, columns: stored_fields(body) });
    }
    rows
}

/// The columns of a row struct's fields, except those that are skipped.
fn stored_fields(body: &str) -> Vec<String> {
    let (mut columns, mut attribute) = (Vec::new(), "");
    for line in body.lines().map(str::trim) {
        if line.starts_with("#[diesel(") {
            attribute = line;
        } else if let Some((name, _)) = line.strip_prefix("pub ").and_then(|line| line.split_once(':')) {
            let named =
                attribute.split_once("column_name = ").map_or(name.to_owned(), |(_, name)| word(name));
            columns.extend((!attribute.contains("skip_")).then_some(named));
            attribute = "";
        }
    }
    columns
}

/// The functions of a file, and the text between them, such as constants with statements.
fn functions(code: &str) -> Vec<&str> {
    let begins = |line: &str| {
        ["fn ", "pub fn ", "pub(super) fn ", "async fn ", "pub async fn ", "const ", "pub const ", "static "]
            .iter()
            .any(|start| line.trim_start().starts_with(start))
    };
    let mut starts = vec![0];
    let mut at = 0;
    for line in code.split_inclusive('\n') {
        if begins(line) {
            starts.push(at);
        }
        at += line.len();
    }
    starts.push(code.len());
    starts.windows(2).map(|pair| &code[pair[0]..pair[1]]).collect()
}

fn by_diesel(function: &str, rows: &[Row], found: &mut Writes) {
    if function.contains("insert_into(") {
        for argument in arguments(function, ".values(") {
            note(function, argument, "insert", rows, found);
        }
    }
    if function.contains("diesel::update(") || function.contains(".do_update()") {
        for argument in arguments(function, ".set(") {
            note(function, argument, "update", rows, found);
        }
    }
    for argument in arguments(function, "diesel::delete(") {
        let mut said = vec![argument];
        said.extend(bound(function, &word(argument)));
        let table =
            said.iter().find_map(|said| said.split_once("::table").map(|(table, _)| word_before(table)));
        found.insert(format!("delete on {}", table.unwrap_or_else(|| format!("what? {argument}"))));
    }
}

/// Records what an argument of `values` or `set` writes: columns in the argument, in the value of a variable, or as the fields of a row
/// struct.
fn note(function: &str, argument: &str, verb: &str, rows: &[Row], found: &mut Writes) {
    for (table, column) in columns(argument) {
        found.insert(format!("{verb} on {table}.{column}"));
    }
    let inside =
        argument.trim().strip_prefix('(').and_then(|inside| inside.strip_suffix(')')).unwrap_or(argument);
    for part in parts(inside) {
        let name = part.trim().trim_start_matches('&').trim_end_matches(".clone()");
        if name.is_empty() || !name.chars().all(|c| c.is_ascii_lowercase() || c == '_') {
            continue;
        }
        let pushed = arguments(function, &format!("{name}.push("));
        if !pushed.is_empty() {
            pushed.iter().for_each(|pushed| note(function, pushed, verb, rows, found));
        } else if !bound(function, name).is_empty() {
            for bound in bound(function, name) {
                if bound.trim_start().starts_with('(') {
                    note(function, bound, verb, rows, found);
                }
                for (table, column) in columns(bound) {
                    found.insert(format!("{verb} on {table}.{column}"));
                }
            }
        } else if let Some(row) = rows.iter().find(|row| takes(function, name, &row.name)) {
            for column in &row.columns {
                found.insert(format!("{verb} on {}.{column}", row.table));
            }
        } else {
            found.insert(format!("{verb} on what? {name}"));
        }
    }
}

/// Whether a function has a parameter of this name and type.
fn takes(function: &str, name: &str, kind: &str) -> bool {
    ["", "&"].iter().any(|by| function.contains(&format!("{name}: {by}{kind}")))
}

/// Every `table::column.eq(…)`, as table and column.
fn columns(text: &str) -> Vec<(String, String)> {
    text.match_indices(".eq(")
        .filter_map(|(at, _)| {
            let column = word_before(&text[..at]);
            let before = text[..at].strip_suffix(column.as_str())?.strip_suffix("::")?;
            Some((word_before(before), column))
        })
        .collect()
}

/// The values bound to a name within a function, each up to its semicolon.
fn bound<'a>(function: &'a str, name: &str) -> Vec<&'a str> {
    let begins = [format!("let {name} ="), format!("let {name}: ")];
    let found = begins.iter().flat_map(|begin| {
        function
            .match_indices(begin.as_str())
            .map(|(at, begin)| up_to_semicolon(&function[at + begin.len()..]))
    });
    found.collect()
}

fn up_to_semicolon(text: &str) -> &str {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ';' if depth == 0 => return &text[..at],
            _ => {}
        }
    }
    text
}

/// The arguments of every call that begins with this text.
fn arguments<'a>(text: &'a str, call: &str) -> Vec<&'a str> {
    let each = text.match_indices(call).filter_map(|(at, _)| {
        let rest = &text[at + call.len()..];
        let mut depth = 1;
        let end = rest.char_indices().find(|(_, c)| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        })?;
        Some(&rest[..end.0])
    });
    each.collect()
}

/// The parts between commas outside brackets.
fn parts(text: &str) -> Vec<&str> {
    let mut depth = 0;
    text.split(|c| {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    })
    .collect()
}

fn by_sql(function: &str, found: &mut Writes) {
    let code = function.split_whitespace().collect::<Vec<_>>().join(" ").replace("( ", "(");
    for (at, _) in code.match_indices("insert into ") {
        let rest = &code[at + "insert into ".len()..];
        let table = word(rest);
        let named =
            rest.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map_or("", |(named, _)| named);
        found.extend(named.split(',').map(|column| format!("insert on {table}.{}", column.trim())));
        let statement = rest.split('"').next().unwrap_or_default();
        if let Some((_, set)) = statement.split_once("do update set ") {
            updated(&table, set, found);
        }
    }
    for rest in begun(&code, "update ") {
        let statement = rest.split('"').next().unwrap_or_default();
        if let Some((table, set)) = statement.split_once(" set ") {
            updated(&word(table), set, found);
        }
    }
    for rest in begun(&code, "delete from ") {
        found.insert(format!("delete on {}", word(rest)));
    }
}

/// The text after a verb wherever it begins a statement: at the beginning of the text, within a `with` (`with done as (update …`), or
/// after it.
fn begun<'a>(code: &'a str, verb: &str) -> Vec<&'a str> {
    let after = |begin: &str| {
        let begin = format!("{begin}{verb}");
        let found: Vec<_> = code.match_indices(&begin).map(|(at, _)| &code[at + begin.len()..]).collect();
        found
    };
    ["\"", "as (", "as materialized (", ") "].iter().flat_map(|begin| after(begin)).collect()
}

fn updated(table: &str, set: &str, found: &mut Writes) {
    for part in parts(up_to_bracket(set)) {
        if let Some((column, _)) = part.split_once(" = ").filter(|(column, _)| !column.trim().contains(' ')) {
            found.insert(format!("update on {table}.{}", column.trim()));
        }
    }
}

/// The text up to the bracket that ends a statement within a `with`.
fn up_to_bracket(text: &str) -> &str {
    let mut depth = 0;
    let end = text.find(|c| {
        depth += match c {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        depth < 0
    });
    &text[..end.unwrap_or(text.len())]
}

fn is_of_a_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn word(text: &str) -> String {
    text.trim_start().trim_start_matches('&').chars().take_while(|c| is_of_a_word(*c)).collect()
}

fn word_before(text: &str) -> String {
    let start = text.rfind(|c| !is_of_a_word(c)).map_or(0, |at| at + 1);
    text[start..].to_owned()
}

#[test]
fn statements_are_recognized_in_every_form_the_code_uses() {
    let code = "
#[derive(Insertable)]
#[diesel(table_name = clients)]
pub struct Input {
    pub email: String,
    #[diesel(skip_insertion)]
    pub note: String,
    #[diesel(column_name = tax_id)]
    /// A number of its own.
    pub number: String,
}

pub fn a(tx: &mut Tx, input: &Input) {
    let row = (files::id.eq(id), files::name.eq(name));
    diesel::insert_into(files::table).values(row).execute(tx)?;
    diesel::insert_into(clients::table).values((clients::id.eq(id), input)).execute(tx)?;
}

fn b(tx: &mut Tx) {
    let row = users::table.filter(users::id.eq(id));
    diesel::update(row).set((users::name.eq(a), users::zone.eq(b))).execute(tx)?;
    let old = jobs::table.filter(jobs::died_at.lt(now));
    diesel::delete(old).execute(tx)?;
    diesel::sql_query(\"insert into marks (a, b) values ($1, $2)
        on conflict (a) do update set b = excluded.b, c = 1\");
    diesel::sql_query(\"update mails m set subject = f(a, b), last_error = null where a = 1\");
    diesel::sql_query(\"delete from mails where a = 1\");
    diesel::sql_query(\"with due as (select id from jobs where a = 1 for update skip locked), done as (
            update jobs set died_at = $1, attempts = attempts + 1 from due where jobs.id = due.id returning jobs.id),
        gone as materialized (delete from devices where id in (select id from done))
        update sessions s set ended_at = (select max(id) from done), seen = 1 where a = 1\");
    diesel::sql_query(\"with old as (select 1) delete from blobs where id in (select * from old)\");
}
";
    let rows = rows(code);
    let mut found = Writes::new();
    for function in functions(code) {
        by_diesel(function, &rows, &mut found);
        by_sql(function, &mut found);
    }
    let expected = [
        "delete on blobs",
        "delete on devices",
        "delete on jobs",
        "delete on mails",
        "insert on clients.email",
        "insert on clients.id",
        "insert on clients.tax_id",
        "insert on files.id",
        "insert on files.name",
        "insert on marks.a",
        "insert on marks.b",
        "update on jobs.attempts",
        "update on jobs.died_at",
        "update on mails.last_error",
        "update on mails.subject",
        "update on marks.b",
        "update on marks.c",
        "update on sessions.ended_at",
        "update on sessions.seen",
        "update on users.name",
        "update on users.zone",
    ];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}
