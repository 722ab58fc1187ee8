//! The house, room by room.

pub mod kernel;
pub mod invoices;
pub mod projects;
