//! Refunds of a payment, in full or in part.

use reprint_kernel::Money;
use serde::{Deserialize, Serialize};

use crate::{
    BalanceTransaction, Charge, Client, Error, Expandable, IdempotencyKey, PaymentIntent, PaymentIntentId,
    RefundId,
    codes::stripe_codes,
    form::{Expand, Metadata},
    ids::identified,
    lists::{Listed, Narrowed, OfPayment, PageQuery},
    units,
};

stripe_codes! {
    /// The status of a refund. A successful refund can still fail, if the payer's bank returns it.
    RefundStatus { Pending = "pending", RequiresAction = "requires_action", Succeeded = "succeeded", Failed = "failed", Canceled = "canceled" }
}

/// The reason for a refund, as Stripe accepts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    Duplicate,
    Fraudulent,
    RequestedByCustomer,
}

/// A refund.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Refund {
    pub id: RefundId,
    pub amount: i64,
    pub currency: String,
    pub status: RefundStatus,
    #[serde(default)]
    pub charge: Option<Expandable<Charge>>,
    #[serde(default)]
    pub payment_intent: Option<Expandable<PaymentIntent>>,
    #[serde(default)]
    pub balance_transaction: Option<Expandable<BalanceTransaction>>,
    #[serde(default)]
    pub failure_reason: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
}

impl Refund {
    /// The amount refunded. Returns `None` if it cannot be represented (see [`crate::money`]).
    pub fn money(&self) -> Option<Money> {
        units::money(self.amount, &self.currency)
    }
}

identified!(Refund: RefundId);

/// The parameters of a refund.
#[derive(Debug, Clone, Serialize)]
pub struct NewRefund<'a> {
    #[serde(rename = "payment_intent", serialize_with = "as_text")]
    pub payment: &'a PaymentIntentId,
    /// A partial amount, in Stripe's units of the payment's currency; `None` for the whole remaining amount.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<RefundReason>,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    pub metadata: Metadata,
}

fn as_text<S: serde::Serializer>(id: &PaymentIntentId, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(id.as_str())
}

#[derive(Debug, Serialize)]
struct RefundForm<'a> {
    #[serde(flatten)]
    new: &'a NewRefund<'a>,
    #[serde(flatten)]
    expand: Expand,
}

const WITH_BALANCE_TRANSACTION: Expand = Expand { expand: &["balance_transaction"] };

impl Client {
    /// Creates a refund.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::Invalid`] if the amount exceeds what has not been refunded yet.
    pub async fn refund(&self, new: &NewRefund<'_>, key: &IdempotencyKey) -> Result<Refund, Error> {
        self.post("/refunds", &RefundForm { new, expand: WITH_BALANCE_TRANSACTION }, key).await
    }

    /// Retrieves a refund, with its balance transaction.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn find_refund(&self, id: &RefundId) -> Result<Refund, Error> {
        self.get(&format!("/refunds/{id}"), &WITH_BALANCE_TRANSACTION).await
    }

    /// Lists the refunds of a payment (at most the newest 100).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn refunds_of(&self, payment: &PaymentIntentId) -> Result<Listed<Refund>, Error> {
        let by = OfPayment { payment_intent: payment.as_str() };
        self.get("/refunds", &Narrowed { page: PageQuery::first(), by }).await
    }
}
