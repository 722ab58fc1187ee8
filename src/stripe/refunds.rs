//! Refunds: money given back, all of a payment or a part.

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
    /// Where a refund stands. One that succeeded can still fail, where the payer's bank sends it back.
    RefundStatus { Pending = "pending", RequiresAction = "requires_action", Succeeded = "succeeded", Failed = "failed", Canceled = "canceled" }
}

/// Why money is given back, as Stripe may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundReason {
    Duplicate,
    Fraudulent,
    RequestedByCustomer,
}

/// Money given back.
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
    /// What is given back.
    pub fn money(&self) -> Option<Money> {
        units::money(self.amount, &self.currency)
    }
}

identified!(Refund: RefundId);

/// What is to be given back.
#[derive(Debug, Clone, Serialize)]
pub struct NewRefund<'a> {
    #[serde(rename = "payment_intent", serialize_with = "as_text")]
    pub payment: &'a PaymentIntentId,
    /// A part, in Stripe's units of the payment's currency; none for all that is left.
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

const WITH_MOVEMENT: Expand = Expand { expand: &["balance_transaction"] };

impl Client {
    /// Gives money back.
    ///
    /// # Errors
    /// As every call; [`Error::Invalid`] where less is left than is to be given back.
    pub async fn refund(&self, new: &NewRefund<'_>, key: &IdempotencyKey) -> Result<Refund, Error> {
        self.post("/refunds", &RefundForm { new, expand: WITH_MOVEMENT }, key).await
    }

    /// A refund, with its movement on the balance.
    ///
    /// # Errors
    /// As every call.
    pub async fn find_refund(&self, id: &RefundId) -> Result<Refund, Error> {
        self.get(&format!("/refunds/{id}"), &WITH_MOVEMENT).await
    }

    /// The refunds of a payment.
    ///
    /// # Errors
    /// As every call.
    pub async fn refunds_of(&self, payment: &PaymentIntentId) -> Result<Listed<Refund>, Error> {
        let by = OfPayment { payment_intent: payment.as_str() };
        self.get("/refunds", &Narrowed { page: PageQuery::first(), by }).await
    }
}
