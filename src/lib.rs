//! The house, room by room. `docs/ARCHITECTURE.md` is its map.
//!
//! Below the rooms: [`kernel`] (pure values), [`access`] (who asks), [`db`] (the one door to Postgres), [`web`] (between HTTP and
//! the rooms), [`sessions`], [`words`], [`events`], [`live`], [`audit`], [`pdf`], and [`room`]: what each room says about itself. Rooms
//! use what stands before them, and meet through their `mod.rs` only.
#![forbid(unsafe_code)]

pub mod access;
pub mod app;
pub mod audit;
pub mod config;
pub mod db;
pub mod error;
pub mod events;
pub mod form_keys;
pub mod grants;
pub mod jobs;
pub mod kept_forms;
pub mod live;
pub mod mail;
pub mod migrations;
pub mod prepared;
pub mod room;
pub mod seal;
pub mod security;
pub mod sessions;
pub mod sheet;
pub mod storage;
pub mod tenancy;
pub mod urls;
pub mod web;
pub mod words;

pub use reprint_kernel as kernel;
pub use reprint_pdf as pdf;
pub use reprint_schema as schema;

pub mod accounts;
pub mod activity;
pub mod clients;
pub mod dashboard;
pub mod demo;
pub mod files;
pub mod invoices;
pub mod messages;
pub mod operations;
pub mod privacy;
pub mod projects;
pub mod studio;
