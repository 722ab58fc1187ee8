//! The balance at Stripe: balance transactions with their fees, and payouts to the bank.

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

/// A change of the account's balance: by a charge, a refund, a dispute or a payout.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BalanceTransaction {
    pub id: BalanceTransactionId,
    /// In the currency of the balance, which may differ from the invoice's.
    pub amount: i64,
    pub fee: i64,
    pub net: i64,
    pub currency: String,
    #[serde(rename = "type", default)]
    pub kind: String,
    /// The id of the object that caused the change: a charge, refund, dispute or payout.
    #[serde(default)]
    pub source: Option<String>,
    #[serde(default, with = "ts_seconds_option")]
    pub available_on: Option<DateTime<Utc>>,
    #[serde(default, with = "ts_seconds_option")]
    pub created: Option<DateTime<Utc>>,
}

impl BalanceTransaction {
    /// Stripe's fee. Returns `None` if it cannot be represented (see [`crate::money`]).
    pub fn fee(&self) -> Option<Money> {
        units::money(self.fee, &self.currency)
    }

    /// The amount by which the balance changes. Returns `None` if it cannot be represented.
    pub fn net(&self) -> Option<Money> {
        units::money(self.net, &self.currency)
    }
}

stripe_codes! {
    /// The status of a payout.
    PayoutStatus { Pending = "pending", InTransit = "in_transit", Paid = "paid", Failed = "failed", Canceled = "canceled" }
}

/// A transfer from the balance to the studio's bank account.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Payout {
    pub id: PayoutId,
    pub amount: i64,
    pub currency: String,
    pub status: PayoutStatus,
    #[serde(default, with = "ts_seconds_option")]
    pub arrival_date: Option<DateTime<Utc>>,
    /// Whether the payout was created by a payout schedule. Only then does Stripe list its balance transactions.
    #[serde(default)]
    pub automatic: bool,
    #[serde(default)]
    pub failure_code: Option<String>,
    /// The text on the bank statement.
    #[serde(default)]
    pub statement_descriptor: Option<String>,
}

impl Payout {
    /// The amount that arrives at the bank. Returns `None` if it cannot be represented.
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
    /// Lists the balance transactions that a payout consists of, including the payout's own.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn movements_of_payout(
        &self,
        payout: &PayoutId,
        since: &Since<BalanceTransactionId>,
    ) -> Result<Listed<BalanceTransaction>, Error> {
        let page = PageQuery::of(since, BalanceTransactionId::as_str);
        self.get("/balance_transactions", &Narrowed { page, by: OfPayout { payout: payout.as_str() } }).await
    }

    /// Lists all balance transactions.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn movements(
        &self,
        since: &Since<BalanceTransactionId>,
    ) -> Result<Listed<BalanceTransaction>, Error> {
        self.get("/balance_transactions", &PageQuery::of(since, BalanceTransactionId::as_str)).await
    }

    /// Retrieves a balance transaction.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn movement(&self, id: &BalanceTransactionId) -> Result<BalanceTransaction, Error> {
        self.get(&format!("/balance_transactions/{id}"), &Nothing {}).await
    }

    /// Retrieves a payout.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn payout(&self, id: &PayoutId) -> Result<Payout, Error> {
        self.get(&format!("/payouts/{id}"), &Nothing {}).await
    }

    /// Lists payouts.
    ///
    /// # Errors
    /// See [`Error`].
    pub async fn payouts(&self, since: &Since<PayoutId>) -> Result<Listed<Payout>, Error> {
        self.get("/payouts", &PageQuery::of(since, PayoutId::as_str)).await
    }
}
