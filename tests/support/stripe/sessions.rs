//! Checkout Sessions, up to the moment in which somebody pays.

use serde_json::{Value, json};

use super::{
    currencies,
    refused::Refused,
    state::{State, text, whole},
};

const HALF_AN_HOUR: i64 = 30 * 60;
const A_DAY: i64 = 24 * 60 * 60;

pub fn create(state: &mut State, sent: &Value) -> Result<Value, Refused> {
    check_urls(state, sent)?;
    let expires_at = expiry(state, sent)?;
    check_customer(state, sent)?;
    let paying = sent["mode"] == "payment";
    let (total, currency) = if paying { total(sent)? } else { (None, setup_currency(sent)?) };
    let prefix = if state.live { "cs_live" } else { "cs_test" };
    let given = |name: &str| sent[name].clone();
    let or_empty = |value: &Value| if value.is_null() { json!({}) } else { value.clone() };
    let email = given("customer_email");
    let row = json!({
        "adaptive_pricing": {"enabled": sent["adaptive_pricing"]["enabled"] == "true"}, "after_expiration": null, "allow_promotion_codes": null,
        "amount_subtotal": total, "amount_total": total, "automatic_tax": {"enabled": false, "liability": null, "provider": null, "status": null},
        "billing_address_collection": null, "cancel_url": given("cancel_url"), "client_reference_id": given("client_reference_id"), "client_secret": null,
        "consent": null, "consent_collection": null, "currency": currency, "currency_conversion": null, "custom_fields": [],
        "custom_text": {"after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null},
        "customer": given("customer"), "customer_creation": null, "customer_details": null, "customer_email": email, "discounts": null,
        "expires_at": expires_at, "invoice": null, "invoice_creation": null, "locale": given("locale"), "metadata": or_empty(&sent["metadata"]),
        "mode": given("mode"), "payment_intent": null, "payment_link": null, "payment_method_collection": null,
        "payment_method_options": {}, "payment_method_types": ["card", "sepa_debit"], "payment_status": if paying { "unpaid" } else { "no_payment_required" },
        "phone_number_collection": {"enabled": false}, "recovered_from": null, "saved_payment_method_options": null, "setup_intent": null,
        "shipping_address_collection": null, "shipping_cost": null, "shipping_options": [], "status": "open", "submit_type": null, "subscription": null,
        "success_url": given("success_url"), "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}, "ui_mode": "hosted_page", "url": null,
        "wallet_options": null,
    });
    let id = state.add(prefix, "checkout.session", row);
    state.change(&id, json!({"url": format!("{}/c/pay/{id}", state.base)}));
    // What the payment will be made with; not part of what is answered.
    let data = if paying { &sent["payment_intent_data"] } else { &sent["setup_intent_data"] };
    state.to_come.insert(id.clone(), or_empty(data));
    Ok(state.row(&id))
}

fn check_urls(state: &State, sent: &Value) -> Result<(), Refused> {
    for name in ["success_url", "cancel_url"] {
        let url = text(sent, name);
        let right = url.starts_with("https://") || (!state.live && url.starts_with("http://"));
        if !url.is_empty() && (!right || url.len() > 5_000) {
            return Err(Refused::invalid("url_invalid", name, "Not a valid URL"));
        }
    }
    if text(sent, "client_reference_id").len() > 200 {
        return Err(Refused::wrong("client_reference_id", "It is longer than 200 characters"));
    }
    let (foreign, mode) = if sent["mode"] == "payment" {
        ("setup_intent_data", "payment")
    } else {
        ("payment_intent_data", "setup")
    };
    if !sent[foreign].is_null() {
        return Err(Refused::wrong(foreign, format!("You can not pass `{foreign}` in `{mode}` mode.")));
    }
    Ok(())
}

fn expiry(state: &State, sent: &Value) -> Result<i64, Refused> {
    let now = state.now();
    let at = whole(sent, "expires_at").unwrap_or(now + A_DAY);
    // A few seconds pass on the way.
    if (now + HALF_AN_HOUR - 60..=now + A_DAY + 60).contains(&at) {
        return Ok(at);
    }
    Err(Refused::wrong(
        "expires_at",
        "The `expires_at` timestamp must be between 30 minutes and 24 hours from Checkout Session creation.",
    ))
}

fn check_customer(state: &State, sent: &Value) -> Result<(), Refused> {
    let customer = text(sent, "customer");
    if customer.is_empty() {
        return Ok(());
    }
    if !sent["customer_email"].is_null() {
        return Err(Refused::wrong(
            "customer",
            "You may only specify one of these parameters: customer, customer_email.",
        ));
    }
    state.named("customer", customer, "customer").map(drop)
}

fn total(sent: &Value) -> Result<(Option<i64>, Value), Refused> {
    let lines = sent["line_items"].as_array().filter(|lines| !lines.is_empty());
    let lines = lines.ok_or_else(|| {
        Refused::invalid("parameter_missing", "line_items", "Missing required param: line_items.")
    })?;
    let currency = text(&lines[0]["price_data"], "currency").to_lowercase();
    let mut total = 0_i64;
    for (at, line) in lines.iter().enumerate() {
        let price = &line["price_data"];
        let amount = whole(price, "unit_amount").filter(|amount| *amount >= 0);
        let amount = amount.ok_or_else(|| {
            Refused::invalid(
                "parameter_missing",
                &format!("line_items[{at}][price_data][unit_amount]"),
                "Missing required param",
            )
        })?;
        let quantity = whole(line, "quantity").filter(|quantity| *quantity > 0);
        let quantity = quantity.ok_or_else(|| {
            Refused::invalid(
                "parameter_missing",
                &format!("line_items[{at}][quantity]"),
                "Quantity is required.",
            )
        })?;
        if text(price, "currency").to_lowercase() != currency {
            return Err(Refused::wrong("line_items", "All prices must have the same currency."));
        }
        if price["product_data"].is_null() {
            return Err(Refused::invalid(
                "parameter_missing",
                &format!("line_items[{at}][price_data][product]"),
                "Missing required param",
            ));
        }
        total = amount.checked_mul(quantity).and_then(|sum| total.checked_add(sum)).unwrap_or(i64::MAX);
    }
    currencies::check(total, &currency, "line_items")?;
    Ok((Some(total), currency.into()))
}

fn setup_currency(sent: &Value) -> Result<Value, Refused> {
    if !sent["line_items"].is_null() {
        return Err(Refused::wrong("line_items", "You can not pass `line_items` in `setup` mode."));
    }
    let missing = || Refused::invalid("parameter_missing", "currency", "Missing required param: currency.");
    sent["currency"].as_str().map(|currency| currency.to_lowercase().into()).ok_or_else(missing)
}

/// An open session whose time has come is no longer open.
pub fn expire_old(state: &mut State) {
    let now = state.now();
    let is_old =
        |row: &&Value| row["status"] == "open" && whole(row, "expires_at").is_some_and(|at| at <= now);
    let old: Vec<String> =
        state.all("checkout.session").filter(is_old).map(|row| text(row, "id").to_owned()).collect();
    for id in old {
        close(state, &id);
    }
}

pub fn expire(state: &mut State, id: &str) -> Result<Value, Refused> {
    let session = state.asked_for("checkout.session", id)?;
    if session["status"] != "open" {
        let message = format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of {}.",
            text(&session, "status")
        );
        return Err(Refused::wrong("", message));
    }
    close(state, id);
    Ok(state.row(id))
}

fn close(state: &mut State, id: &str) {
    state.change(id, json!({"status": "expired", "url": null}));
    let payment = text(&state.row(id), "payment_intent").to_owned();
    if !payment.is_empty() {
        let now = state.now();
        state.change(
            &payment,
            json!({"status": "canceled", "canceled_at": now, "cancellation_reason": "expired"}),
        );
        state.tell("payment_intent.canceled", &payment);
    }
    state.tell("checkout.session.expired", id);
}
