//! The XSS payloads, and the columns that they are written to.

use diesel::{Connection, RunQueryDsl, connection::SimpleConnection, sql_query, sql_types::Text};

use super::watch::Trap;
use crate::support::*;

/// The payloads. They set `window.__xss` if they run.
pub struct Bait(Vec<String>);

impl Bait {
    /// The payloads; the picture in one of them is on the trap's host.
    pub fn of(trap: &Trap) -> Self {
        let fixed = [
            "\"><img src=x onerror=window.__xss=1>",
            "<script>window.__xss=1</script>",
            "javascript:window.__xss=1",
            "{{7*7}}${7*7}<%= 7*7 %>",
            "</title><svg onload=window.__xss=1>",
            "' onmouseover=window.__xss=1 x='",
            "</textarea></script><iframe srcdoc='<script>parent.__xss=1</script>'>",
            "<a href=\"javascript:window.__xss=1\" hx-get=/nowhere hx-trigger=load>x</a>",
            "<math><mtext><style><img src=x onerror=window.__xss=1></style></mtext></math>",
            "<hx-partial hx-target=body><b autofocus onfocus=window.__xss=1 tabindex=1>x</b></hx-partial>",
            "&lt;script&gt;window.__xss=1&lt;/script&gt;",
        ];
        let mut bait: Vec<String> = fixed.map(str::to_owned).into();
        bait.push(format!("<img src=//far.localhost:{}/picture>", trap.port));
        Self(bait)
    }

    pub fn each(&self) -> &[String] {
        &self.0
    }

    /// All payloads in one line.
    pub fn all(&self) -> String {
        self.0.join(" ")
    }

    /// A payload that is short enough for any field.
    pub fn short(&self) -> &str {
        &self.0[0]
    }
}

/// The columns with text from users, browsers or mail servers.
const TEXTS: &[(&str, &str)] = &[
    ("users", "name"),
    ("clients", "name"),
    ("clients", "address"),
    ("clients", "tax_id"),
    ("studios", "name"),
    ("studios", "address"),
    ("studios", "tax_id"),
    ("studios", "bank"),
    ("project_types", "name"),
    ("projects", "name"),
    ("projects", "description"),
    ("milestones", "title"),
    ("conversations", "title"),
    ("messages", "body"),
    ("files", "name"),
    ("passkeys", "name"),
    ("registrations", "name"),
    ("devices", "agent"),
    ("sessions", "agent"),
    ("mails", "subject"),
    ("mails", "text_body"),
    ("mails", "last_error"),
    ("jobs", "last_error"),
];

/// Writes payloads to all text columns of a studio, bypassing the forms; as much as fits.
pub fn poison(studio: &Studio, bait: &Bait) {
    let all = bait.all();
    let mut refused = Vec::new();
    for (at, (table, column)) in TEXTS.iter().enumerate() {
        let sizes = [all.as_str(), bait.each()[at % bait.each().len()].as_str(), bait.short()];
        let put = |text: &str| {
            let statement = match *table {
                "studios" => format!("update studios set {column} = $1 where id = current_studio()"),
                // These names must be unique.
                "project_types" => format!("update project_types set {column} = $1 || right(id::text, 6)"),
                "files" => "update files set name = $1 || right(id::text, 6)".to_owned(),
                _ => format!("update {table} set {column} = $1"),
            };
            studio.set_up(|tx| {
                Ok(tx
                    .conn()
                    .transaction(|connection| {
                        // A trigger makes messages immutable; it is disabled here.
                        let guards = |are: &str| format!("alter table messages {are} trigger user");
                        let guarded = *table == "messages";
                        if guarded {
                            connection.batch_execute(&guards("disable"))?;
                        }
                        let put = sql_query(&statement).bind::<Text, _>(text).execute(connection)?;
                        if guarded {
                            connection.batch_execute(&guards("enable"))?;
                        }
                        diesel::QueryResult::Ok(put)
                    })
                    .map_err(|error| error.to_string()))
            })
        };
        let fits = sizes.iter().map(|text| put(text)).find(Result::is_ok);
        if fits.is_none() {
            refused.push(format!("{table}.{column}: {:?}", put(bait.short())));
        }
    }
    assert!(refused.is_empty(), "{}", refused.join("\n"));
}
