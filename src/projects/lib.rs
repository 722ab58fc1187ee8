//! The crate of the room `projects`: its imports. The room itself begins in `mod.rs`.
#![forbid(unsafe_code)]

use reprint_activity::activity;
use reprint_clients::clients;
use reprint_core::{
    access, audit, audit_kinds, db, error, event_kinds, events, kernel, prepared, schema, urls, words,
};
use reprint_web::{self as web, form_keys, live, room};

#[path = "mod.rs"]
pub mod projects;
