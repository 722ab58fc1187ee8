//! What the room's routes do, a file per resource.

pub mod account;
pub mod invitations;
pub mod password_resets;
pub mod people;
pub mod proof;
pub mod sessions;
pub mod sign_in;
