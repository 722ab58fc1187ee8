//! The house, room by room.

pub mod invoices;
pub mod kernel;
pub mod pdf;
pub mod projects;
