//! Events: notifications about changes at Stripe.

use chrono::{DateTime, Utc, serde::ts_seconds};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{
    AccountId, Charge, Client, Dispute, Error, EventId, Mode, PaymentIntent, PaymentMethod, Payout, Refund,
    Session, SetupIntent,
    codes::stripe_codes,
    form::Nothing,
    lists::{Listed, Narrowed, PageQuery, Since},
};

stripe_codes! {
    /// The type of an event.
    EventKind {
        SessionCompleted = "checkout.session.completed",
        SessionPaidLater = "checkout.session.async_payment_succeeded",
        SessionFailedLater = "checkout.session.async_payment_failed",
        SessionExpired = "checkout.session.expired",
        PaymentCreated = "payment_intent.created",
        PaymentProcessing = "payment_intent.processing",
        PaymentRequiresAction = "payment_intent.requires_action",
        PaymentFailed = "payment_intent.payment_failed",
        PaymentCanceled = "payment_intent.canceled",
        PaymentSucceeded = "payment_intent.succeeded",
        ChargeSucceeded = "charge.succeeded",
        ChargePending = "charge.pending",
        ChargeFailed = "charge.failed",
        ChargeUpdated = "charge.updated",
        ChargeRefunded = "charge.refunded",
        RefundCreated = "refund.created",
        RefundUpdated = "refund.updated",
        RefundFailed = "refund.failed",
        ChargeRefundUpdated = "charge.refund.updated",
        DisputeCreated = "charge.dispute.created",
        DisputeUpdated = "charge.dispute.updated",
        DisputeFundsWithdrawn = "charge.dispute.funds_withdrawn",
        DisputeFundsReinstated = "charge.dispute.funds_reinstated",
        DisputeClosed = "charge.dispute.closed",
        PayoutCreated = "payout.created",
        PayoutUpdated = "payout.updated",
        PayoutPaid = "payout.paid",
        PayoutFailed = "payout.failed",
        PayoutCanceled = "payout.canceled",
        PayoutReconciled = "payout.reconciliation_completed",
        MethodAttached = "payment_method.attached",
        MethodUpdated = "payment_method.updated",
        MethodUpdatedByBank = "payment_method.automatically_updated",
        MethodDetached = "payment_method.detached",
        SetupCreated = "setup_intent.created",
        SetupRequiresAction = "setup_intent.requires_action",
        SetupFailed = "setup_intent.setup_failed",
        SetupCanceled = "setup_intent.canceled",
        SetupSucceeded = "setup_intent.succeeded",
    }
}

/// The object that an event is about, as it was at the time of the event.
#[derive(Debug, Clone, PartialEq)]
pub enum EventObject {
    Session(Box<Session>),
    Payment(Box<PaymentIntent>),
    Charge(Box<Charge>),
    Refund(Box<Refund>),
    Dispute(Box<Dispute>),
    Payout(Box<Payout>),
    Method(Box<PaymentMethod>),
    Setup(Box<SetupIntent>),
    /// An object of a type that we do not handle, or one that could not be parsed: Stripe's name of the type, and the object's id.
    Other {
        sort: String,
        id: Option<String>,
    },
}

/// A notification about a change at Stripe. It may arrive twice, late or out of order, so the current state of the object is known only
/// once the object has been retrieved.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Event {
    pub id: EventId,
    #[serde(rename = "type")]
    pub kind: EventKind,
    #[serde(with = "ts_seconds")]
    pub created: DateTime<Utc>,
    #[serde(rename = "livemode", deserialize_with = "mode")]
    pub mode: Mode,
    /// The connected account of the event; `None` for the account of the API key.
    #[serde(default)]
    pub account: Option<AccountId>,
    #[serde(default)]
    pub api_version: Option<String>,
    #[serde(rename = "data", deserialize_with = "object")]
    pub object: EventObject,
}

/// The text is not a Stripe event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotAnEvent;

impl Event {
    /// Parses an event whose signature has been verified, now or before it was stored.
    ///
    /// # Errors
    /// If the body is not an event.
    pub fn parse(body: &[u8]) -> Result<Self, NotAnEvent> {
        serde_json::from_slice(body).map_err(|_| NotAnEvent)
    }
}

fn mode<'de, D: Deserializer<'de>>(from: D) -> Result<Mode, D::Error> {
    bool::deserialize(from).map(Mode::of_livemode)
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

fn object<'de, D: Deserializer<'de>>(from: D) -> Result<EventObject, D::Error> {
    Data::deserialize(from).map(|data| read(data.object))
}

/// An object that cannot be parsed becomes [`EventObject::Other`], so that the event is kept and its object can still be retrieved.
fn read(object: Value) -> EventObject {
    let text = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    let other = EventObject::Other { sort: text("object").unwrap_or_default(), id: text("id") };
    let sort = text("object").unwrap_or_default();
    let found = match sort.as_str() {
        "checkout.session" => whole(object).map(EventObject::Session),
        "payment_intent" => whole(object).map(EventObject::Payment),
        "charge" => whole(object).map(EventObject::Charge),
        "refund" => whole(object).map(EventObject::Refund),
        "dispute" => whole(object).map(EventObject::Dispute),
        "payout" => whole(object).map(EventObject::Payout),
        "payment_method" => whole(object).map(EventObject::Method),
        "setup_intent" => whole(object).map(EventObject::Setup),
        _ => None,
    };
    found.unwrap_or(other)
}

fn whole<T: serde::de::DeserializeOwned>(object: Value) -> Option<Box<T>> {
    serde_json::from_value(object).ok().map(Box::new)
}

#[derive(Debug, Serialize)]
struct OfKinds<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    types: Option<Vec<&'a str>>,
}

impl Client {
    /// Lists events, newest first: of the given kinds, at most 20, or of all kinds if there are none. Stripe keeps events for 30 days.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn events(&self, since: &Since<EventId>, kinds: &[EventKind]) -> Result<Listed<Event>, Error> {
        let types = (!kinds.is_empty()).then(|| kinds.iter().map(EventKind::code).collect());
        let page = PageQuery::of(since, EventId::as_str);
        self.get("/events", &Narrowed { page, by: OfKinds { types } }).await
    }

    /// Retrieves an event.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn event(&self, id: &EventId) -> Result<Event, Error> {
        self.get(&format!("/events/{id}"), &Nothing {}).await
    }
}
