//! The crate of the studio room: its imports, and the module itself, which is in `mod.rs`.
#![forbid(unsafe_code)]

use reprint_core::{access, audit, audit_kinds, db, error, kernel, schema, tenancy, urls, words};
use reprint_web::{self as web, room};

#[path = "mod.rs"]
pub mod studio;
