//! What admins do with mails and failed jobs.

use serde_json::json;

use super::kinds::AuditKind;
use crate::{
    audit,
    db::Tx,
    error::AppResult,
    jobs,
    kernel::ids::{JobId, MailId},
    mail,
};

/// Records that an admin read a mail with a one-time link. Whose mail it is, the mail's own row tells: an address in the facts would
/// outlive it.
pub fn record_secret_read(tx: &mut Tx, id: MailId, kind: &str) -> AppResult<()> {
    audit::record(tx, AuditKind::MailSecretRead, id, json!({ "kind": kind }))
}

/// Queues a mail to be sent, again if need be.
///
/// # Errors
/// Not found, when there is none.
pub fn resend(tx: &mut Tx, id: MailId) -> AppResult<()> {
    mail::resend(tx, id)?;
    audit::record(tx, AuditKind::MailResent, id, json!({}))
}

/// Queues a failed job to run again.
///
/// # Errors
/// Not found, when it has not failed.
pub fn retry(tx: &mut Tx, id: JobId) -> AppResult<()> {
    jobs::send_again(tx, id)?;
    audit::record(tx, AuditKind::JobRevived, id, json!({}))
}
