//! Disputes: a payer's bank takes a payment back, until the dispute is closed.

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
    /// Where a dispute stands. One that only warns moves no money.
    DisputeStatus {
        NeedsResponse = "needs_response", UnderReview = "under_review", Won = "won", Lost = "lost", Prevented = "prevented",
        WarningNeedsResponse = "warning_needs_response", WarningUnderReview = "warning_under_review", WarningClosed = "warning_closed",
    }
}

/// A payment that the payer's bank takes back.
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
    /// What was taken from the balance, and given back.
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
    /// What is in dispute.
    pub fn money(&self) -> Option<Money> {
        units::money(self.amount, &self.currency)
    }

    /// Until when it can be answered.
    pub fn due(&self) -> Option<DateTime<Utc>> {
        self.evidence_details.as_ref()?.due_by
    }
}

identified!(Dispute: DisputeId);

impl Client {
    /// A dispute.
    ///
    /// # Errors
    /// As every call.
    pub async fn dispute(&self, id: &DisputeId) -> Result<Dispute, Error> {
        self.get(&format!("/disputes/{id}"), &Nothing {}).await
    }

    /// The disputes of a payment.
    ///
    /// # Errors
    /// As every call.
    pub async fn disputes_of(&self, payment: &PaymentIntentId) -> Result<Listed<Dispute>, Error> {
        let by = OfPayment { payment_intent: payment.as_str() };
        self.get("/disputes", &Narrowed { page: PageQuery::first(), by }).await
    }
}
