//! The audit log, as admins read it.

mod asked;
mod entry;
mod export;
mod facts;
mod handlers;
mod pages;
mod search;

pub use export::export;
pub use handlers::{check, index};
