//! The crate of the room `messages`: its imports. The room itself begins in `mod.rs`.
#![forbid(unsafe_code)]

use reprint_clients::clients;
use reprint_core::{access, audit, db, error, event_kinds, events, kernel, prepared, schema, urls, words};
use reprint_projects::projects;
use reprint_web::{self as web, live, room};

#[path = "mod.rs"]
pub mod messages;
