//! The crate of the room `activity`: the rooms it uses, and what it stands on. The room begins in `mod.rs`.
#![forbid(unsafe_code)]

#[cfg(test)]
use reprint_core::event_kinds;
use reprint_core::{access, db, error, events, kernel, prepared, schema, urls, words};
use reprint_web::{self as web, live, room};

#[path = "mod.rs"]
pub mod activity;
