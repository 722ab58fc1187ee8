//! The crate of the dashboard room: its imports, and the module itself, which is in `mod.rs`.
#![forbid(unsafe_code)]

use reprint_activity::activity;
use reprint_clients::clients;
use reprint_core::{access, db, error, events, kernel, urls};
use reprint_invoices::invoices;
use reprint_messages::messages;
use reprint_projects::projects;
use reprint_web::{self as web, live, room};

#[path = "mod.rs"]
pub mod dashboard;
