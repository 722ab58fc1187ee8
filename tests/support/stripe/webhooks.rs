//! Events on their way to whoever listens: signed, and in whatever order a test likes.

use hmac::{Hmac, Mac};
use serde_json::Value;
use url::Url;

use super::http;

/// An event as it is sent.
#[derive(Debug, Clone)]
pub struct Delivery {
    /// `evt_…`
    pub id: String,
    /// `checkout.session.completed`
    pub kind: String,
    /// The id of the row that it is about.
    pub about: String,
    /// The bytes that are signed.
    pub body: String,
}

/// Where events go, and what they are signed with.
#[derive(Debug, Clone)]
pub struct Hook {
    pub url: Url,
    pub secret: String,
}

impl Delivery {
    pub(crate) fn of(event: &Value) -> Self {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        Self {
            id: text(&event["id"]),
            kind: text(&event["type"]),
            about: text(&event["data"]["object"]["id"]),
            body: serde_json::to_string_pretty(event).expect("a value is text"),
        }
    }

    /// The same event, changed: of another account, of the other mode, with another amount.
    #[must_use]
    pub fn changed(&self, change: impl FnOnce(&mut Value)) -> Self {
        let mut event: Value = serde_json::from_str(&self.body).expect("an event is JSON");
        change(&mut event);
        Self::of(&event)
    }

    /// The same event of a connected account.
    #[must_use]
    pub fn of_account(&self, account: &str) -> Self {
        self.changed(|event| event["account"] = account.into())
    }

    /// The same event of the other mode.
    #[must_use]
    pub fn of_other_mode(&self) -> Self {
        self.changed(|event| event["livemode"] = (event["livemode"] != true).into())
    }

    /// The header `Stripe-Signature`, made at a time in seconds since 1970.
    pub fn signature(&self, secret: &str, at: i64) -> String {
        signature(&self.body, secret, at)
    }

    /// Sends it, signed now; the status of the answer, none where there was none.
    pub fn send(&self, hook: &Hook) -> Option<u16> {
        let now =
            std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("it is after 1970");
        self.send_with(&hook.url, &self.signature(&hook.secret, now.as_secs() as i64))
    }

    /// Sends it with a header of the test's own.
    pub fn send_with(&self, url: &Url, signature: &str) -> Option<u16> {
        let headers = [
            ("Content-Type", "application/json; charset=utf-8"),
            ("User-Agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)"),
            ("Stripe-Signature", signature),
        ];
        http::post(url, &headers, &self.body)
    }
}

/// A signature of any text: `t=…,v1=…`.
pub fn signature(body: &str, secret: &str, at: i64) -> String {
    let mut mac =
        Hmac::<sha2::Sha256>::new_from_slice(secret.as_bytes()).expect("HMAC takes a key of any length");
    mac.update(format!("{at}.{body}").as_bytes());
    let signed = data_encoding::HEXLOWER.encode(&mac.finalize().into_bytes());
    format!("t={at},v1={signed},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39")
}
