//! How a call ends that does not end well, and what may be done about it.

use std::fmt;

use stripe::{ApiErrors, ApiErrorsType, StripeError};

use crate::ids::PaymentIntentId;

/// Why a call was not answered as hoped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The bank, or the payer's bank account, refuses.
    Declined(Decline),
    /// What we asked for cannot be: nothing was done.
    Invalid(Refusal),
    /// There is no such row.
    NotFound(Refusal),
    /// The key is unknown, or was taken back.
    KeyRefused(Refusal),
    /// The key is a restricted one that may not do this.
    NotPermitted(Refusal),
    /// The idempotency key was used with something else before.
    KeyReused,
    /// A request with the same idempotency key is still being worked on.
    UnderWay,
    /// Too many requests.
    RateLimited,
    /// Stripe was not reached: nothing was done.
    Unreachable,
    /// Whether it was done is not known.
    Unknown(Uncertain),
    /// The answer is of the other mode: a test row for a live key, or the other way round.
    OtherMode,
}

/// A card or an account that was not charged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Decline {
    /// `card_declined`, `expired_card`, `authentication_required` …
    pub code: String,
    /// The bank's own reason, where it gives one: `insufficient_funds`.
    pub reason: Option<String>,
    /// The payment that it was about.
    pub payment: Option<PaymentIntentId>,
}

/// What Stripe found wrong with a request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusal {
    /// `parameter_missing`, `amount_too_small`, `charge_already_refunded` …
    pub code: Option<String>,
    /// The parameter that it is about.
    pub parameter: Option<String>,
    /// Stripe's name for the request, under which its log has the rest.
    pub request: Option<String>,
}

/// Why it is not known what became of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncertain {
    /// No answer within [`crate::PATIENCE`].
    TimedOut,
    /// The connection ended before the answer came.
    Disconnected,
    /// Stripe, or something before it, has a fault of its own.
    ServerError,
    /// The answer is not what was expected.
    Unreadable,
}

impl Error {
    /// Whether the same call may be made again with the same idempotency key and the same parameters.
    pub const fn may_be_repeated(&self) -> bool {
        matches!(self, Self::UnderWay | Self::RateLimited | Self::Unreachable | Self::Unknown(_))
    }

    /// Whether it is sure that nothing was done, so that a new attempt under a new key charges nobody twice.
    pub const fn nothing_was_done(&self) -> bool {
        !matches!(self, Self::UnderWay | Self::KeyReused | Self::Unknown(_) | Self::OtherMode)
    }
}

/// Says what a log may hold: codes and parameters, never what was sent.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Declined(decline) => write!(f, "declined: {}", decline.code),
            Self::Invalid(refusal) => write!(f, "the request is refused: {refusal}"),
            Self::NotFound(refusal) => write!(f, "there is no such row: {refusal}"),
            Self::KeyRefused(refusal) => write!(f, "the key is refused: {refusal}"),
            Self::NotPermitted(refusal) => write!(f, "the key may not do this: {refusal}"),
            Self::KeyReused => f.write_str("the idempotency key was used with something else"),
            Self::UnderWay => f.write_str("the same request is still under way"),
            Self::RateLimited => f.write_str("too many requests"),
            Self::Unreachable => f.write_str("not reached"),
            Self::Unknown(why) => write!(f, "the outcome is unknown: {why:?}"),
            Self::OtherMode => f.write_str("the answer is of the other mode"),
        }
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = [&self.code, &self.parameter, &self.request].map(|part| part.as_deref().unwrap_or("-"));
        f.write_str(&said.join(" "))
    }
}

impl From<StripeError> for Error {
    fn from(error: StripeError) -> Self {
        match error {
            StripeError::Stripe(said, status) => told(*said, status),
            StripeError::Timeout => Self::Unknown(Uncertain::TimedOut),
            // A page of a proxy's is no JSON; its status is not handed on.
            StripeError::JSONDeserialize(_) => Self::Unknown(Uncertain::Unreadable),
            StripeError::ClientError(what) if what.contains("(Connect)") => Self::Unreachable,
            StripeError::ClientError(_) => Self::Unknown(Uncertain::Disconnected),
            StripeError::ConfigError(_) => Self::Invalid(Refusal::default()),
        }
    }
}

fn told(said: ApiErrors, status: u16) -> Error {
    match (status, &said.type_) {
        (_, ApiErrorsType::IdempotencyError) if status != 409 => Error::KeyReused,
        (402, _) | (_, ApiErrorsType::CardError) => Error::Declined(decline(&said)),
        (401, _) => Error::KeyRefused(refusal(&said)),
        (403, _) => Error::NotPermitted(refusal(&said)),
        (404, _) => Error::NotFound(refusal(&said)),
        (409, _) => Error::UnderWay,
        (429, _) => Error::RateLimited,
        (400..=499, _) if status != 424 => Error::Invalid(refusal(&said)),
        _ => Error::Unknown(Uncertain::ServerError),
    }
}

fn decline(said: &ApiErrors) -> Decline {
    let payment = said.payment_intent.as_ref().and_then(|intent| intent.id.as_str().parse().ok());
    let code = said.code.as_ref().map_or_else(|| "card_declined".to_owned(), ToString::to_string);
    Decline { code, reason: said.decline_code.clone(), payment }
}

fn refusal(said: &ApiErrors) -> Refusal {
    Refusal {
        code: said.code.as_ref().map(ToString::to_string),
        parameter: said.param.clone(),
        request: said.request_log_url.as_deref().and_then(request_of),
    }
}

/// The request's name within the address of its log: `https://…/logs/req_1?t=1`.
fn request_of(log: &str) -> Option<String> {
    let from = &log[log.find("req_")?..];
    let end = from.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(from.len());
    Some(from[..end].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_is_named_by_its_log() {
        assert_eq!(request_of("https://dashboard.stripe.com/test/logs/req_a1B?t=2"), Some("req_a1B".into()));
        assert_eq!(request_of("https://dashboard.stripe.com/"), None);
    }

    #[test]
    fn what_may_be_repeated_and_what_is_sure() {
        let unknown = Error::Unknown(Uncertain::TimedOut);
        assert!(unknown.may_be_repeated() && !unknown.nothing_was_done());
        assert!(Error::Unreachable.may_be_repeated() && Error::Unreachable.nothing_was_done());
        let declined = Error::Declined(Decline::default());
        assert!(!declined.may_be_repeated() && declined.nothing_was_done());
        assert!(!Error::KeyReused.may_be_repeated() && !Error::KeyReused.nothing_was_done());
    }
}
