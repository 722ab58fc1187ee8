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

/// A mail to write. Who sends it is the studio's business; see [`send`].
#[derive(Debug, Clone)]
pub struct Mail {
    /// What it is for: `invitation`, `password_reset`, `invoice`.
    pub kind: &'static str,
    pub to: EmailAddress,
    /// The person's name beside the address; may be empty.
    pub name: String,
    pub subject: String,
    /// Both forms of the same words; see [`letter`]. With a one-time link in it, it is shown to nobody once mail can be sent.
    pub body: Body,
    pub attachments: Vec<Attachment>,
    pub concerns: Concerns,
    /// After this it is not sent any more: its link is dead.
    pub expires_at: Option<DateTime<Utc>>,
}

/// Whom a mail concerns, by id: an erasure finds it by these, and by nothing it says.
#[derive(Debug, Clone, Default)]
pub struct Concerns {
    /// Whose mail it is; none, where the address is no account's.
    pub reader: Option<UserId>,
    /// The client whose business it mentions.
    pub client: Option<ClientId>,
    /// Other people whose name or address stands in it.
    pub others: Vec<UserId>,
    /// An address that stands in it, or that it goes to, and may be or become somebody else's than the reader's.
    pub address: Option<EmailAddress>,
}

impl Concerns {
    /// Somebody's mail that mentions nobody else.
    pub fn reader(id: UserId) -> Self {
        Self { reader: Some(id), ..Self::default() }
    }
}

/// A file that goes with a mail.
#[derive(Debug, Clone)]
pub struct Attachment {
    pub name: FileName,
    /// As in `application/pdf`.
    pub media_type: &'static str,
    pub blob: BlobId,
}

/// Text that may stand in a header: one line without controls, not too long. The mailer panics on a line break in a name.
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
