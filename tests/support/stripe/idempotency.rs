//! Idempotency keys: the first answer is given again.

use std::collections::HashMap;

use serde_json::Value;

use super::{http::Answer, refused::Refused};

/// How long a key is kept, in seconds.
const KEPT: i64 = 86_400;

/// Keys that were used, and with what.
#[derive(Default)]
pub struct Keys(HashMap<String, Used>);

struct Used {
    call: String,
    sent: Value,
    at: i64,
    /// None while the request is under way.
    answer: Option<Answer>,
}

impl Keys {
    /// What was answered to this key before, if anything was.
    pub fn find(&self, key: &str, call: &str, sent: &Value, now: i64) -> Result<Option<Answer>, Refused> {
        let Some(used) = self.0.get(key).filter(|used| now - used.at < KEPT) else { return Ok(None) };
        if used.call != call || used.sent != *sent {
            return Err(Refused::key_reused());
        }
        used.answer
            .clone()
            .map(|answer| Some(answer.with("Idempotent-Replayed", "true")))
            .ok_or_else(Refused::under_way)
    }

    pub fn begin(&mut self, key: &str, call: &str, sent: &Value, at: i64) {
        let used = Used { call: call.to_owned(), sent: sent.clone(), at, answer: None };
        self.0.insert(key.to_owned(), used);
    }

    pub fn keep(&mut self, key: &str, answer: &Answer) {
        if let Some(used) = self.0.get_mut(key) {
            used.answer = Some(answer.clone());
        }
    }

    /// Forgets a request of which nothing was done.
    pub fn forget(&mut self, key: &str) {
        self.0.remove(key);
    }
}
