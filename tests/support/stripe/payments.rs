//! Payments, and what comes of trying to charge them.

use serde_json::{Value, json};

use super::{
    Behaviour, currencies,
    customers::{add_method, details},
    refused::Refused,
    state::{State, text, whole},
};

/// A payment is made while nobody is there, and tried at once.
pub fn create(state: &mut State, sent: &Value) -> Result<Value, Refused> {
    let (amount, currency) =
        (whole(sent, "amount").unwrap_or_default(), text(sent, "currency").to_lowercase());
    currencies::check(amount, &currency, "amount")?;
    let customer = text(sent, "customer");
    if !customer.is_empty() {
        state.named("customer", customer, "customer")?;
    }
    if sent["confirm"] != "true" {
        let id = begin(state, amount, &currency, &sent["customer"], sent);
        return Ok(state.row(&id));
    }
    let method = text(sent, "payment_method");
    if method.is_empty() {
        return Err(Refused::invalid(
            "parameter_missing",
            "payment_method",
            "You cannot confirm this PaymentIntent because it's missing a payment method.",
        ));
    }
    let found = state.named("payment_method", method, "payment_method")?;
    if found["customer"] != sent["customer"] || found["customer"].is_null() {
        return Err(Refused::invalid(
            "resource_missing",
            "payment_method",
            "The PaymentMethod does not belong to the Customer.",
        ));
    }
    let id = begin(state, amount, &currency, &sent["customer"], sent);
    let behaviour = state.behaviour.get(method).copied().unwrap_or(Behaviour::Good);
    state.change(&id, json!({"payment_method": method}));
    attempt(state, &id, method, behaviour)?;
    Ok(state.row(&id))
}

/// A payment that was not tried yet.
pub fn begin(state: &mut State, amount: i64, currency: &str, customer: &Value, data: &Value) -> String {
    let metadata = if data["metadata"].is_null() { json!({}) } else { data["metadata"].clone() };
    let row = json!({
        "amount": amount, "amount_capturable": 0, "amount_details": {"tip": {}}, "amount_received": 0, "application": null, "application_fee_amount": null,
        "automatic_payment_methods": null, "canceled_at": null, "cancellation_reason": null, "capture_method": "automatic_async", "client_secret": null,
        "confirmation_method": "automatic", "currency": currency, "customer": customer, "description": data["description"], "last_payment_error": null,
        "latest_charge": null, "metadata": metadata, "next_action": null, "on_behalf_of": null, "payment_method": null,
        "payment_method_configuration_details": null, "payment_method_options": {}, "payment_method_types": ["card", "sepa_debit"], "processing": null,
        "receipt_email": null, "review": null, "setup_future_usage": data["setup_future_usage"], "shipping": null, "source": null, "statement_descriptor": null,
        "statement_descriptor_suffix": null, "status": "requires_payment_method", "transfer_data": null, "transfer_group": null,
    });
    let id = state.add("pi", "payment_intent", row);
    state.tell("payment_intent.created", &id);
    id
}

/// Tries to charge; a refusal holds the payment as it is then.
pub fn attempt(state: &mut State, payment: &str, method: &str, behaviour: Behaviour) -> Result<(), Refused> {
    match behaviour {
        Behaviour::Good => succeed(state, payment, method),
        Behaviour::Slow => wait(state, payment, method),
        Behaviour::Declined => {
            return Err(fail(state, payment, method, "card_declined", "insufficient_funds"));
        }
        Behaviour::Expired => return Err(fail(state, payment, method, "expired_card", "expired_card")),
        Behaviour::AsksOwner => {
            return Err(fail(state, payment, method, "authentication_required", "authentication_required"));
        }
    }
    Ok(())
}

