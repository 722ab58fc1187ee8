//! The room's kinds of audit entries.

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

/// The things that audit entries are about.
pub const THINGS: &[Thing] =
    &[Thing::on_page::<MailId>(|id| urls::mail(MailId::from(id))), Thing::without_page::<JobId>()];
