//! The room's forms.

use serde::Deserialize;
use uuid::Uuid;

use crate::{
    kernel::{ids::MessageId, text},
    web::{Fault, Field, Form, FormKey, KeyedForm, Label, Labels, form},
};

form! {
    /// A message as it was typed.
    pub struct MessageForm of MessageText {
        pub body: Field,
        /// Generated with the form, once per message, so that sending it again is safe.
        pub client_key: Field<FormKey>,
    }
}

impl KeyedForm for MessageForm {
    fn key(&mut self) -> &mut Field<FormKey> {
        &mut self.client_key
    }

    fn refuse_key(&mut self, fault: Fault) {
        self.body.refuse(fault);
    }
}

/// A validated message.
#[derive(Debug, Clone)]
pub struct MessageInput {
    pub body: String,
    pub key: Uuid,
}

/// The maximum number of characters in a message.
pub const MOST: usize = 10_000;

impl MessageForm {
    /// An empty form with a new key.
    pub fn fresh() -> Self {
        MessageText { body: String::new(), client_key: FormKey::fresh() }.into()
    }

    /// The form to return when its key was already used for another message; quotes the beginning of that message.
    #[must_use]
    pub fn key_was_used_for(self, sent: &str) -> Self {
        let line = sent.lines().next().unwrap_or_default();
        let beginning: String = line.chars().take(60).collect();
        let rest = if beginning.len() < sent.len() { "…" } else { "" };
        self.taken(Fault::mentioning("messages-fault-said", "message", format!("{beginning}{rest}")))
    }

    /// The validated message, or `None` if a field was refused.
    pub fn parse(&mut self) -> Option<MessageInput> {
        let body = self.body.read(body);
        let key = self.read_key();
        self.accept(MessageInput { body: body?, key: key? })
    }
}

fn body(typed: &str) -> Result<String, Fault> {
    let body = text::paragraph(typed, MOST)?;
    if body.is_empty() { Err(Fault::new("fault-empty")) } else { Ok(body) }
}

/// How far the reader has read a conversation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadForm {
    pub through: MessageId,
}

/// Which part of a conversation to show; by default the part that begins with the reader's first unread message.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct PartQuery {
    pub before: Option<MessageId>,
    pub at: Option<Part>,
}

/// A part of a conversation that can be requested by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    End,
}

/// The label of the field of a [`MessageForm`].
pub const MESSAGE_LABELS: Labels = &[Label::typed("body", "messages-message")];

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(body: &str) -> MessageForm {
        MessageText { body: body.into(), client_key: FormKey::fresh() }.into()
    }

    #[test]
    fn an_empty_message_is_refused() {
        assert_eq!(typed(" The varnish\r\nis off. ").parse().unwrap().body, "The varnish\nis off.");
        for nothing in ["", "  \r\n ", "\u{200b}"] {
            assert!(typed(nothing).parse().is_none(), "{nothing:?}");
        }
    }

    #[test]
    fn a_message_that_is_too_long_is_refused() {
        assert!(typed(&"ä".repeat(MOST)).parse().is_some());
        let mut refused = typed(&"ä".repeat(MOST + 1));
        assert!(refused.parse().is_none());
        assert_eq!(refused.body.fault(), Some(&Fault::counting("fault-too-long", "most", MOST)));
    }

    #[test]
    fn a_message_without_a_key_comes_back_with_one() {
        let mut refused = MessageForm::from(MessageText { body: "Hello".into(), ..MessageText::default() });
        assert!(refused.parse().is_none());
        assert!(refused.client_key.typed().uuid().is_some() && refused.body.is("Hello"));
    }
}
