//! The actions on people's data, one transaction per function: each checks the rules, writes the rows, and records the audit entry, the
//! mail and the job that belong to it.

mod erase;
mod export;
mod retention;

pub use erase::{erase_client, erase_person};
pub use export::{
    Asked, MAKE, download_export, finish_export, language_of, remove_expired_exports, request_export,
};
pub use retention::{apply_retention, set_retention};
