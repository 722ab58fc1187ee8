//! The audit log: its entries, the detection of tampering, and the page for admins.

pub mod chain;
mod everywhere;
mod lines;
mod page;
mod watched;
