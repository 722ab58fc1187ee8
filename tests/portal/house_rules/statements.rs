//! Rules about where SQL, the clock, the environment, files and routes may be used.

use super::{Rule, source::File};

/// Whether a file belongs to a room that has its own queries. The layers below the rooms, and operations, have few statements and may
/// write them where they need them.
fn in_a_room(path: &str) -> bool {
    const BELOW: &[&str] = &["commands", "core", "kernel", "live", "operations", "pdf", "schema", "web"];
    path.strip_prefix("src/").is_some_and(|rest| {
        rest.contains('/') && !BELOW.iter().any(|name| rest.starts_with(&format!("{name}/")))
    })
}

fn is_query(path: &str) -> bool {
    path.ends_with("/queries.rs")
        || path.contains("/queries/")
        || path.ends_with("/model.rs")
        || path.contains("/model/")
}

pub fn rules() -> Vec<Rule> {
    vec![
        Rule {
            says: "in a room, SQL belongs in queries.rs and rows in model.rs",
            // The demo is exempt, because it sets up what no action does.
            binds: |path| in_a_room(path) && !is_query(path) && !path.starts_with("src/demo/"),
            finds: |file| {
                file.lines_with(&[
                    "diesel::",
                    "crate::schema",
                    "schema::",
                    "sql_query",
                    "prepared::",
                    ".load(",
                    ".load::<",
                    ".get_result",
                    ".execute(",
                ])
            },
            bad: ("src/files/handlers.rs", "let files = files::table.load(tx.conn())?;\n"),
            good: ("src/files/queries.rs", "let files = files::table.load(tx.conn())?;\n"),
        },
        Rule {
            says: "do not build SQL from strings: bind values, and choose columns with match",
            // `set` and `listen` take no bind parameters; these files insert only numbers and constant names.
            binds: |path| {
                path.starts_with("src/")
                    && !["src/core/db/defaults.rs", "src/web/live/listener.rs"].contains(&path)
            },
            finds: put_together,
            bad: ("src/files/queries.rs", "diesel::sql_query(\n    &format!(\"select {x}\"))\n"),
            good: ("src/files/queries.rs", "diesel::sql_query(\"select $1\").bind(x)\n"),
        },
        Rule {
            says: "only the kernel's SystemClock reads the time: use tx.now, or ui.around.now",
            // An error page has no transaction: the database may be the reason for the error.
            binds: |path| {
                path.starts_with("src/") && !["src/kernel/time.rs", "src/web/error_pages.rs"].contains(&path)
            },
            finds: |file| {
                file.lines_with(&["Utc::now(", "Local::now(", "SystemTime::now(", "diesel::dsl::now"])
            },
            bad: ("src/files/queries.rs", "let now = Utc::now();\n"),
            good: ("src/files/queries.rs", "let now = tx.now; // not Utc::now()\n"),
        },
        Rule {
            says: "only config.rs reads the environment",
            binds: |path| path.starts_with("src/") && path != "src/core/config.rs",
            finds: |file| file.lines_with(&["env::var", "env::vars", "var_os(", "option_env!"]),
            bad: ("src/core/mail/mod.rs", "std::env::var(\"SMTP_URL\")\n"),
            good: ("src/core/config.rs", "std::env::var(\"SMTP_URL\")\n"),
        },
        Rule {
            says: "the portal writes no files: logs go to standard output, everything else to Postgres",
            binds: |path| path.starts_with("src/"),
            finds: |file| {
                file.lines_with(&[
                    "fs::write",
                    "File::create",
                    "OpenOptions",
                    "create_dir",
                    "tempfile",
                    "temp_dir",
                ])
            },
            bad: ("src/operations/logs.rs", "let log = std::fs::File::create(\"portal.log\")?;\n"),
            good: ("src/web/assets.rs", "let bytes = std::fs::read(path)?;\n"),
        },
        Rule {
            says: "declare routes in a room's routes(), so that the tests of all routes include them",
            binds: |path| path.starts_with("src/") && path != "src/app.rs" && path != "src/web/route.rs",
            finds: |file| file.lines_with(&["web::resource(", ".route(", "#[get(", "#[post(", ".service("]),
            bad: ("src/files/mod.rs", "config.service(web::resource(\"/x\"))\n"),
            good: ("src/files/mod.rs", "vec![get(\"/x\", Access::Staff, handlers::x)]\n"),
        },
    ]
}

fn put_together(file: &File) -> Vec<usize> {
    let mut lines = Vec::new();
    for call in ["sql_query(", "batch_execute(", "sql::<"] {
        for (at, _) in file.code.match_indices(call) {
            let rest = &file.code[at + call.len()..];
            let argument =
                if call == "sql::<" { rest.split_once("(").map_or("", |(_, rest)| rest) } else { rest };
            let argument = argument.trim_start().trim_start_matches('&');
            let text = ["format!", "query", "[", "String"].iter().any(|text| argument.starts_with(text));
            if text && !of_constants(argument) {
                lines.push(file.line_of(at));
            }
        }
    }
    lines
}

/// Whether only constants are inserted into the text: `format!("{COLUMNS} where id = $1")`.
fn of_constants(argument: &str) -> bool {
    let literal = argument.strip_prefix("format!(").and_then(|rest| rest.trim_start().strip_prefix('"'));
    let literal = literal.and_then(|rest| rest.split('"').next()).unwrap_or("{}");
    let mut places = literal.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default());
    places.all(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
}
