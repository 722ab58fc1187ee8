//! The crate of the accounts room: its imports, and the module itself, which is in `mod.rs`.
#![forbid(unsafe_code)]

#[cfg(test)]
use reprint_core::security;
use reprint_core::{
    access, audit, audit_kinds, config, db, error, event_kinds, events, kept_forms, kernel, mail, prepared,
    schema, seal, sessions, storage, tenancy, urls, words,
};
use reprint_web::{self as web, form_keys, live, room};

#[path = "mod.rs"]
pub mod accounts;