fn charge(state: &mut State, payment: &str, method: &str, status: &str) -> String {
    let intent = state.row(payment);
    let sort = text(&state.row(method), "type").to_owned();
    let prefix = if sort == "card" { "ch" } else { "py" };
    let row = json!({
        "amount": intent["amount"], "amount_captured": if status == "failed" { json!(0) } else { intent["amount"].clone() }, "amount_refunded": 0, "application": null,
        "application_fee": null, "application_fee_amount": null, "balance_transaction": null,
        "billing_details": {"address": {"city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null}, "email": null, "name": null, "phone": null, "tax_id": null},
        "calculated_statement_descriptor": null, "captured": status != "failed", "currency": intent["currency"], "customer": intent["customer"],
        "description": intent["description"], "disputed": false, "failure_balance_transaction": null, "failure_code": null, "failure_message": null,
        "fraud_details": {}, "metadata": intent["metadata"], "on_behalf_of": null, "outcome": null, "paid": status == "succeeded", "payment_intent": payment,
        "payment_method": method, "payment_method_details": {"type": sort, sort.clone(): details(&sort)}, "radar_options": {}, "receipt_email": null, "receipt_number": null,
        "receipt_url": null, "refunded": false, "review": null, "shipping": null, "source": null, "source_transfer": null, "statement_descriptor": null,
        "statement_descriptor_suffix": null, "status": status, "transfer_data": null, "transfer_group": null,
    });
    let id = state.add(prefix, "charge", row);
    state.change(payment, json!({"latest_charge": id, "payment_method": method}));
    id
}

fn succeed(state: &mut State, payment: &str, method: &str) {
    let charge = charge(state, payment, method, "succeeded");
    book(state, payment, &charge);
}

/// The money is there: the movement, and who is told.
fn book(state: &mut State, payment: &str, charge: &str) {
    let row = state.row(charge);
    let (amount, currency) = (whole(&row, "amount").unwrap_or_default(), text(&row, "currency"));
    let movement = state.move_money("charge", amount, currencies::fee(amount, currency), currency, charge);
    state.change(charge, json!({"balance_transaction": movement, "status": "succeeded", "paid": true}));
    state.change(payment, json!({"status": "succeeded", "amount_received": amount, "last_payment_error": null, "processing": null}));
    state.tell("charge.succeeded", charge);
    state.tell("payment_intent.succeeded", payment);
}

fn wait(state: &mut State, payment: &str, method: &str) {
    let charge = charge(state, payment, method, "pending");
    state.change(payment, json!({"status": "processing"}));
    state.tell("charge.pending", &charge);
    state.tell("payment_intent.processing", payment);
}

fn fail(state: &mut State, payment: &str, method: &str, code: &str, reason: &str) -> Refused {
    let charge = charge(state, payment, method, "failed");
    state.change(&charge, json!({"failure_code": code, "failure_message": "Your card was declined."}));
    set_back(state, payment, &charge, code, reason);
    Refused::declined(code, reason, state.row(payment))
}

fn set_back(state: &mut State, payment: &str, charge: &str, code: &str, reason: &str) {
    let error = json!({"type": "card_error", "code": code, "decline_code": reason, "charge": charge, "message": "Your card was declined."});
    state.change(payment, json!({"status": "requires_payment_method", "last_payment_error": error, "payment_method": null, "processing": null}));
    state.tell("charge.failed", charge);
    state.tell("payment_intent.payment_failed", payment);
}

/// A payment that was processing ends.
pub fn settle(state: &mut State, payment: &str, well: bool) -> Result<(), String> {
    let row = state.row(payment);
    if row["status"] != "processing" {
        return Err(format!("the payment is {}", text(&row, "status")));
    }
    let charge = text(&row, "latest_charge").to_owned();
    if well {
        book(state, payment, &charge);
    } else {
        state.change(
            &charge,
            json!({"status": "failed", "failure_code": "payment_method_not_available", "paid": false}),
        );
        set_back(state, payment, &charge, "payment_method_not_available", "generic_decline");
    }
    Ok(())
}

/// What somebody does on an open session's page; the payment's id, where there is one now.
pub fn pay_session(state: &mut State, session: &str, behaviour: Behaviour) -> Result<String, String> {
    super::sessions::expire_old(state);
    let row = state.find("checkout.session", session).ok_or("there is no such session")?.clone();
    if row["status"] != "open" {
        return Err(format!("the session is {}", text(&row, "status")));
    }
    if row["mode"] == "setup" {
        return Ok(super::setups::of_session(state, &row, behaviour));
    }
    let data = state.to_come.get(session).cloned().unwrap_or_default();
    let payment = match row["payment_intent"].as_str() {
        Some(payment) => payment.to_owned(),
        None => begin(
            state,
            whole(&row, "amount_total").unwrap_or_default(),
            text(&row, "currency"),
            &row["customer"],
            &data,
        ),
    };
    state.change(session, json!({"payment_intent": payment}));
    let method = add_method(state, None, behaviour);
    if attempt(state, &payment, &method, behaviour).is_err() {
        return Ok(payment);
    }
    keep_method(state, &row, &data, &method);
    let paid = if behaviour == Behaviour::Slow { "unpaid" } else { "paid" };
    let email = if row["customer_email"].is_null() {
        json!("payer@example.org")
    } else {
        row["customer_email"].clone()
    };
    let details = json!({"address": null, "email": email, "name": "Payer", "phone": null, "tax_exempt": "none", "tax_ids": []});
    state.change(
        session,
        json!({"status": "complete", "payment_status": paid, "url": null, "customer_details": details}),
    );
    state.tell("checkout.session.completed", session);
    Ok(payment)
}

fn keep_method(state: &mut State, session: &Value, data: &Value, method: &str) {
    if data["setup_future_usage"] == "off_session" && !session["customer"].is_null() {
        state.change(method, json!({"customer": session["customer"]}));
        state.tell("payment_method.attached", method);
    }
}

/// The session of a payment that was processing, and how it ended.
pub fn settle_session(state: &mut State, session: &str, well: bool) -> Result<(), String> {
    let payment = text(&state.row(session), "payment_intent").to_owned();
    settle(state, &payment, well)?;
    if well {
        state.change(session, json!({"payment_status": "paid"}));
    }
    let kind = if well {
        "checkout.session.async_payment_succeeded"
    } else {
        "checkout.session.async_payment_failed"
    };
    state.tell(kind, session);
    Ok(())
}
