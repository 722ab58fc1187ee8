//! A migration runs while the previous release is serving: it must not take locks that block that release, or remove what it still uses.

use std::{fs, path::Path};

/// The first migration that is checked. Earlier ones never ran while a release was serving.
const SINCE: &str = "2026-11-30-000500";

/// A statement that violates a lint is permitted if the comment right above it begins with this and explains why it is harmless.
const EXCUSE: &str = "-- while the release before serves:";

struct Lint {
    says: &'static str,
    /// Whether a statement, in lower case with single spaces, violates it. `made` are the tables that the migration itself creates.
    catches: fn(statement: &str, made: &[String]) -> bool,
    bad: &'static str,
    good: &'static str,
}

const LINTS: &[Lint] = &[
    Lint {
        says: "the previous release still uses what this removes or renames: do it one release later",
        catches: |statement, made| {
            let removes = ["drop table ", "drop column ", " rename to ", " rename column ", "drop function "];
            removes.iter().any(|words| statement.contains(words)) && !is_about(statement, made)
        },
        bad: "alter table projects drop column colour;",
        good: "alter table projects add column colour text;",
    },
    Lint {
        says: "the previous release inserts rows without this column: give it a default, or leave it nullable",
        catches: |statement, made| {
            statement.contains(" add column ")
                && statement.contains(" not null")
                && !statement.contains(" default ")
                && !statement.contains(" generated ")
                && !is_about(statement, made)
        },
        bad: "alter table projects add column colour text not null;",
        good: "alter table projects add column colour text not null default '';",
    },
    Lint {
        says: "this rewrites the table and blocks all reads: add a second column, fill it, and switch over in a later release",
        catches: |statement, made| {
            statement.starts_with("alter table ")
                && statement.contains(" alter column ")
                && statement.contains(" type ")
                && !is_about(statement, made)
        },
        bad: "alter table projects alter column budget_minor type numeric;",
        good: "alter table projects add column budget numeric;",
    },
    Lint {
        says: "this scans the whole table and blocks writes: add it `not valid`, and validate it in a separate migration",
        catches: |statement, made| {
            statement.starts_with("alter table ")
                && statement.contains(" add constraint ")
                && [" check (", " foreign key "].iter().any(|kind| statement.contains(kind))
                && !statement.contains(" not valid")
                && !is_about(statement, made)
        },
        bad: "alter table projects add constraint projects_named check (name <> '');",
        good: "alter table projects add constraint projects_named check (name <> '') not valid;",
    },
    Lint {
        says: "this scans the whole table and blocks all use: first validate a check `is not null` in a separate migration",
        catches: |statement, made| statement.contains(" set not null") && !is_about(statement, made),
        bad: "alter table projects alter column colour set not null;",
        good: "alter table projects alter column colour set default '';",
    },
    Lint {
        says: "this blocks writes to the table until the index is built: create it concurrently, outside a transaction",
        catches: |statement, made| {
            (statement.starts_with("create index ") || statement.starts_with("create unique index "))
                && !statement.contains(" concurrently ")
                && !is_about(statement, made)
        },
        bad: "create index on projects (studio_id, colour);",
        good: "create index concurrently projects_colour on projects (studio_id, colour);",
    },
    Lint {
        says: "this locks every row it writes until the migration ends: fill the column in a job, or in batches",
        catches: |statement, made| {
            (statement.starts_with("update ") || statement.starts_with("delete from "))
                && !is_about(statement, made)
        },
        bad: "update projects set colour = 'red';",
        good: "create table colours (studio_id uuid not null, id uuid not null);\nupdate colours set name = 'red';",
    },
    Lint {
        says: "this blocks everyone who uses the table",
        catches: |statement, _| {
            ["lock table ", "lock ", "vacuum full", "cluster ", "reindex ", "truncate "]
                .iter()
                .any(|words| statement.starts_with(words))
        },
        bad: "lock table projects;",
        good: "reset lock_timeout;",
    },
];

/// Whether a statement concerns a table that the migration itself creates, which nothing uses yet.
fn is_about(statement: &str, made: &[String]) -> bool {
    let words: Vec<&str> =
        statement.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty()).collect();
    words.iter().take(8).any(|word| made.iter().any(|table| table == word))
}

/// The statements of a migration, each with its line and whether it is excused. Function bodies are skipped.
fn statements(sql: &str) -> Vec<(usize, String, bool)> {
    let (mut found, mut statement) = (Vec::new(), String::new());
    let (mut begun, mut excused, mut in_body) = (0, false, false);
    for (at, line) in sql.lines().enumerate() {
        let comment = line.trim_start().starts_with("--");
        if comment && statement.is_empty() {
            excused |= line.trim_start().to_lowercase().starts_with(EXCUSE);
            continue;
        }
        let code = line.split("--").next().unwrap_or_default();
        for (part_at, part) in code.split("$$").enumerate() {
            if part_at > 0 {
                in_body = !in_body;
            }
            if in_body {
                continue;
            }
            for (piece_at, piece) in part.split(';').enumerate() {
                if piece_at > 0 && !statement.trim().is_empty() {
                    let folded = statement.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
                    found.push((begun, folded, excused));
                    statement.clear();
                    excused = false;
                }
                if statement.trim().is_empty() && !piece.trim().is_empty() {
                    begun = at + 1;
                    statement.clear();
                }
                statement.push_str(piece);
                statement.push(' ');
            }
        }
        if statement.trim().is_empty() {
            statement.clear();
        }
    }
    found
}

fn faults(sql: &str) -> Vec<(usize, &'static str)> {
    let statements = statements(sql);
    let made: Vec<String> = statements
        .iter()
        .filter_map(|(_, statement, _)| statement.strip_prefix("create table "))
        .filter_map(|rest| rest.split([' ', '(']).next().map(str::to_owned))
        .collect();
    let caught = |(line, statement, excused): &(usize, String, bool)| {
        let lint = LINTS.iter().find(|lint| !excused && (lint.catches)(statement, &made))?;
        Some((*line, lint.says))
    };
    statements.iter().filter_map(caught).collect()
}

#[test]
fn migrations_do_not_break_the_previous_release() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations");
    let (mut broken, mut seen) = (String::new(), 0);
    for entry in fs::read_dir(folder).expect("there are migrations") {
        let entry = entry.expect("a folder can be read");
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.as_str() < SINCE {
            continue;
        }
        seen += 1;
        let sql = fs::read_to_string(entry.path().join("up.sql")).expect("every migration has an up.sql");
        assert!(entry.path().join("down.sql").exists(), "{name} has no down.sql");
        for (line, says) in faults(&sql) {
            broken += &format!("\nmigrations/{name}/up.sql:{line}: {says}");
        }
    }
    assert!(seen > 0, "no migration was checked");
    assert!(
        broken.is_empty(),
        "{broken}\nIf a statement is harmless, explain why right above it: {EXCUSE} …"
    );
}

#[test]
fn every_lint_catches_its_bad_sample_and_leaves_the_good_one() {
    for lint in LINTS {
        assert_eq!(faults(lint.bad).first().map(|(_, says)| *says), Some(lint.says), "{}", lint.bad);
        assert_eq!(faults(lint.good), [], "{}", lint.good);
        let excused = format!("{EXCUSE} it has three rows.\n{}", lint.bad);
        assert_eq!(faults(&excused), [], "{excused}");
    }
}

#[test]
fn function_bodies_are_not_checked() {
    let sql = "create function f() returns void language plpgsql as $$\nbegin\n    update projects set colour = 'red';\nend $$;\n\nlock table projects;";
    assert_eq!(faults(sql).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [6]);
}
