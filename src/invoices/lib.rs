//! The crate of the room `invoices`: the rooms it uses, and its dependencies. The room's code begins in `mod.rs`.
#![forbid(unsafe_code)]

use reprint_accounts::accounts;
use reprint_clients::clients;
use reprint_core::{
    access, audit, audit_kinds, db, error, event_kinds, events, jobs, kernel, mail, prepared, schema,
    storage, urls, words,
};
use reprint_pdf as pdf;
use reprint_projects::projects;
use reprint_web::{self as web, form_keys, live, room};

#[path = "mod.rs"]
pub mod invoices;
