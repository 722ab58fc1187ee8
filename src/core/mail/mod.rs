//! The outbox: a mail is written with the change that causes it, and sent by a job. No request waits for a mail server.

mod deliver;
mod envelope;
mod letter;
pub mod outbox;
mod rules;
mod shelf;

use chrono::{DateTime, Utc};

pub use deliver::{Postman, jobs};
pub use letter::{Body, Letter, Link, Target, letter};
pub use outbox::{address_hash, claim, invitations_today, send, was_sent};
pub use rules::State;
pub use shelf::{Kept, find, listed, resend, that_enclose};

use crate::kernel::{
    email_address::EmailAddress,
    ids::{BlobId, ClientId, UserId},
    text::{self, FileName},
};

/// A mail to send. The sender is the studio; see [`send`].
#[derive(Debug, Clone)]
pub struct Mail {
    /// Its kind: `invitation`, `password_reset`, `invoice`.
    pub kind: &'static str,
    pub to: EmailAddress,
    /// The recipient's name; may be empty.
    pub name: String,
    pub subject: String,
    /// The content, as text and as HTML; see [`letter`]. If it contains a one-time link, it is not shown to anyone once mail can be sent.
    pub body: Body,
    pub attachments: Vec<Attachment>,
    pub concerns: Concerns,
    /// After this time it is not sent any more, because its link has expired.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Whom a mail concerns, by id: an erasure finds mails by these ids, and not by their content.
#[derive(Debug, Clone, Default)]
pub struct Concerns {
    /// The recipient; `None` if the address does not belong to an account.
    pub reader: Option<UserId>,
    /// The client whose affairs it mentions.
    pub client: Option<ClientId>,
    /// Other users whose name or address it contains.
    pub others: Vec<UserId>,
    /// An address that it contains or is sent to, and that may belong, or come to belong, to someone other than the recipient.
    pub address: Option<EmailAddress>,
}

impl Concerns {
    /// A mail that concerns only its recipient.
    pub fn reader(id: UserId) -> Self {
        Self { reader: Some(id), ..Self::default() }
    }
}

/// A file attached to a mail.
#[derive(Debug, Clone)]
pub struct Attachment {
    pub name: FileName,
    /// For example `application/pdf`.
    pub media_type: &'static str,
    pub blob: BlobId,
}

/// Returns text that is safe in a header: one line without control characters, of limited length. The mail library panics on a line break
/// in a name.
fn one_line(text: &str, most: usize) -> String {
    let line = text::line(text, usize::MAX).unwrap_or_default();
    line.chars().take(most).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn a_header_is_one_line() {
        assert_eq!(one_line("Ana\r\nBcc: eve@evil.example", 50), "Ana  Bcc: eve@evil.example");
        assert_eq!(one_line("a\u{2028}b\0c\u{85}d", 50), "a bc d");
        assert_eq!(one_line(&"x".repeat(2000), 200).len(), 200);
        assert_eq!(one_line("\r\n", 50), "");
    }
}
