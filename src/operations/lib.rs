//! The crate of the room `operations`: its imports. The room itself begins in `mod.rs`.
#![forbid(unsafe_code)]

use reprint_core::{
    access, audit, audit_kinds, config, db, error, jobs, kept_forms, kernel, mail, schema, security, sheet,
    storage, tenancy, urls, words,
};
use reprint_web::{self as web, form_keys, live, room};

#[path = "mod.rs"]
pub mod operations;
