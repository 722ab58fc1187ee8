//! Money on its way to the bank, and what the movements add up to.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::state::{State, text, whole};

/// Everything that was not paid out yet, in one currency. None where that is nothing, or less.
pub fn pay_out(state: &mut State, currency: &str) -> Option<String> {
    let waits = |row: &&Value| row["currency"] == currency && row["payout"].is_null();
    let waiting: Vec<Value> = state.all("balance_transaction").filter(waits).cloned().collect();
    let amount: i64 = waiting.iter().filter_map(|row| whole(row, "net")).sum();
    if amount <= 0 {
        return None;
    }
    let now = state.now();
    let row = json!({
        "amount": amount, "application_fee": null, "application_fee_amount": null, "arrival_date": now + 2 * 86_400, "automatic": true, "balance_transaction": null,
        "currency": currency, "description": "STRIPE PAYOUT", "destination": null, "failure_balance_transaction": null, "failure_code": null, "failure_message": null,
        "metadata": {}, "method": "standard", "original_payout": null, "payout_method": null, "reconciliation_status": "completed", "reversed_by": null,
        "source_type": "card", "statement_descriptor": null, "status": "in_transit", "trace_id": null, "type": "bank_account",
    });
    let id = state.add("po", "payout", row);
    let own = state.move_money("payout", -amount, 0, currency, &id);
    state.change(&id, json!({"balance_transaction": own}));
    let of_it = waiting.iter().map(|row| text(row, "id").to_owned()).chain([own]).collect::<Vec<_>>();
    for movement in of_it {
        state.change(&movement, json!({"payout": id, "status": "available"}));
    }
    state.tell("payout.created", &id);
    Some(id)
}

/// A payout arrives at the bank.
pub fn arrive(state: &mut State, id: &str) {
    state.change(id, json!({"status": "paid"}));
    state.tell("payout.paid", id);
}

/// What has come and gone in a currency, in Stripe's units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    pub charged: i64,
    /// What was given back, less what came back from refunds that failed.
    pub refunded: i64,
    /// What disputes took, less what was won.
    pub disputed: i64,
    pub fees: i64,
    pub paid_out: i64,
    /// What is left.
    pub balance: i64,
}

/// The sums of all movements, by currency.
pub fn totals(state: &State) -> BTreeMap<String, Totals> {
    let mut all: BTreeMap<String, Totals> = BTreeMap::new();
    for row in state.all("balance_transaction") {
        let totals = all.entry(text(row, "currency").to_owned()).or_default();
        let amount = whole(row, "amount").unwrap_or_default();
        match text(row, "type") {
            "charge" => totals.charged += amount,
            "refund" | "refund_failure" => totals.refunded -= amount,
            "adjustment" => totals.disputed -= amount,
            _ => totals.paid_out -= amount,
        }
        totals.fees += whole(row, "fee").unwrap_or_default();
        totals.balance += whole(row, "net").unwrap_or_default();
    }
    all
}
