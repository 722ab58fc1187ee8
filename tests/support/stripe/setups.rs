//! Consents to charge a method later.

use serde_json::{Value, json};

use super::{
    Behaviour,
    customers::add_method,
    refused::Refused,
    state::{State, text},
};

fn begin(state: &mut State, customer: &Value, method: &str, metadata: &Value) -> String {
    let metadata = if metadata.is_null() { json!({}) } else { metadata.clone() };
    let row = json!({
        "application": null, "automatic_payment_methods": null, "cancellation_reason": null, "client_secret": null, "customer": customer, "description": null,
        "flow_directions": null, "last_setup_error": null, "latest_attempt": null, "mandate": null, "metadata": metadata, "next_action": null, "on_behalf_of": null,
        "payment_method": method, "payment_method_configuration_details": null, "payment_method_options": {}, "payment_method_types": ["card", "sepa_debit"],
        "single_use_mandate": null, "status": "succeeded", "usage": "off_session",
    });
    let id = state.add("seti", "setup_intent", row);
    state.tell("setup_intent.created", &id);
    state.tell("setup_intent.succeeded", &id);
    id
}

pub fn create(state: &mut State, sent: &Value) -> Result<Value, Refused> {
    let (customer, method) = (text(sent, "customer"), text(sent, "payment_method"));
    state.named("customer", customer, "customer")?;
    let found = state.named("payment_method", method, "payment_method")?;
    if !found["customer"].is_null() && found["customer"] != customer {
        return Err(Refused::wrong("payment_method", "The payment method belongs to another customer."));
    }
    if matches!(state.behaviour.get(method), Some(Behaviour::Declined | Behaviour::Expired)) {
        return Err(Refused::declined("card_declined", "generic_decline", Value::Null));
    }
    let id = begin(state, &sent["customer"], method, &sent["metadata"]);
    if found["customer"].is_null() {
        state.change(method, json!({"customer": customer}));
        state.tell("payment_method.attached", method);
    }
    Ok(state.row(&id))
}

/// Somebody leaves a method on a session's page.
pub fn of_session(state: &mut State, session: &Value, behaviour: Behaviour) -> String {
    let id = text(session, "id");
    let method = add_method(state, session["customer"].as_str(), behaviour);
    let metadata = state.to_come.get(id).map(|data| data["metadata"].clone()).unwrap_or_default();
    let setup = begin(state, &session["customer"], &method, &metadata);
    state.change(id, json!({"status": "complete", "url": null, "setup_intent": setup}));
    state.tell("checkout.session.completed", id);
    setup
}
