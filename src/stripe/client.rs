//! The HTTP client: the API key of one studio, the API version and the timeout.

use std::{fmt, str::FromStr, time::Duration};

use miniserde::json::{Number, Value as Parsed};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use stripe::{ClientBuilder, RequestStrategy};
use stripe_client_core::{RequestBuilder, StripeMethod};
use url::Url;

use crate::{
    Mode, StripeKey,
    error::{Error, Uncertain},
};

/// The timeout of a request, from the DNS lookup to the last byte of the response.
pub const PATIENCE: Duration = Duration::from_secs(10);

/// The API version, as sent in the `Stripe-Version` header. `async-stripe` determines it, so both are upgraded together.
pub const VERSION: &str = "2026-09-30.endive";

/// Makes a repeated request take effect once. The caller stores it before sending the request, and never uses it for a different one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct IdempotencyKey(String);

/// The text is not an idempotency key, which has 1 to 255 visible ASCII characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnIdempotencyKey;

impl IdempotencyKey {
    /// The value of the `Idempotency-Key` header.
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

/// Why a [`Client`] cannot be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientFault {
    /// A base URL was given with a live key, which is sent only to Stripe itself.
    LiveKeyElsewhere,
    /// The base URL is invalid.
    Base,
}

impl fmt::Display for ClientFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LiveKeyElsewhere => "a live key is sent only to Stripe itself",
            Self::Base => "the base URL is invalid",
        })
    }
}

/// Sends requests to Stripe with one API key. Cheap to clone.
#[derive(Clone)]
pub struct Client {
    inner: stripe::Client,
    mode: Mode,
}

/// Shows the mode, but no part of the key.
impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Client({}, …)", self.mode.code())
    }
}

impl Client {
    /// Creates a client with the default timeout, [`PATIENCE`]. Tests pass the URL of the fake Stripe server as `base`.
    ///
    /// # Errors
    /// If `base` is given with a live key, or is not a valid base URL.
    pub fn new(key: &StripeKey, base: Option<&Url>) -> Result<Self, ClientFault> {
        Self::with_patience(key, base, PATIENCE)
    }

    /// Creates a client with another timeout, for tests of timeouts.
    ///
    /// # Errors
    /// See [`Client::new`].
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

    /// The mode of the API key.
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Sends a GET request, which has no side effects.
    pub(crate) async fn get<T: DeserializeOwned>(
        &self,
        path: &str,
        query: &impl Serialize,
    ) -> Result<T, Error> {
        let request = RequestBuilder::new(StripeMethod::Get, path).query(query);
        self.send(request, RequestStrategy::Once).await
    }

    /// Sends a POST request, which takes effect once per idempotency key.
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
        let call = request.customize::<Parsed>().request_strategy(how);
        let response = value(call.send(&self.inner).await?);
        if self.is_of_other_mode(&response) {
            return Err(Error::OtherMode);
        }
        serde_json::from_value(response).map_err(|_| Error::Unknown(Uncertain::Unreadable))
    }

    fn is_of_other_mode(&self, response: &Value) -> bool {
        let livemode = response.get("livemode").and_then(Value::as_bool);
        livemode.is_some_and(|livemode| Mode::of_livemode(livemode) != self.mode)
    }
}

/// Converts async-stripe's value to serde's, so that objects in responses and in events are parsed by the same types.
fn value(parsed: Parsed) -> Value {
    match parsed {
        Parsed::Null => Value::Null,
        Parsed::Bool(is) => is.into(),
        Parsed::Number(Number::U64(number)) => number.into(),
        Parsed::Number(Number::I64(number)) => number.into(),
        Parsed::Number(Number::F64(number)) => number.into(),
        Parsed::String(text) => text.into(),
        Parsed::Array(all) => all.into_iter().map(value).collect(),
        Parsed::Object(members) => members.into_iter().map(|(name, one)| (name, value(one))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_the_one_that_async_stripe_sends() {
        assert_eq!(stripe_client_core::VERSION.as_str(), VERSION);
    }

    #[test]
    fn values_are_converted_unchanged() {
        let text =
            r#"{"a":[1,-2,null,true,"\u00e4\u0000"],"b":{"c":9223372036854775807,"d":18446744073709551615}}"#;
        let parsed: Parsed = miniserde::json::from_str(text).unwrap();
        assert_eq!(value(parsed), serde_json::from_str::<Value>(text).unwrap());
    }
}
