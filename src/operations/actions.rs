//! Business actions of admins on mails and failed jobs.

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

/// Records that an admin read a mail that contains a one-time link. The address is not recorded: it is in the mail's row, and would
/// outlive it here.
pub fn record_secret_read(tx: &mut Tx, id: MailId, kind: &str) -> AppResult<()> {
    audit::record(tx, AuditKind::MailSecretRead, id, json!({ "kind": kind }))
}

/// Queues a mail to be sent, possibly again.
///
/// # Errors
/// `NotFound` if there is no such mail.
pub fn resend(tx: &mut Tx, id: MailId) -> AppResult<()> {
    mail::resend(tx, id)?;
    audit::record(tx, AuditKind::MailResent, id, json!({}))
}

/// Queues a failed job to run again.
///
/// # Errors
/// `NotFound` if there is no such failed job.
pub fn retry(tx: &mut Tx, id: JobId) -> AppResult<()> {
    jobs::send_again(tx, id)?;
    audit::record(tx, AuditKind::JobRevived, id, json!({}))
}
