//! What the room's routes do, a file per resource.

pub mod clients;
pub mod invitations;
