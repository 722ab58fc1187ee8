//! The room's request handlers, one file per resource.

pub mod account;
pub mod avatars;
pub mod codes;
pub mod email_changes;
pub mod entering;
pub mod invitations;
pub mod inviting;
mod joining;
pub mod kept_forms;
pub mod notifications;
pub mod password_resets;
pub mod people;
pub mod person;
pub mod proof;
pub mod registration;
mod sent_picture;
pub mod sessions;
pub mod sign_in;
pub mod team;
