//! What people send.

use serde::Deserialize;
use uuid::Uuid;

use crate::{
    kernel::{ids::MessageId, text},
    web::{Fault, Faults, Filled},
};

/// A message as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessageForm {
    pub body: String,
    /// Made with the form, once per message: what makes sending it again safe.
    pub client_key: Uuid,
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
        Self { body: String::new(), client_key: Uuid::new_v4() }
    }

    /// The message, or the form with what is wrong with it.
    pub fn parse(self) -> Result<MessageInput, Filled<Self>> {
        let mut faults = Faults::default();
        let body = faults.keep("body", text::paragraph(&self.body, MOST)).unwrap_or_default();
        if body.is_empty() {
            faults.add("body", Fault::new("fault-empty"));
        }
        if self.client_key.is_nil() {
            faults.add("body", Fault::new("messages-no-key"));
        }
        if faults.is_empty() {
            Ok(MessageInput { body, key: self.client_key })
        } else {
            let client_key = if self.client_key.is_nil() { Uuid::new_v4() } else { self.client_key };
            Err(Filled::refused(Self { client_key, ..self }, faults))
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
#[serde(deny_unknown_fields)]
pub struct Before {
    pub before: Option<MessageId>,
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
        assert_eq!(refused.faults.of("body"), Some(&Fault::mentioning("fault-too-long", "most", MOST)));
    }

    #[test]
    fn a_message_without_a_key_comes_back_with_one() {
        let refused = MessageForm { client_key: Uuid::nil(), ..typed("Hello") }.parse().unwrap_err();
        assert!(!refused.typed.client_key.is_nil() && refused.typed.body == "Hello");
    }
}
