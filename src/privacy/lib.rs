//! The crate of the room `privacy`: the rooms it uses, and its dependencies. The room's code begins in `mod.rs`.
#![forbid(unsafe_code)]

use reprint_accounts::accounts;
use reprint_core::{
    access, audit, audit_kinds, db, error, jobs, kernel, mail, schema, storage, tenancy, urls, words,
};
use reprint_web::{self as web, room};

#[path = "mod.rs"]
pub mod privacy;
