//! Customers and their methods.

use serde_json::{Value, json};

use super::{
    Behaviour,
    refused::Refused,
    state::{State, text},
};

const KEPT: &[&str] = &["name", "email", "phone", "description", "address"];

pub fn create(state: &mut State, sent: &Value) -> Result<Value, Refused> {
    check_email(sent)?;
    let row = json!({
        "address": null, "balance": 0, "currency": null, "default_source": null, "delinquent": false, "description": null, "discount": null, "email": null,
        "invoice_prefix": "F0000001", "invoice_settings": {"custom_fields": null, "default_payment_method": null, "footer": null, "rendering_options": null},
        "metadata": {}, "name": null, "next_invoice_sequence": 1, "phone": null, "preferred_locales": [], "shipping": null, "tax_exempt": "none", "test_clock": null,
    });
    let id = state.add("cus", "customer", row);
    apply(state, &id, sent)?;
    state.tell("customer.created", &id);
    Ok(state.row(&id))
}

pub fn change(state: &mut State, id: &str, sent: &Value) -> Result<Value, Refused> {
    state.asked_for("customer", id)?;
    check_email(sent)?;
    apply(state, id, sent)?;
    state.tell("customer.updated", id);
    Ok(state.row(id))
}

fn check_email(sent: &Value) -> Result<(), Refused> {
    let email = text(sent, "email");
    if email.is_empty() || email.contains('@') {
        Ok(())
    } else {
        Err(Refused::invalid("email_invalid", "email", "Invalid email address"))
    }
}

fn apply(state: &mut State, id: &str, sent: &Value) -> Result<(), Refused> {
    let method = text(&sent["invoice_settings"], "default_payment_method");
    if !method.is_empty() {
        let found = state.named("payment_method", method, "invoice_settings[default_payment_method]")?;
        if found["customer"] != id {
            let message = "The customer does not have a payment method with this ID.";
            return Err(Refused::invalid(
                "resource_missing",
                "invoice_settings[default_payment_method]",
                message,
            ));
        }
        let mut settings = state.row(id)["invoice_settings"].clone();
        settings["default_payment_method"] = method.into();
        state.change(id, json!({"invoice_settings": settings}));
    }
    let kept = KEPT.iter().filter(|name| !sent[**name].is_null());
    let changes: Value = kept.map(|name| ((*name).to_owned(), sent[*name].clone())).collect();
    state.change(id, changes);
    let mut metadata = state.row(id)["metadata"].clone();
    for (name, value) in sent["metadata"].as_object().into_iter().flatten() {
        metadata[name] = value.clone();
    }
    state.change(id, json!({"metadata": metadata}));
    Ok(())
}

/// A method that behaves in a certain way, attached to a customer or to nobody.
pub fn add_method(state: &mut State, customer: Option<&str>, behaviour: Behaviour) -> String {
    let sort = behaviour.sort();
    let mut row = json!({
        "allow_redisplay": "unspecified", "customer": customer, "metadata": {}, "type": sort,
        "billing_details": {"address": {"city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null}, "email": null, "name": null, "phone": null, "tax_id": null},
    });
    row[sort] = details(sort);
    let id = state.add("pm", "payment_method", row);
    state.behaviour.insert(id.clone(), behaviour);
    if customer.is_some() {
        state.tell("payment_method.attached", &id);
    }
    id
}

pub fn details(sort: &str) -> Value {
    match sort {
        "card" => {
            json!({"brand": "visa", "checks": {"address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass"}, "country": "DE", "display_brand": "visa", "exp_month": 8, "exp_year": 2031, "fingerprint": "fEa1b2C3d4E5f6g7", "funding": "credit", "generated_from": null, "last4": "4242", "networks": {"available": ["visa"], "preferred": null}, "three_d_secure_usage": {"supported": true}, "wallet": null})
        }
        _ => {
            json!({"bank_code": "37040044", "branch_code": "", "country": "DE", "fingerprint": "fEa1b2C3d4E5f6g8", "generated_from": {"charge": null, "setup_attempt": null}, "last4": "3000"})
        }
    }
}

pub fn attach(state: &mut State, id: &str, sent: &Value) -> Result<Value, Refused> {
    let method = state.asked_for("payment_method", id)?;
    let customer = text(sent, "customer");
    state.named("customer", customer, "customer")?;
    if !method["customer"].is_null() && method["customer"] != customer {
        return Err(Refused::wrong(
            "",
            "The payment method you provided has already been attached to a customer.",
        ));
    }
    state.change(id, json!({"customer": customer}));
    state.tell("payment_method.attached", id);
    Ok(state.row(id))
}

pub fn detach(state: &mut State, id: &str) -> Result<Value, Refused> {
    let method = state.asked_for("payment_method", id)?;
    if method["customer"].is_null() {
        let message =
            "The payment method you provided is not attached to a customer so detachment is impossible.";
        return Err(Refused::wrong("", message));
    }
    forget_default(state, text(&method, "customer"), id);
    state.change(id, json!({"customer": null}));
    state.tell("payment_method.detached", id);
    Ok(state.row(id))
}

fn forget_default(state: &mut State, customer: &str, method: &str) {
    let mut settings = state.row(customer)["invoice_settings"].clone();
    if settings["default_payment_method"] == method {
        settings["default_payment_method"] = Value::Null;
        state.change(customer, json!({"invoice_settings": settings}));
    }
}
