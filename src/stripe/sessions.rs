//! Checkout Sessions: Stripe's page, on which somebody pays an amount once, or leaves a payment method.

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
    /// What a session is for.
    SessionMode { Payment = "payment", Setup = "setup", Subscription = "subscription" }
}

stripe_codes! {
    /// Where a session stands. A complete one is paid only if its [`SessionPayment`] says so.
    SessionStatus { Open = "open", Complete = "complete", Expired = "expired" }
}

stripe_codes! {
    /// Whether the money is there.
    SessionPayment { Paid = "paid", Unpaid = "unpaid", NotRequired = "no_payment_required" }
}

/// A page of Stripe's.
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
    /// None until somebody has tried to pay.
    #[serde(default)]
    pub payment_intent: Option<Expandable<PaymentIntent>>,
    #[serde(default)]
    pub setup_intent: Option<Expandable<SetupIntent>>,
    #[serde(default)]
    url: Option<String>,
    /// What we named it.
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
    /// What is paid on it.
    pub fn money(&self) -> Option<Money> {
        units::money(self.amount_total?, self.currency.as_deref()?)
    }

    /// Where the page is, while it is open.
    pub fn page(&self) -> Option<Url> {
        self.url.as_deref()?.parse().ok()
    }
}

identified!(Session: SessionId);

/// A page on which an amount is paid once.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    pub units: Units,
    /// What is paid, in the payer's words: "Invoice 2026-0017".
    pub label: &'a str,
    pub customer: Option<&'a CustomerId>,
    /// Filled in for the payer where there is no customer.
    pub email: Option<&'a str>,
    /// Our name of the attempt; comes back with the session.
    pub reference: &'a str,
    pub success_url: &'a Url,
    pub cancel_url: &'a Url,
    /// At least 30 minutes and at most 24 hours from now; without it 24 hours.
    pub expires_at: Option<DateTime<Utc>>,
    /// `en`, `de` …; without it the browser's language.
    pub locale: Option<&'a str>,
    /// Whether the method may be charged later without its owner. Asks for a customer.
    pub keep_method: bool,
    /// Written beside the session and beside its payment.
    pub metadata: Metadata,
}

/// A page on which a payment method is left.
#[derive(Debug, Clone)]
pub struct NewSetupSession<'a> {
    pub customer: &'a CustomerId,
    /// The currency it will be charged in, in small letters: decides which methods are offered.
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

/// The payer pays in the invoice's currency, whatever the account's settings are.
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

/// The payment, its charge and the fee come with a session.
const WITH_PAYMENT: Expand = Expand { expand: &["payment_intent.latest_charge.balance_transaction"] };

impl Client {
    /// Opens a page on which an amount is paid.
    ///
    /// # Errors
    /// As every call; [`Error::Invalid`] where the amount is too small to be charged.
    pub async fn create_session(&self, new: &NewSession<'_>, key: &IdempotencyKey) -> Result<Session, Error> {
        self.post("/checkout/sessions", &new.form(), key).await
    }

    /// Opens a page on which a method is left.
    ///
    /// # Errors
    /// As every call.
    pub async fn create_setup_session(
        &self,
        new: &NewSetupSession<'_>,
        key: &IdempotencyKey,
    ) -> Result<Session, Error> {
        self.post("/checkout/sessions", &new.form(), key).await
    }

    /// A session, with its payment, the charge and the fee.
    ///
    /// # Errors
    /// As every call.
    pub async fn session(&self, id: &SessionId) -> Result<Session, Error> {
        self.get(&format!("/checkout/sessions/{id}"), &WITH_PAYMENT).await
    }

    /// A customer's sessions from a moment on: to look up what a lost answer would have said.
    ///
    /// # Errors
    /// As every call.
    pub async fn sessions_of(
        &self,
        customer: &CustomerId,
        since: &Since<SessionId>,
    ) -> Result<Listed<Session>, Error> {
        let page = PageQuery::of(since, SessionId::as_str);
        self.get("/checkout/sessions", &Narrowed { page, by: OfCustomer { customer: customer.as_str() } })
            .await
    }

    /// Sessions from a moment on, whoever pays.
    ///
    /// # Errors
    /// As every call.
    pub async fn sessions(&self, since: &Since<SessionId>) -> Result<Listed<Session>, Error> {
        self.get("/checkout/sessions", &PageQuery::of(since, SessionId::as_str)).await
    }

    /// Closes a page that is still open, so that nobody pays on it. One that is complete or closed is [`Error::Invalid`].
    ///
    /// # Errors
    /// As every call.
    pub async fn expire_session(&self, id: &SessionId, key: &IdempotencyKey) -> Result<Session, Error> {
        self.post(&format!("/checkout/sessions/{id}/expire"), &Nothing {}, key).await
    }
}
