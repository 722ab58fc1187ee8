//! Answers that refuse, in Stripe's words.

use serde_json::{Value, json};

/// A refusal: the status, and the error in its body.
#[derive(Debug, Clone)]
pub struct Refused {
    pub status: u16,
    pub error: Value,
}

impl Refused {
    fn new(status: u16, sort: &str, code: Option<&str>, message: impl Into<String>) -> Self {
        let mut error = json!({"type": sort, "message": message.into()});
        if let Some(code) = code {
            error["code"] = code.into();
            error["doc_url"] = format!("https://docs.stripe.com/error-codes/{code}").into();
        }
        Self { status, error }
    }

    /// A request that cannot be.
    pub fn invalid(code: &str, param: &str, message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", Some(code), message).about(param)
    }

    /// The same, where Stripe has no code for it.
    pub fn wrong(param: &str, message: impl Into<String>) -> Self {
        Self::new(400, "invalid_request_error", None, message).about(param)
    }

    /// There is no such row.
    pub fn missing(status: u16, param: &str, sort: &str, id: &str) -> Self {
        let message = format!("No such {sort}: '{id}'");
        Self::new(status, "invalid_request_error", Some("resource_missing"), message).about(param)
    }

    /// There is no such address.
    pub fn no_such_call(method: &str, path: &str) -> Self {
        Self::new(404, "invalid_request_error", None, format!("Unrecognized request URL ({method}: {path})."))
    }

    /// The key is not known.
    pub fn key(message: impl Into<String>) -> Self {
        Self::new(401, "invalid_request_error", None, message)
    }

    /// The key may not do this.
    pub fn forbidden() -> Self {
        Self::new(
            403,
            "invalid_request_error",
            None,
            "The provided key does not have the required permissions for this endpoint.",
        )
    }

    /// The idempotency key was used with something else.
    pub fn key_reused() -> Self {
        let message = "Keys for idempotent requests can only be used with the same parameters they were first used with.";
        Self::new(400, "idempotency_error", None, message)
    }

    /// A request with the same idempotency key is under way.
    pub fn under_way() -> Self {
        let message = "There is currently another in-progress request using this Idempotent Key.";
        Self::new(409, "idempotency_error", Some("idempotency_key_in_use"), message)
    }

    /// Too many requests.
    pub fn rate_limited() -> Self {
        Self::new(429, "invalid_request_error", Some("rate_limit"), "Request rate limit exceeded.")
    }

    /// Stripe's own fault.
    pub fn broken() -> Self {
        Self::new(500, "api_error", None, "An unknown error occurred.")
    }

    /// The bank refuses.
    pub fn declined(code: &str, reason: &str, payment: Value) -> Self {
        let mut refused = Self::new(402, "card_error", Some(code), "Your card was declined.");
        refused.error["decline_code"] = reason.into();
        refused.error["charge"] = payment["latest_charge"].clone();
        refused.error["payment_intent"] = payment;
        refused
    }

    fn about(mut self, param: &str) -> Self {
        if !param.is_empty() {
            self.error["param"] = param.into();
        }
        self
    }
}
