//! The crate of the activity room: its imports, and the module itself, which is in `mod.rs`.
#![forbid(unsafe_code)]

#[cfg(test)]
use reprint_core::event_kinds;
use reprint_core::{access, db, error, events, kernel, prepared, schema, urls, words};
use reprint_web::{self as web, live, room};

#[path = "mod.rs"]
pub mod activity;
