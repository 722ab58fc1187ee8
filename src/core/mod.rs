//! What every room builds on, without any knowledge of pages: who is asking ([`access`]), all access to Postgres ([`db`]), which studio a
//! request is for ([`tenancy`]), all visible text ([`words`]), what happened ([`events`]), who did it ([`audit`]), and background work
//! ([`jobs`], [`mail`]). The crates above import its modules as `crate::db`, `crate::words` and so on.
#![forbid(unsafe_code)]

pub mod access;
pub mod audit;
pub mod config;
pub mod db;
pub mod error;
pub mod events;
pub mod jobs;
pub mod kept_forms;
pub mod mail;
pub mod prepared;
pub mod seal;
pub mod security;
pub mod sessions;
pub mod sheet;
pub mod storage;
pub mod tenancy;
pub mod urls;
pub mod words;

pub use reprint_kernel as kernel;
pub use reprint_schema as schema;
