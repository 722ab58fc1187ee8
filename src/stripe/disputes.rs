//! Disputes: payments that are contested through the payer's bank. Stripe withdraws the amount until the dispute is closed.

use chrono::{DateTime, Utc, serde::ts_seconds_option};
use reprint_kernel::Money;
use serde::Deserialize;

use crate::{
    BalanceTransaction, Charge, Client, DisputeId, Error, Expandable, PaymentIntent, PaymentIntentId,
    codes::stripe_codes,
    form::Nothing,
    ids::identified,
    lists::{Listed, Narrowed, OfPayment, PageQuery},
    units,
};

stripe_codes! {
    /// The status of a dispute. A warning (`warning_…`) moves no money.
    DisputeStatus {
        NeedsResponse = "needs_response", UnderReview = "under_review", Won = "won", Lost = "lost", Prevented = "prevented",
        WarningNeedsResponse = "warning_needs_response", WarningUnderReview = "warning_under_review", WarningClosed = "warning_closed",
    }
}

/// A payment that is contested through the payer's bank.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Dispute {
    pub id: DisputeId,
    pub amount: i64,
    pub currency: String,
    pub status: DisputeStatus,
    #[serde(default)]
    pub reason: Option<String>,
    #[serde(default)]
    pub charge: Option<Expandable<Charge>>,
    #[serde(default)]
    pub payment_intent: Option<Expandable<PaymentIntent>>,
    /// The withdrawal from the balance, and the reinstatement if the dispute was won.
    #[serde(default)]
    pub balance_transactions: Vec<BalanceTransaction>,
    #[serde(default)]
    evidence_details: Option<EvidenceDetails>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
struct EvidenceDetails {
    #[serde(default, with = "ts_seconds_option")]
    due_by: Option<DateTime<Utc>>,
}

impl Dispute {
    /// The disputed amount. Returns `None` if it cannot be represented (see [`crate::money`]).
    pub fn money(&self) -> Option<Money> {
        units::money(self.amount, &self.currency)
    }

    /// The deadline for evidence.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        self.evidence_details.as_ref()?.due_by
    }
}

identified!(Dispute: DisputeId);

impl Client {
    /// Retrieves a dispute.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn dispute(&self, id: &DisputeId) -> Result<Dispute, Error> {
        self.get(&format!("/disputes/{id}"), &Nothing {}).await
    }

    /// Lists the disputes of a payment (at most the newest 100).
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn disputes_of(&self, payment: &PaymentIntentId) -> Result<Listed<Dispute>, Error> {
        let by = OfPayment { payment_intent: payment.as_str() };
        self.get("/disputes", &Narrowed { page: PageQuery::first(), by }).await
    }
}
