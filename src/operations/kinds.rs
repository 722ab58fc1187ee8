//! What admins do with mails and jobs, by its kinds.

use crate::{
    audit::Thing,
    kernel::ids::{JobId, MailId},
    urls,
};

crate::audit_kinds! {
    MailResent = watched("mail.resent");
    MailSecretRead = watched("mail.secret_read");
    JobRevived = entry("job.revived");
}

/// What the audit tells of.
pub const THINGS: &[Thing] =
    &[Thing::on_page::<MailId>(|id| urls::mail(MailId::from(id))), Thing::without_page::<JobId>()];
