//! The audit: what is written, that it cannot be changed unseen, and how admins read it.

pub mod chain;
mod everywhere;
mod lines;
mod page;
mod watched;
