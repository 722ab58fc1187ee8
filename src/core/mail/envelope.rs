//! Turns a row of the outbox into a MIME message.

use lettre::{
    Address, Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, Header, HeaderName, HeaderValue},
    },
};

use super::{one_line, outbox::Outgoing};

/// Tells automatic responders that no person wrote this (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Builds the message. Its message id is the row's, so that a server that receives it twice can detect that.
///
/// # Errors
/// A message if an address or a media type is invalid: another attempt would be useless.
pub(super) fn message(mail: Outgoing, from: &Address) -> Result<Message, String> {
    let body = MultiPart::alternative_plain_html(mail.text, mail.html);
    let mut builder = Message::builder()
        .from(mailbox(&mail.studio_name, from.clone()))
        .to(mailbox(&mail.recipient_name, mail.recipient.parse().map_err(said("recipient"))?))
        .subject(one_line(&mail.subject, 200))
        .date(mail.created_at.into())
        .message_id(Some(format!("<{}@{}>", mail.id, from.domain())))
        .header(AutoSubmitted);
    if let Ok(answers) = mail.studio_email.parse() {
        builder = builder.reply_to(mailbox(&mail.studio_name, answers));
    }
    if mail.attachments.is_empty() {
        return builder.multipart(body).map_err(said("message"));
    }
    let mut whole = MultiPart::mixed().multipart(body);
    for enclosed in mail.attachments {
        let kind = ContentType::parse(&enclosed.media_type).map_err(said("attachment"))?;
        let part: SinglePart = Attachment::new(one_line(&enclosed.name, 200)).body(enclosed.bytes, kind);
        whole = whole.singlepart(part);
    }
    builder.multipart(whole).map_err(said("message"))
}

fn mailbox(name: &str, address: Address) -> Mailbox {
    Mailbox::new(Some(one_line(name, 120)).filter(|name| !name.is_empty()), address)
}

fn said<E: std::fmt::Display>(part: &'static str) -> impl Fn(E) -> String {
    move |error| format!("{part}: {error}")
}
