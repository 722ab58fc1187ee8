//! Checkout Sessions: pages at Stripe on which a client makes one payment, or saves a payment method.

use chrono::{DateTime, Utc, serde::ts_seconds_option};
use reprint_kernel::Money;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    Client, Customer, CustomerId, Error, Expandable, IdempotencyKey, PaymentIntent, SessionId, SetupIntent,
    Units,
    codes::stripe_codes,
    form::{Expand, Metadata, Nothing},
    ids::identified,
    lists::{Listed, Narrowed, OfCustomer, PageQuery, Since},
    units,
};

stripe_codes! {
    /// The purpose of a session.
    SessionMode { Payment = "payment", Setup = "setup", Subscription = "subscription" }
}

stripe_codes! {
    /// The status of a session. A complete session may still be unpaid: see [`SessionPayment`].
    SessionStatus { Open = "open", Complete = "complete", Expired = "expired" }
}

stripe_codes! {
    /// Whether the payment has been received.
    SessionPayment { Paid = "paid", Unpaid = "unpaid", NotRequired = "no_payment_required" }
}

/// A Checkout Session.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Session {
    pub id: SessionId,
    pub mode: SessionMode,
    #[serde(default)]
    pub status: Option<SessionStatus>,
    pub payment_status: SessionPayment,
    #[serde(default)]
    pub amount_total: Option<i64>,
    #[serde(default)]
    pub currency: Option<String>,
    #[serde(default)]
    pub customer: Option<Expandable<Customer>>,
    /// `None` until the first attempt to pay.
    #[serde(default)]
    pub payment_intent: Option<Expandable<PaymentIntent>>,
    #[serde(default)]
    pub setup_intent: Option<Expandable<SetupIntent>>,
    #[serde(default)]
    url: Option<String>,
    /// Our reference of the attempt.
    #[serde(default)]
    pub client_reference_id: Option<String>,
    #[serde(default, deserialize_with = "or_none")]
    pub metadata: Metadata,
    #[serde(default, with = "ts_seconds_option")]
    pub expires_at: Option<DateTime<Utc>>,
    #[serde(default, with = "ts_seconds_option")]
    pub created: Option<DateTime<Utc>>,
}

fn or_none<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Metadata, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

impl Session {
    /// The total amount. Returns `None` if it is absent or cannot be represented (see [`crate::money`]).
    pub fn money(&self) -> Option<Money> {
        units::money(self.amount_total?, self.currency.as_deref()?)
    }

    /// The URL of the page, while the session is open.
    pub fn page(&self) -> Option<Url> {
        self.url.as_deref()?.parse().ok()
    }
}

identified!(Session: SessionId);

/// The parameters of a session for one payment.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    pub units: Units,
    /// What the payment is for, in the payer's language: "Invoice 2026-0017".
    pub label: &'a str,
    pub customer: Option<&'a CustomerId>,
    /// Prefilled for the payer if there is no customer.
    pub email: Option<&'a str>,
    /// Our reference of the attempt, returned as [`Session::client_reference_id`].
    pub reference: &'a str,
    pub success_url: &'a Url,
    pub cancel_url: &'a Url,
    /// 30 minutes to 24 hours from now; 24 hours by default.
    pub expires_at: Option<DateTime<Utc>>,
    /// `en`, `de` …; the browser's language by default.
    pub locale: Option<&'a str>,
    /// Whether to save the payment method for charges without the payer's presence. Requires a customer.
    pub keep_method: bool,
    /// Stored with the session and with its payment.
    pub metadata: Metadata,
}

/// The parameters of a session that saves a payment method.
#[derive(Debug, Clone)]
pub struct NewSetupSession<'a> {
    pub customer: &'a CustomerId,
    /// The currency of later charges, in lower case. It determines which payment methods are offered.
    pub currency: &'a str,
    pub reference: &'a str,
    pub success_url: &'a Url,
    pub cancel_url: &'a Url,
    pub locale: Option<&'a str>,
    pub metadata: Metadata,
}

#[derive(Debug, Serialize)]
struct SessionForm<'a> {
    mode: &'a str,
    client_reference_id: &'a str,
    success_url: &'a str,
    cancel_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer_email: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locale: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    currency: Option<&'a str>,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: &'a Metadata,
    #[serde(skip_serializing_if = "Option::is_none")]
    line_items: Option<[LineItem<'a>; 1]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    adaptive_pricing: Option<AdaptivePricing>,
    #[serde(skip_serializing_if = "Option::is_none")]
    payment_intent_data: Option<PaymentData<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    setup_intent_data: Option<SetupData<'a>>,
}

