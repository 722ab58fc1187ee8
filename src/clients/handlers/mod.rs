//! The room's request handlers, one file per resource.

pub mod clients;
pub mod invitations;
