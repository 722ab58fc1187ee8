//! The crate of the clients room: its imports, and the module itself, which is in `mod.rs`.
#![forbid(unsafe_code)]

use reprint_accounts::accounts;
use reprint_core::{
    access, audit, audit_kinds, config, db, error, kernel, prepared, schema, tenancy, urls, words,
};
use reprint_web::{self as web, form_keys, room};

#[path = "mod.rs"]
pub mod clients;
