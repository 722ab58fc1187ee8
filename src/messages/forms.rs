//! What people send.

use serde::Deserialize;
use uuid::Uuid;

use crate::{
    kernel::{ids::MessageId, text},
    web::{Fault, Faults, Filled, FormKey, Keyed},
};

/// A message as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessageForm {
    pub body: String,
    /// Made with the form, once per message: what makes sending it again safe.
    pub client_key: FormKey,
}

impl Keyed for MessageForm {
    const SAYS_AT: &'static str = "body";

    fn key(&self) -> FormKey {
        self.client_key
    }

    fn with_key(self, client_key: FormKey) -> Self {
        Self { client_key, ..self }
    }
}

/// A message as meant.
#[derive(Debug, Clone)]
pub struct MessageInput {
    pub body: String,
    pub key: Uuid,
}

/// The most characters a message may have.
pub const MOST: usize = 10_000;

impl MessageForm {
    /// An empty form with a key of its own.
    pub fn fresh() -> Self {
        Self { body: String::new(), client_key: FormKey::fresh() }
    }

    /// The form as it comes back when its key stands for another message, whose beginning it shows.
    pub fn said_other(self, said: &str) -> Filled<Self> {
        let line = said.lines().next().unwrap_or_default();
        let beginning: String = line.chars().take(60).collect();
        let rest = if beginning.len() < said.len() { "…" } else { "" };
        self.taken(Fault::mentioning("messages-fault-said", "message", format!("{beginning}{rest}")))
    }

    /// The message, or the form with what is wrong with it.
    pub fn parse(self) -> Result<MessageInput, Filled<Self>> {
        let mut faults = Faults::default();
        let body = faults.keep("body", text::paragraph(&self.body, MOST)).unwrap_or_default();
        if body.is_empty() {
            faults.add("body", Fault::new("fault-empty"));
        }
        match self.keep_key(&mut faults) {
            Some(key) if faults.is_empty() => Ok(MessageInput { body, key }),
            _ => Err(self.refused(faults)),
        }
    }
}

/// How far a reader has seen.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReadForm {
    pub through: MessageId,
}

/// Where a list goes on.
#[derive(Debug, Deserialize)]
pub struct BeforeQuery {
    pub before: Option<MessageId>,
}

/// Which part of a conversation is asked for; by default the one that begins with what the reader has not seen.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub struct PartQuery {
    pub before: Option<MessageId>,
    pub at: Option<Part>,
}

/// A part of a conversation that has a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    End,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(body: &str) -> MessageForm {
        MessageForm { body: body.into(), ..MessageForm::fresh() }
    }

    #[test]
    fn a_message_says_something() {
        assert_eq!(typed(" The varnish\r\nis off. ").parse().unwrap().body, "The varnish\nis off.");
        for nothing in ["", "  \r\n ", "\u{200b}"] {
            assert!(typed(nothing).parse().is_err(), "{nothing:?}");
        }
    }

    #[test]
    fn a_message_is_no_novel() {
        assert!(typed(&"ä".repeat(MOST)).parse().is_ok());
        let refused = typed(&"ä".repeat(MOST + 1)).parse().unwrap_err();
        assert_eq!(refused.faults.of("body"), Some(&Fault::counting("fault-too-long", "most", MOST)));
    }

    #[test]
    fn a_message_without_a_key_comes_back_with_one() {
        let refused = MessageForm { client_key: FormKey::default(), ..typed("Hello") }.parse().unwrap_err();
        assert!(refused.typed.client_key.uuid().is_some() && refused.typed.body == "Hello");
    }
}
