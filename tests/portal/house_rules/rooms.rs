//! Rules for imports: they point downwards, and rooms use each other only through their `mod.rs`.

use std::sync::LazyLock;

use reprint::app;

use super::{
    Rule,
    source::{File, crate_paths},
};

/// The rooms in order: each may use those before it. The demo uses all of them.
static ROOMS: LazyLock<Vec<&str>> =
    LazyLock::new(|| app::ROOMS.iter().map(|room| room.name).chain(["demo"]).collect());
/// Files that put the rooms together and therefore use all of them.
const ABOVE: &[&str] = &["src/app.rs", "src/lib.rs", "src/main.rs"];
/// Modules that are private to their room.
const FURNITURE: &[&str] = &["actions", "queries", "model", "forms", "pages", "handlers"];

fn room_of(path: &str) -> Option<usize> {
    let name = path.strip_prefix("src/")?.split(['/', '.']).next()?;
    ROOMS.iter().position(|room| *room == name)
}

fn is_ours(path: &str) -> bool {
    path.starts_with("src/") && !ABOVE.contains(&path) && !path.starts_with("src/commands/")
}

fn is_rules(path: &str) -> bool {
    path.starts_with("src/") && (path.ends_with("/rules.rs") || path.contains("/rules/"))
}

pub fn rules() -> Vec<Rule> {
    vec![
        Rule {
            says: "a room uses only the rooms before it, and the layers below the rooms use none. To reach a later room, record an event",
            binds: is_ours,
            finds: |file| {
                let here = room_of(&file.path);
                let too_late = |path: &str| {
                    let named = path.split("::").next().unwrap_or_default();
                    let there = ROOMS.iter().position(|room| *room == named);
                    there.is_some_and(|there| here.is_none_or(|here| there > here))
                };
                lines(file, too_late)
            },
            bad: ("src/projects/queries.rs", "use crate::{db::Tx, invoices::open};\n"),
            good: (
                "src/invoices/queries.rs",
                "use crate::{db::Tx, projects::find, invoices::rules::totals};\n",
            ),
        },
        Rule {
            says: "use another room only through its mod.rs: this module is private to it",
            binds: is_ours,
            finds: |file| {
                let here = room_of(&file.path).map(|room| ROOMS[room]);
                let into_furniture = |path: &str| {
                    let mut parts = path.split("::");
                    let (room, inside) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
                    ROOMS.contains(&room) && Some(room) != here && FURNITURE.contains(&inside)
                };
                lines(file, into_furniture)
            },
            bad: ("src/files/handlers.rs", "use crate::{\n    projects::{self, queries::find},\n};\n"),
            good: ("src/files/handlers.rs", "use crate::projects::{self, find};\n"),
        },
        Rule {
            says: "this module is private to its room: declare it without `pub`",
            binds: |path| room_of(path).is_some() && path.ends_with("/mod.rs"),
            finds: |file| {
                let open =
                    |line: &str| FURNITURE.iter().any(|inside| line.trim() == format!("pub mod {inside};"));
                file.code.lines().enumerate().filter(|(_, line)| open(line)).map(|(at, _)| at + 1).collect()
            },
            bad: ("src/files/mod.rs", "pub mod queries;\n"),
            good: ("src/files/mod.rs", "mod queries;\npub mod rules;\n"),
        },
        Rule {
            says: "rules are pure: no Diesel, Actix, Askama, connection or clock. Pass the time as an argument",
            binds: is_rules,
            finds: |file| {
                let foreign = [
                    "diesel",
                    "actix",
                    "askama",
                    "crate::db",
                    "crate::schema",
                    "Clock",
                    "::now(",
                    "tokio",
                    "std::env",
                ];
                file.lines_with(&foreign)
            },
            bad: ("src/invoices/rules.rs", "use diesel::prelude::*;\n"),
            good: ("src/invoices/rules.rs", "use crate::kernel::money::Money;\n"),
        },
        Rule {
            says: "queries only read and write rows; record events, audit entries, mails and jobs in actions",
            // Activity and the demo have no actions of their own: activity only reads, and the demo writes through other rooms' actions.
            binds: |path| {
                room_of(path).is_some() && (path.ends_with("/queries.rs") || path.contains("/queries/"))
            },
            finds: |file| {
                file.lines_with(&["audit::", "Changing", "events::record", "mail::send", "enqueue("])
            },
            bad: ("src/invoices/queries/sending.rs", "audit::record(tx, kind, None, facts)?;\n"),
            good: ("src/invoices/actions/send.rs", "audit::record(tx, kind, None, facts)?;\n"),
        },
        Rule {
            says: "actions know nothing about HTTP: from `web` they may use only `Once`, the outcome of a form that was sent twice",
            binds: |path| {
                room_of(path).is_some() && (path.ends_with("/actions.rs") || path.contains("/actions/"))
            },
            finds: |file| {
                let mut found = file.lines_with(&["actix"]);
                found.extend(lines(file, |path| path.starts_with("web") && path != "web::Once"));
                found
            },
            bad: ("src/invoices/actions/send.rs", "use crate::{db::Tx, web::Ui};\n"),
            good: ("src/invoices/actions/payment.rs", "use crate::{db::Tx, web::Once};\n"),
        },
    ]
}

fn lines(file: &File, wrong: impl Fn(&str) -> bool) -> Vec<usize> {
    crate_paths(file).into_iter().filter(|(_, path)| wrong(path)).map(|(line, _)| line).collect()
}