#[derive(Debug, Serialize)]
struct LineItem<'a> {
    quantity: u8,
    price_data: PriceData<'a>,
}

#[derive(Debug, Serialize)]
struct PriceData<'a> {
    currency: &'a str,
    unit_amount: i64,
    product_data: ProductData<'a>,
}

#[derive(Debug, Serialize)]
struct ProductData<'a> {
    name: &'a str,
}

/// Disabled, so that the payer pays in the invoice's currency whatever the account's settings are.
#[derive(Debug, Serialize)]
struct AdaptivePricing {
    enabled: bool,
}

#[derive(Debug, Serialize)]
struct PaymentData<'a> {
    description: &'a str,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: &'a Metadata,
    #[serde(skip_serializing_if = "Option::is_none")]
    setup_future_usage: Option<&'a str>,
}

#[derive(Debug, Serialize)]
struct SetupData<'a> {
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: &'a Metadata,
}

impl NewSession<'_> {
    fn form(&self) -> SessionForm<'_> {
        SessionForm {
            mode: "payment",
            client_reference_id: self.reference,
            success_url: self.success_url.as_str(),
            cancel_url: self.cancel_url.as_str(),
            customer: self.customer.map(CustomerId::as_str),
            customer_email: self.email.filter(|_| self.customer.is_none()),
            locale: self.locale,
            expires_at: self.expires_at.map(|at| at.timestamp()),
            currency: None,
            metadata: &self.metadata,
            line_items: Some([self.line()]),
            adaptive_pricing: Some(AdaptivePricing { enabled: false }),
            payment_intent_data: Some(PaymentData {
                description: self.label,
                metadata: &self.metadata,
                setup_future_usage: self.keep_method.then_some("off_session"),
            }),
            setup_intent_data: None,
        }
    }

    fn line(&self) -> LineItem<'_> {
        let product_data = ProductData { name: self.label };
        let (currency, unit_amount) = (self.units.currency.as_str(), self.units.amount);
        LineItem { quantity: 1, price_data: PriceData { currency, unit_amount, product_data } }
    }
}

impl NewSetupSession<'_> {
    fn form(&self) -> SessionForm<'_> {
        SessionForm {
            mode: "setup",
            client_reference_id: self.reference,
            success_url: self.success_url.as_str(),
            cancel_url: self.cancel_url.as_str(),
            customer: Some(self.customer.as_str()),
            customer_email: None,
            locale: self.locale,
            expires_at: None,
            currency: Some(self.currency),
            metadata: &self.metadata,
            line_items: None,
            adaptive_pricing: None,
            payment_intent_data: None,
            setup_intent_data: Some(SetupData { metadata: &self.metadata }),
        }
    }
}

/// Expands a session's payment, with its charge and balance transaction, which has the fee.
const WITH_PAYMENT: Expand = Expand { expand: &["payment_intent.latest_charge.balance_transaction"] };

impl Client {
    /// Creates a session for one payment.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::Invalid`] if the amount is too small to be charged.
    pub async fn create_session(&self, new: &NewSession<'_>, key: &IdempotencyKey) -> Result<Session, Error> {
        self.post("/checkout/sessions", &new.form(), key).await
    }

    /// Creates a session that saves a payment method.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn create_setup_session(
        &self,
        new: &NewSetupSession<'_>,
        key: &IdempotencyKey,
    ) -> Result<Session, Error> {
        self.post("/checkout/sessions", &new.form(), key).await
    }

    /// Retrieves a session, with its payment, charge and balance transaction.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn session(&self, id: &SessionId) -> Result<Session, Error> {
        self.get(&format!("/checkout/sessions/{id}"), &WITH_PAYMENT).await
    }

    /// Lists a customer's sessions, for instance to find out whether a request with an unknown outcome took effect.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn sessions_of(
        &self,
        customer: &CustomerId,
        since: &Since<SessionId>,
    ) -> Result<Listed<Session>, Error> {
        let page = PageQuery::of(since, SessionId::as_str);
        self.get("/checkout/sessions", &Narrowed { page, by: OfCustomer { customer: customer.as_str() } })
            .await
    }

    /// Lists the sessions of all customers, and those without one.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn sessions(&self, since: &Since<SessionId>) -> Result<Listed<Session>, Error> {
        self.get("/checkout/sessions", &PageQuery::of(since, SessionId::as_str)).await
    }

    /// Expires an open session, so that it can no longer be paid.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::Invalid`] if the session is complete or already expired.
    pub async fn expire_session(&self, id: &SessionId, key: &IdempotencyKey) -> Result<Session, Error> {
        self.post(&format!("/checkout/sessions/{id}/expire"), &Nothing {}, key).await
    }
}
