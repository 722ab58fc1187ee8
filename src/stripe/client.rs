//! The connection: one key of one studio, and how long is waited.

use std::{fmt, str::FromStr, time::Duration};

use miniserde::json::{Number, Value as Answered};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use stripe::{ClientBuilder, RequestStrategy};
use stripe_client_core::{RequestBuilder, StripeMethod};
use url::Url;

use crate::{
    Mode, StripeKey,
    error::{Error, Uncertain},
};

/// How long one call may take in all, from the look-up of Stripe's address to the last byte of its answer.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// The version of Stripe's API that is spoken, as the header says it. It is the crate's: both change together.
pub const VERSION: &str = "2026-09-30.endive";

/// What makes a call that was sent twice one: kept by whoever makes it before it is made, and never used for another.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// The text is no idempotency key: 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnIdempotencyKey;

impl IdempotencyKey {
    /// As it stands in the header.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for IdempotencyKey {
    type Err = NotAnIdempotencyKey;

    fn from_str(text: &str) -> Result<Self, NotAnIdempotencyKey> {
        let fits = (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_owned())).ok_or(NotAnIdempotencyKey)
    }
}

/// Why there is no client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientFault {
    /// A live key goes to Stripe alone.
    LiveKeyElsewhere,
    /// The address cannot be called.
    Base,
}

impl fmt::Display for ClientFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LiveKeyElsewhere => "a live key is sent to Stripe only",
            Self::Base => "the address cannot be called",
        })
    }
}

/// Calls Stripe with one key. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    inner: stripe::Client,
    mode: Mode,
}

/// Shows the mode, and nothing of the key.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({}, …)", self.mode.code())
    }
}

impl Client {
    /// A client with a key; `base` is where tests have their Stripe.
    ///
    /// # Errors
    /// For a live key and another base than Stripe's, or a base that is no address.
    pub fn new(key: &StripeKey, base: Option<&Url>) -> Result<Self, ClientFault> {
        Self::with_patience(key, base, PATIENCE)
    }

    /// The same, with more or less patience: for tests of what happens when it runs out.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn with_patience(
        key: &StripeKey,
        base: Option<&Url>,
        patience: Duration,
    ) -> Result<Self, ClientFault> {
        if base.is_some() && key.mode() == Mode::Live {
            return Err(ClientFault::LiveKeyElsewhere);
        }
        let builder = ClientBuilder::new(key.expose()).timeout(patience);
        let builder = base.iter().fold(builder, |builder, base| builder.url(base.as_str()));
        Ok(Self { inner: builder.build().map_err(|_| ClientFault::Base)?, mode: key.mode() })
    }

    /// Whether cards are charged.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Asks for something; asking again changes nothing.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<T, Error> {
        let request = RequestBuilder::new(StripeMethod::Get, path).query(query);
        self.send(request, RequestStrategy::Once).await
    }

    /// Has something done, once for one key.
    pub(crate) async fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        form: &impl Serialize,
        key: &IdempotencyKey,
    ) -> Result<T, Error> {
        let key = stripe::IdempotencyKey::new(key.as_str()).map_err(|_| Error::KeyReused)?;
        let request = RequestBuilder::new(StripeMethod::Post, path).form(form);
        self.send(request, RequestStrategy::Idempotent(key)).await
    }

    async fn send<T: DeserializeOwned>(
        &self,
        request: RequestBuilder,
        how: RequestStrategy,
    ) -> Result<T, Error> {
        let call = request.customize::<Answered>().request_strategy(how);
        let answer = value(call.send(&self.inner).await?);
        if self.is_of_other_mode(&answer) {
            return Err(Error::OtherMode);
        }
        serde_json::from_value(answer).map_err(|_| Error::Unknown(Uncertain::Unreadable))
    }

    fn is_of_other_mode(&self, answer: &Value) -> bool {
        let told = answer.get("livemode").and_then(Value::as_bool);
        told.is_some_and(|livemode| Mode::of_livemode(livemode) != self.mode)
    }
}

/// What async-stripe read, as serde reads it: so rows are the same in answers and in events.
fn value(answered: Answered) -> Value {
    match answered {
        Answered::Null => Value::Null,
        Answered::Bool(is) => is.into(),
        Answered::Number(Number::U64(number)) => number.into(),
        Answered::Number(Number::I64(number)) => number.into(),
        Answered::Number(Number::F64(number)) => number.into(),
        Answered::String(text) => text.into(),
        Answered::Array(all) => all.into_iter().map(value).collect(),
        Answered::Object(members) => members.into_iter().map(|(name, one)| (name, value(one))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_one_that_is_sent() {
        assert_eq!(stripe_client_core::VERSION.as_str(), VERSION);
    }

    #[test]
    fn what_was_read_is_read_again_unchanged() {
        let text =
            r#"{"a":[1,-2,null,true,"\u00e4\u0000"],"b":{"c":9223372036854775807,"d":18446744073709551615}}"#;
        let answered: Answered = miniserde::json::from_str(text).unwrap();
        assert_eq!(value(answered), serde_json::from_str::<Value>(text).unwrap());
    }
}
