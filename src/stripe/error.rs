//! Why a request failed, and how the caller may react.

use std::fmt;

use stripe::{ApiErrors, ApiErrorsType, StripeError};

use crate::ids::PaymentIntentId;

/// Why a request failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The payment method was declined.
    Declined(Decline),
    /// The request is invalid and had no effect.
    Invalid(Refusal),
    /// The object does not exist.
    NotFound(Refusal),
    /// The API key is unknown, or was revoked.
    KeyRefused(Refusal),
    /// The restricted API key lacks the permission for this request.
    NotPermitted(Refusal),
    /// The idempotency key was already used for a different request.
    KeyReused,
    /// A request with the same idempotency key is still in progress.
    UnderWay,
    /// The rate limit has been exceeded.
    RateLimited,
    /// Stripe could not be reached, so the request had no effect.
    Unreachable,
    /// It is unknown whether the request took effect.
    Unknown(Uncertain),
    /// The response is in the other mode: a test object for a live key, or the reverse.
    OtherMode,
}

/// A decline by the bank of a card or account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decline {
    /// `card_declined`, `expired_card`, `authentication_required` …
    pub code: String,
    /// The bank's own reason, if it gave one: `insufficient_funds`.
    pub reason: Option<String>,
    /// The payment that was declined.
    pub payment: Option<PaymentIntentId>,
}

/// What Stripe reports about a rejected request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusal {
    /// `parameter_missing`, `amount_too_small`, `charge_already_refunded` …
    pub code: Option<String>,
    /// The parameter at fault.
    pub parameter: Option<String>,
    /// Stripe's request ID, under which the Dashboard logs the details.
    pub request: Option<String>,
}

/// Why the outcome of a request is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncertain {
    /// There was no complete response within the timeout, [`crate::PATIENCE`].
    TimedOut,
    /// The connection was closed before the response arrived.
    Disconnected,
    /// Stripe, or a proxy in front of it, responded with a server error.
    ServerError,
    /// The response could not be parsed.
    Unreadable,
}

impl Error {
    /// Returns whether the request may be sent again with the same idempotency key and the same parameters.
    pub const fn may_be_repeated(&self) -> bool {
        matches!(self, Self::UnderWay | Self::RateLimited | Self::Unreachable | Self::Unknown(_))
    }

    /// Returns whether the request certainly had no effect, so that a new attempt with a new idempotency key cannot charge anyone twice.
    pub const fn nothing_was_done(&self) -> bool {
        !matches!(self, Self::UnderWay | Self::KeyReused | Self::Unknown(_) | Self::OtherMode)
    }
}

/// Contains only what may be logged: codes and the names of parameters, never their values.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declined(decline) => write!(f, "declined: {}", decline.code),
            Self::Invalid(refusal) => write!(f, "the request was rejected: {refusal}"),
            Self::NotFound(refusal) => write!(f, "the object does not exist: {refusal}"),
            Self::KeyRefused(refusal) => write!(f, "the API key was rejected: {refusal}"),
            Self::NotPermitted(refusal) => write!(f, "the API key lacks the permission: {refusal}"),
            Self::KeyReused => f.write_str("the idempotency key was used for a different request"),
            Self::UnderWay => f.write_str("a request with the same idempotency key is still in progress"),
            Self::RateLimited => f.write_str("the rate limit has been exceeded"),
            Self::Unreachable => f.write_str("Stripe could not be reached"),
            Self::Unknown(why) => write!(f, "the outcome is unknown: {why:?}"),
            Self::OtherMode => f.write_str("the response is in the other mode"),
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [&self.code, &self.parameter, &self.request].map(|part| part.as_deref().unwrap_or("-"));
        f.write_str(&parts.join(" "))
    }
}

impl From<StripeError> for Error {
    fn from(error: StripeError) -> Self {
        match error {
            StripeError::Stripe(errors, status) => from_response(*errors, status),
            StripeError::Timeout => Self::Unknown(Uncertain::TimedOut),
            // For example the HTML page of a proxy. async-stripe does not expose its status.
            StripeError::JSONDeserialize(_) => Self::Unknown(Uncertain::Unreadable),
            StripeError::ClientError(message) if message.contains("(Connect)") => Self::Unreachable,
            StripeError::ClientError(_) => Self::Unknown(Uncertain::Disconnected),
            StripeError::ConfigError(_) => Self::Invalid(Refusal::default()),
        }
    }
}

fn from_response(errors: ApiErrors, status: u16) -> Error {
    match (status, &errors.type_) {
        (_, ApiErrorsType::IdempotencyError) if status != 409 => Error::KeyReused,
        (402, _) | (_, ApiErrorsType::CardError) => Error::Declined(decline(&errors)),
        (401, _) => Error::KeyRefused(refusal(&errors)),
        (403, _) => Error::NotPermitted(refusal(&errors)),
        (404, _) => Error::NotFound(refusal(&errors)),
        (409, _) => Error::UnderWay,
        (429, _) => Error::RateLimited,
        (400..=499, _) if status != 424 => Error::Invalid(refusal(&errors)),
        _ => Error::Unknown(Uncertain::ServerError),
    }
}

fn decline(errors: &ApiErrors) -> Decline {
    let payment = errors.payment_intent.as_ref().and_then(|intent| intent.id.as_str().parse().ok());
    let code = errors.code.as_ref().map_or_else(|| "card_declined".to_owned(), ToString::to_string);
    Decline { code, reason: errors.decline_code.clone(), payment }
}

fn refusal(errors: &ApiErrors) -> Refusal {
    Refusal {
        code: errors.code.as_ref().map(ToString::to_string),
        parameter: errors.param.clone(),
        request: errors.request_log_url.as_deref().and_then(request_of),
    }
}

/// The request ID within the URL of its log: `https://…/logs/req_1?t=1`.
fn request_of(log: &str) -> Option<String> {
    let from = &log[log.find("req_")?..];
    let end = from.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(from.len());
    Some(from[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_id_is_read_from_the_url_of_its_log() {
        assert_eq!(request_of("https://dashboard.stripe.com/test/logs/req_a1B?t=2"), Some("req_a1B".into()));
        assert_eq!(request_of("https://dashboard.stripe.com/"), None);
    }

    #[test]
    fn errors_tell_whether_a_request_may_be_repeated_and_whether_it_had_no_effect() {
        let unknown = Error::Unknown(Uncertain::TimedOut);
        assert!(unknown.may_be_repeated() && !unknown.nothing_was_done());
        assert!(Error::Unreachable.may_be_repeated() && Error::Unreachable.nothing_was_done());
        let declined = Error::Declined(Decline::default());
        assert!(!declined.may_be_repeated() && declined.nothing_was_done());
        assert!(!Error::KeyReused.may_be_repeated() && !Error::KeyReused.nothing_was_done());
    }
}
