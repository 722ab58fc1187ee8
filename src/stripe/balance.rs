//! What became of the money at Stripe: movements with their fees, and payouts to the bank.

use chrono::{DateTime, Utc, serde::ts_seconds_option};
use reprint_kernel::Money;
use serde::{Deserialize, Serialize};

use crate::{
    BalanceTransactionId, Client, Error, PayoutId,
    codes::stripe_codes,
    form::Nothing,
    ids::identified,
    lists::{Listed, Narrowed, PageQuery, Since},
    units,
};

/// A movement on the account's balance: a charge, a refund, a dispute, a payout.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BalanceTransaction {
    pub id: BalanceTransactionId,
    /// In the currency of the balance, which may be another than the invoice's.
    pub amount: i64,
    pub fee: i64,
    pub net: i64,
    pub currency: String,
    #[serde(rename = "type", default)]
    pub kind: String,
    /// The row that it comes from: a charge, a refund, a dispute or a payout.
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default, with = "ts_seconds_option")]
    pub available_on: Option<DateTime<Utc>>,
    #[serde(default, with = "ts_seconds_option")]
    pub created: Option<DateTime<Utc>>,
}

impl BalanceTransaction {
    /// What Stripe keeps.
    pub fn fee(&self) -> Option<Money> {
        units::money(self.fee, &self.currency)
    }

    /// What the balance changes by.
    pub fn net(&self) -> Option<Money> {
        units::money(self.net, &self.currency)
    }
}

stripe_codes! {
    /// Where a payout stands.
    PayoutStatus { Pending = "pending", InTransit = "in_transit", Paid = "paid", Failed = "failed", Canceled = "canceled" }
}

/// Money on its way from the balance to the studio's bank.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Payout {
    pub id: PayoutId,
    pub amount: i64,
    pub currency: String,
    pub status: PayoutStatus,
    #[serde(default, with = "ts_seconds_option")]
    pub arrival_date: Option<DateTime<Utc>>,
    /// Whether Stripe made it by itself: only then its movements are told.
    #[serde(default)]
    pub automatic: bool,
    #[serde(default)]
    pub failure_code: Option<String>,
    /// What the bank statement is to show.
    #[serde(default)]
    pub statement_descriptor: Option<String>,
}

impl Payout {
    /// What arrives at the bank.
    pub fn money(&self) -> Option<Money> {
        units::money(self.amount, &self.currency)
    }
}

identified!(BalanceTransaction: BalanceTransactionId, Payout: PayoutId);

#[derive(Debug, Serialize)]
struct OfPayout<'a> {
    payout: &'a str,
}

impl Client {
    /// The movements that a payout is made of, itself among them.
    ///
    /// # Errors
    /// As every call.
    pub async fn movements_of_payout(
        &self,
        payout: &PayoutId,
        since: &Since<BalanceTransactionId>,
    ) -> Result<Listed<BalanceTransaction>, Error> {
        let page = PageQuery::of(since, BalanceTransactionId::as_str);
        self.get("/balance_transactions", &Narrowed { page, by: OfPayout { payout: payout.as_str() } }).await
    }

    /// All movements from a moment on.
    ///
    /// # Errors
    /// As every call.
    pub async fn movements(
        &self,
        since: &Since<BalanceTransactionId>,
    ) -> Result<Listed<BalanceTransaction>, Error> {
        self.get("/balance_transactions", &PageQuery::of(since, BalanceTransactionId::as_str)).await
    }

    /// A movement.
    ///
    /// # Errors
    /// As every call.
    pub async fn movement(&self, id: &BalanceTransactionId) -> Result<BalanceTransaction, Error> {
        self.get(&format!("/balance_transactions/{id}"), &Nothing {}).await
    }

    /// A payout.
    ///
    /// # Errors
    /// As every call.
    pub async fn payout(&self, id: &PayoutId) -> Result<Payout, Error> {
        self.get(&format!("/payouts/{id}"), &Nothing {}).await
    }

    /// Payouts from a moment on.
    ///
    /// # Errors
    /// As every call.
    pub async fn payouts(&self, since: &Since<PayoutId>) -> Result<Listed<Payout>, Error> {
        self.get("/payouts", &PageQuery::of(since, PayoutId::as_str)).await
    }
}
