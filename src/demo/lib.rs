//! The crate of the room `demo`: its imports. The room itself begins in `mod.rs`.
#![forbid(unsafe_code)]

use reprint_accounts::accounts;
use reprint_clients::clients;
use reprint_core::{access, config, db, error, kernel, schema, storage};
use reprint_files::files;
use reprint_invoices::invoices;
use reprint_messages::messages;
use reprint_pdf as pdf;
use reprint_projects::projects;
use reprint_studio::studio;

#[path = "mod.rs"]
pub mod demo;
