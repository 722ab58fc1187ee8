//! Where SQL, the clock and the environment may be.

use super::{Rule, source::File};

/// A room's files, which have queries of their own; what stands below the rooms, and what looks after the process itself, keeps its
/// few statements beside its code.
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
            says: "SQL stands in queries.rs (and rows in model.rs), nowhere else in a room",
            // Demo data is one long query of its own; a bulk load goes below the rooms' doors.
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
            says: "SQL is never put together from text: bind values, choose columns by match",
            // Settings take no bound values; these are numbers and names of ours.
            binds: |path| {
                path.starts_with("src/") && !["src/core/db.rs", "src/web/live/listener.rs"].contains(&path)
            },
            finds: put_together,
            bad: ("src/files/queries.rs", "diesel::sql_query(\n    &format!(\"select {x}\"))\n"),
            good: ("src/files/queries.rs", "diesel::sql_query(\"select $1\").bind(x)\n"),
        },
        Rule {
            says: "only the kernel's SystemClock asks for the time: take tx.now, or ui.around.now",
            // An error page has no transaction, perhaps because there is no database.
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
            says: "the environment is read in config.rs alone",
            binds: |path| path.starts_with("src/") && path != "src/core/config.rs",
            finds: |file| file.lines_with(&["env::var", "env::vars", "var_os(", "option_env!"]),
            bad: ("src/core/mail/mod.rs", "std::env::var(\"SMTP_URL\")\n"),
            good: ("src/core/config.rs", "std::env::var(\"SMTP_URL\")\n"),
        },
        Rule {
            says: "the portal writes no files: lines go to standard output, everything else to Postgres",
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
            says: "routes are born in a room's routes(), so that the sweeps know them",
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

/// A text that only constants of ours are put into: `format!("{COLUMNS} where id = $1")`.
fn of_constants(argument: &str) -> bool {
    let literal = argument.strip_prefix("format!(").and_then(|rest| rest.trim_start().strip_prefix('"'));
    let literal = literal.and_then(|rest| rest.split('"').next()).unwrap_or("{}");
    let mut places = literal.split('{').skip(1).map(|rest| rest.split('}').next().unwrap_or_default());
    places.all(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_'))
}
