//! Money that goes back: refunds and disputes.

use serde_json::{Value, json};

use super::{
    refused::Refused,
    state::{State, text, whole},
};

/// What a dispute costs the studio.
const DISPUTE_FEE: i64 = 1_500;

pub fn refund(state: &mut State, sent: &Value) -> Result<Value, Refused> {
    let charge = charge_of(state, sent)?;
    let row = state.row(&charge);
    if row["status"] != "succeeded" {
        return Err(Refused::invalid("charge_not_refundable", "", "This charge has not been captured."));
    }
    if row["disputed"] == true {
        return Err(Refused::invalid(
            "charge_disputed",
            "",
            "The charge has been charged back; cannot issue a refund.",
        ));
    }
    let left = whole(&row, "amount").unwrap_or_default() - whole(&row, "amount_refunded").unwrap_or_default();
    if left == 0 {
        return Err(Refused::invalid(
            "charge_already_refunded",
            "",
            format!("Charge {charge} has already been refunded."),
        ));
    }
    let amount = whole(sent, "amount").unwrap_or(left);
    if amount < 1 || amount > left {
        return Err(Refused::wrong(
            "amount",
            format!("Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"),
        ));
    }
    let id = add(state, &row, amount, sent);
    Ok(state.row(&id))
}

fn charge_of(state: &State, sent: &Value) -> Result<String, Refused> {
    let (payment, charge) = (text(sent, "payment_intent"), text(sent, "charge"));
    match (payment.is_empty(), charge.is_empty()) {
        (true, true) => Err(Refused::invalid(
            "parameter_missing",
            "charge",
            "One of the following params should be provided for this request: payment_intent or charge.",
        )),
        (_, false) => state.named("charge", charge, "charge").map(|_| charge.to_owned()),
        (false, true) => {
            let found = state.named("payment_intent", payment, "payment_intent")?;
            let none = || {
                Refused::wrong(
                    "payment_intent",
                    "This PaymentIntent does not have a successful charge to refund.",
                )
            };
            found["latest_charge"]
                .as_str()
                .filter(|_| found["status"] == "succeeded")
                .map(str::to_owned)
                .ok_or_else(none)
        }
    }
}

fn add(state: &mut State, charge: &Value, amount: i64, sent: &Value) -> String {
    let metadata = if sent["metadata"].is_null() { json!({}) } else { sent["metadata"].clone() };
    let charge_id = text(charge, "id");
    let row = json!({
        "amount": amount, "balance_transaction": null, "charge": charge_id, "currency": charge["currency"], "destination_details": null, "metadata": metadata,
        "payment_intent": charge["payment_intent"], "reason": sent["reason"], "receipt_number": null, "source_transfer_reversal": null, "status": "succeeded",
        "transfer_reversal": null,
    });
    let id = state.add("re", "refund", row);
    let movement = state.move_money("refund", -amount, 0, text(charge, "currency"), &id);
    state.change(&id, json!({"balance_transaction": movement}));
    give_back(state, charge_id, amount);
    state.tell("refund.created", &id);
    state.tell("charge.refunded", charge_id);
    id
}

fn give_back(state: &mut State, charge: &str, amount: i64) {
    let row = state.row(charge);
    let refunded = whole(&row, "amount_refunded").unwrap_or_default() + amount;
    state.change(charge, json!({"amount_refunded": refunded, "refunded": row["amount"] == refunded}));
}

/// The payer's bank sends a refund back.
pub fn fail_refund(state: &mut State, id: &str) -> Result<(), String> {
    let row = state
        .find("refund", id)
        .filter(|row| row["status"] == "succeeded")
        .ok_or("there is no such refund")?
        .clone();
    let amount = whole(&row, "amount").unwrap_or_default();
    let movement = state.move_money("refund_failure", amount, 0, text(&row, "currency"), id);
    state.change(id, json!({"status": "failed", "failure_reason": "expired_or_canceled_card", "failure_balance_transaction": movement}));
    give_back(state, text(&row, "charge"), -amount);
    state.tell("refund.failed", id);
    state.tell("charge.refund.updated", id);
    Ok(())
}

/// The payer's bank takes a payment back.
pub fn dispute(state: &mut State, payment: &str) -> Result<String, String> {
    let charge =
        text(state.find("payment_intent", payment).ok_or("there is no such payment")?, "latest_charge")
            .to_owned();
    let row =
        state.find("charge", &charge).filter(|row| row["status"] == "succeeded" && row["disputed"] == false);
    let row = row.ok_or("the payment cannot be disputed")?.clone();
    let amount =
        whole(&row, "amount").unwrap_or_default() - whole(&row, "amount_refunded").unwrap_or_default();
    let due = state.now() + 14 * 86_400;
    let dispute = json!({
        "amount": amount, "balance_transactions": [], "charge": charge, "currency": row["currency"], "enhanced_eligibility_types": [], "evidence": {},
        "evidence_details": {"due_by": due, "enhanced_eligibility": {}, "has_evidence": false, "past_due": false, "submission_count": 0, "submission_method": "not_submitted"},
        "is_charge_refundable": false, "metadata": {}, "payment_intent": payment, "reason": "fraudulent", "status": "needs_response",
    });
    let id = state.add("du", "dispute", dispute);
    let movement = state.move_money("adjustment", -amount, DISPUTE_FEE, text(&row, "currency"), &id);
    note_movement(state, &id, &movement);
    state.change(&charge, json!({"disputed": true}));
    state.tell("charge.dispute.created", &id);
    state.tell("charge.dispute.funds_withdrawn", &id);
    Ok(id)
}

fn note_movement(state: &mut State, dispute: &str, movement: &str) {
    let mut all = state.row(dispute)["balance_transactions"].as_array().cloned().unwrap_or_default();
    all.push(state.row(movement));
    state.change(dispute, json!({"balance_transactions": all}));
}

/// A dispute ends; what was won comes back, the fee does not.
pub fn close_dispute(state: &mut State, id: &str, won: bool) -> Result<(), String> {
    let row = state
        .find("dispute", id)
        .filter(|row| row["status"] == "needs_response")
        .ok_or("there is no open dispute")?
        .clone();
    state.change(id, json!({"status": if won { "won" } else { "lost" }}));
    if won {
        let amount = whole(&row, "amount").unwrap_or_default();
        let movement = state.move_money("adjustment", amount, 0, text(&row, "currency"), id);
        note_movement(state, id, &movement);
        state.tell("charge.dispute.funds_reinstated", id);
    }
    state.tell("charge.dispute.closed", id);
    Ok(())
}
