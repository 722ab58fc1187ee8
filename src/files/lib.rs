//! The crate of the room `files`: its imports. The room itself begins in `mod.rs`.
#![forbid(unsafe_code)]

use reprint_core::{
    access, audit, audit_kinds, db, error, event_kinds, events, jobs, kernel, prepared, schema, storage,
    urls, words,
};
use reprint_projects::projects;
use reprint_web::{self as web, form_keys, live, room};

#[path = "mod.rs"]
pub mod files;
