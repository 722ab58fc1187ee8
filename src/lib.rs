//! The portal's crate. `docs/ARCHITECTURE.md` gives an overview.
//!
//! Below the rooms: [`kernel`] (pure values), [`access`] (who is asking, and what they may see), [`db`] (all access to Postgres),
//! [`web`] (between HTTP and the rooms), [`sessions`], [`words`], [`events`], [`live`], [`audit`], [`pdf`], [`stripe`], and [`room`]: how a
//! room registers itself. Rooms may use those before them, and use each other only through their `mod.rs`.
#![forbid(unsafe_code)]

pub mod app;
pub mod grants;
pub mod migrations;

pub use reprint_core::{
    access, audit, audit_kinds, config, db, error, event_kinds, events, jobs, kept_forms, mail, prepared,
    seal, security, sessions, sheet, storage, tenancy, urls, words,
};
pub use reprint_kernel as kernel;
pub use reprint_pdf as pdf;
pub use reprint_schema as schema;
pub use reprint_stripe as stripe;
pub use reprint_web::{self as web, form_keys, live, room};

pub use reprint_accounts::accounts;
pub use reprint_activity::activity;
pub use reprint_clients::clients;
pub use reprint_dashboard::dashboard;
#[cfg(feature = "demo")]
pub use reprint_demo::demo;
pub use reprint_files::files;
pub use reprint_invoices::invoices;
pub use reprint_messages::messages;
pub use reprint_operations::operations;
pub use reprint_privacy::privacy;
pub use reprint_projects::projects;
pub use reprint_studio::studio;
