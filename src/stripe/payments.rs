//! Payments (PaymentIntents) and the charges that attempt them.

use chrono::{DateTime, Utc, serde::ts_seconds_option};
use reprint_kernel::Money;
use serde::{Deserialize, Serialize};

use crate::{
    BalanceTransaction, ChargeId, Client, Customer, CustomerId, Error, Expandable, IdempotencyKey,
    PaymentIntentId, PaymentMethod, PaymentMethodId, Units,
    codes::stripe_codes,
    form::{Expand, Metadata},
    ids::identified,
    lists::{Listed, Narrowed, OfCustomer, PageQuery, Since},
    units,
};

stripe_codes! {
    /// The status of a payment.
    PaymentStatus {
        RequiresPaymentMethod = "requires_payment_method", RequiresConfirmation = "requires_confirmation", RequiresAction = "requires_action",
        Processing = "processing", RequiresCapture = "requires_capture", Canceled = "canceled", Succeeded = "succeeded",
    }
}

stripe_codes! {
    /// The outcome of a charge.
    ChargeStatus { Succeeded = "succeeded", Pending = "pending", Failed = "failed" }
}

/// A payment, with all attempts to charge it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PaymentIntent {
    pub id: PaymentIntentId,
    pub amount: i64,
    #[serde(default)]
    pub amount_received: i64,
    pub currency: String,
    pub status: PaymentStatus,
    #[serde(default)]
    pub customer: Option<Expandable<Customer>>,
    #[serde(default)]
    pub latest_charge: Option<Expandable<Charge>>,
    #[serde(default)]
    pub payment_method: Option<Expandable<PaymentMethod>>,
    #[serde(default)]
    pub last_payment_error: Option<LastError>,
    #[serde(default)]
    pub metadata: Metadata,
    #[serde(default, with = "ts_seconds_option")]
    pub created: Option<DateTime<Utc>>,
}

impl PaymentIntent {
    /// The amount due. Returns `None` if it cannot be represented (see [`crate::money`]).
    pub fn money(&self) -> Option<Money> {
        units::money(self.amount, &self.currency)
    }

    /// The amount received. Returns `None` if it cannot be represented.
    pub fn received(&self) -> Option<Money> {
        units::money(self.amount_received, &self.currency)
    }
}

/// Why the last attempt failed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct LastError {
    #[serde(default)]
    pub code: Option<String>,
    /// The bank's own reason, if it gave one.
    #[serde(default)]
    pub decline_code: Option<String>,
}

/// One attempt to charge a payment method.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Charge {
    pub id: ChargeId,
    pub amount: i64,
    #[serde(default)]
    pub amount_refunded: i64,
    pub currency: String,
    pub status: ChargeStatus,
    #[serde(default)]
    pub disputed: bool,
    #[serde(default)]
    pub payment_intent: Option<Expandable<PaymentIntent>>,
    /// `None` while the charge is pending.
    #[serde(default)]
    pub balance_transaction: Option<Expandable<BalanceTransaction>>,
    #[serde(default)]
    pub failure_code: Option<String>,
    #[serde(default)]
    pub metadata: Metadata,
}

impl Charge {
    /// The amount charged. Returns `None` if it cannot be represented.
    pub fn money(&self) -> Option<Money> {
        units::money(self.amount, &self.currency)
    }

    /// The amount refunded. Returns `None` if it cannot be represented.
    pub fn refunded(&self) -> Option<Money> {
        units::money(self.amount_refunded, &self.currency)
    }
}

identified!(PaymentIntent: PaymentIntentId, Charge: ChargeId);

/// The parameters of an off-session charge: of a saved payment method, without the payer's presence.
#[derive(Debug, Clone)]
pub struct NewCharge<'a> {
    pub units: Units,
    pub customer: &'a CustomerId,
    pub method: &'a PaymentMethodId,
    /// What the payment is for, as shown in Stripe's Dashboard.
    pub description: &'a str,
    pub metadata: Metadata,
}

#[derive(Debug, Serialize)]
struct ChargeForm<'a> {
    amount: i64,
    currency: &'a str,
    customer: &'a str,
    payment_method: &'a str,
    confirm: bool,
    off_session: bool,
    description: &'a str,
    #[serde(skip_serializing_if = "Metadata::is_empty")]
    metadata: &'a Metadata,
    #[serde(flatten)]
    expand: Expand,
}

/// Expands a payment's charge and its balance transaction, which has the fee.
const WITH_CHARGE: Expand = Expand { expand: &["latest_charge.balance_transaction"] };

impl Client {
    /// Retrieves a payment, with its last charge and that charge's balance transaction.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn payment(&self, id: &PaymentIntentId) -> Result<PaymentIntent, Error> {
        self.get(&format!("/payment_intents/{id}"), &WITH_CHARGE).await
    }

    /// Lists a customer's payments, for instance to find out whether a request with an unknown outcome took effect.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn payments_of(
        &self,
        customer: &CustomerId,
        since: &Since<PaymentIntentId>,
    ) -> Result<Listed<PaymentIntent>, Error> {
        let page = PageQuery::of(since, PaymentIntentId::as_str);
        self.get("/payment_intents", &Narrowed { page, by: OfCustomer { customer: customer.as_str() } }).await
    }

    /// Charges a saved payment method without the payer's presence.
    ///
    /// # Errors
    /// See [`Error`]; [`Error::Declined`] if the bank refuses, also because it requires the payer to authenticate.
    pub async fn charge(&self, new: &NewCharge<'_>, key: &IdempotencyKey) -> Result<PaymentIntent, Error> {
        let form = ChargeForm {
            amount: new.units.amount,
            currency: &new.units.currency,
            customer: new.customer.as_str(),
            payment_method: new.method.as_str(),
            confirm: true,
            off_session: true,
            description: new.description,
            metadata: &new.metadata,
            expand: WITH_CHARGE,
        };
        self.post("/payment_intents", &form, key).await
    }
}
