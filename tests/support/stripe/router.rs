//! From a request to its answer: who asks, in which version, whether it was asked before, and what is done.

use serde_json::{Value, json};

use super::{
    Shared, customers,
    faults::Fault,
    form,
    http::{Answer, Request},
    lists::{self, expand},
    page, payments, payouts,
    refused::Refused,
    returns, sessions, setups,
    state::{State, VERSION},
};

/// The answer, or none where the connection is closed without one.
pub fn respond(shared: &Shared, request: &Request) -> Option<Answer> {
    if let Some(session) = request.path.strip_prefix("/c/pay/") {
        return Some(page::answer(&mut shared.state.lock().unwrap(), session, request));
    }
    let fault = {
        let mut state = shared.state.lock().unwrap();
        state.asked.push(request.call());
        state.faults.take(&request.call())
    };
    match fault {
        Some(Fault::Disconnect) => None,
        Some(Fault::ServerError) => Some(refusal(shared, request, Refused::broken())),
        Some(Fault::RateLimited) => {
            Some(refusal(shared, request, Refused::rate_limited()).with("Retry-After", "1"))
        }
        Some(Fault::BadGateway) => Some(Answer::html(502, "<html><h1>502 Bad Gateway</h1></html>")),
        Some(Fault::Redirect) => Some(Answer::html(302, "").with("Location", "https://example.org/")),
        _ => worked(shared, request, fault),
    }
}

fn worked(shared: &Shared, request: &Request, fault: Option<Fault>) -> Option<Answer> {
    match begun(shared, request) {
        Err(refused) => Some(refusal(shared, request, refused)),
        Ok(Begun::Answered(answer)) => Some(answer),
        Ok(Begun::ToDo(sent)) => {
            if matches!(fault, Some(Fault::Hang | Fault::HangInVain)) {
                shared.gate.wait();
            }
            finished(shared, request, &sent, fault)
        }
    }
}

enum Begun {
    Answered(Answer),
    ToDo(Value),
}

/// Everything that is looked at before the work begins. What is refused here is not kept for the key.
fn begun(shared: &Shared, request: &Request) -> Result<Begun, Refused> {
    let mut state = shared.state.lock().unwrap();
    authenticate(shared, &state, request)?;
    let version = request.header("stripe-version");
    if version != Some(VERSION) {
        return Err(Refused::wrong("", format!("Invalid Stripe API version: {version:?}")));
    }
    let (call, _) = found(shared, request)?;
    let sent = parameters(request)?;
    let now = state.now();
    let key = key(request)?;
    if let Some(answer) =
        key.map(|key| state.keys.find(key, &request.call(), &sent, now)).transpose()?.flatten()
    {
        return Ok(Begun::Answered(answer));
    }
    call.check(&sent)?;
    if let Some(key) = key {
        state.keys.begin(key, &request.call(), &sent, now);
    }
    Ok(Begun::ToDo(sent))
}

fn found<'a>(
    shared: &'a Shared,
    request: &'a Request,
) -> Result<(&'a super::parameters::Call, &'a str), Refused> {
    let found =
        shared.calls.iter().find_map(|call| call.id(&request.method, &request.path).map(|id| (call, id)));
    found.ok_or_else(|| Refused::no_such_call(&request.method, &request.path))
}

fn authenticate(shared: &Shared, state: &State, request: &Request) -> Result<(), Refused> {
    let shown = request.header("authorization").and_then(|shown| shown.strip_prefix("Bearer "));
    let shown = shown.ok_or_else(|| Refused::key("You did not provide an API key."))?;
    if shown == shared.key {
        return Ok(());
    }
    if shown != shared.restricted_key {
        return Err(Refused::key("Invalid API Key provided."));
    }
    let may = state.allowed.iter().any(|call| request.call().starts_with(call));
    if may { Ok(()) } else { Err(Refused::forbidden()) }
}

/// Only what is written has a key.
fn key(request: &Request) -> Result<Option<&str>, Refused> {
    let key = request.header("idempotency-key").filter(|_| request.method == "POST");
    match key {
        Some(key) if key.len() > 255 => {
            Err(Refused::wrong("", "Idempotency keys are at most 255 characters long"))
        }
        key => Ok(key),
    }
}

fn parameters(request: &Request) -> Result<Value, Refused> {
    let is_form = request
        .header("content-type")
        .is_some_and(|sort| sort.starts_with("application/x-www-form-urlencoded"));
    if !request.body.is_empty() && !is_form {
        return Err(Refused::wrong("", "The body is no form"));
    }
    let text = if request.method == "POST" { &request.body } else { &request.query };
    form::decode(text).map_err(|fault| Refused::wrong("", fault))
}

fn finished(shared: &Shared, request: &Request, sent: &Value, fault: Option<Fault>) -> Option<Answer> {
    let mut state = shared.state.lock().unwrap();
    let key = request.header("idempotency-key").filter(|_| request.method == "POST").map(str::to_owned);
    if fault == Some(Fault::HangInVain) {
        key.iter().for_each(|key| state.keys.forget(key));
        return None;
    }
    let answer = if fault == Some(Fault::ServerErrorKept) {
        refused_answer(&mut state, Refused::broken())
    } else {
        done_answer(shared, &mut state, request, sent)
    };
    let answer = if fault == Some(Fault::ServerErrorDone) {
        refused_answer(&mut state, Refused::broken())
    } else {
        answer
    };
    key.iter().for_each(|key| state.keys.keep(key, &answer));
    drop(state);
    shared.tell_hooks();
    (fault != Some(Fault::LostAnswer)).then_some(answer)
}

fn done_answer(shared: &Shared, state: &mut State, request: &Request, sent: &Value) -> Answer {
    sessions::expire_old(state);
    let (call, id) = found(shared, request).expect("the call was found before");
    let done = work(state, &format!("{} {}", call.method, call.path), id, sent);
    let done = done.and_then(|row| expand(state, row, sent));
    match done {
        Ok(mut row) => {
            hide(&mut row);
            let id = state.new_id("req");
            Answer::json(200, &row).with("Request-Id", id).with("Stripe-Version", VERSION)
        }
        Err(refused) => refused_answer(state, refused),
    }
}

/// Of which payout a movement is part is only told by the list of it.
fn hide(row: &mut Value) {
    match row {
        Value::Array(all) => all.iter_mut().for_each(hide),
        Value::Object(members) => {
            if members.get("object").is_some_and(|object| object == "balance_transaction") {
                members.remove("payout");
            }
            members.values_mut().for_each(hide);
        }
        _ => {}
    }
}

fn refusal(shared: &Shared, _: &Request, refused: Refused) -> Answer {
    refused_answer(&mut shared.state.lock().unwrap(), refused)
}

fn refused_answer(state: &mut State, refused: Refused) -> Answer {
    let id = state.new_id("req");
    let mut error = refused.error;
    error["request_log_url"] =
        format!("https://dashboard.stripe.com/test/logs/{id}?t={}", state.now()).into();
    Answer::json(refused.status, &json!({"error": error})).with("Request-Id", id)
}

fn work(state: &mut State, call: &str, id: &str, sent: &Value) -> Result<Value, Refused> {
    match call {
        "GET /v1/account" => Ok(account(state)),
        "GET /v1/balance" => Ok(balance(state)),
        "POST /v1/customers" => customers::create(state, sent),
        "POST /v1/customers/{id}" => customers::change(state, id, sent),
        "GET /v1/customers/{id}/payment_methods" => methods_of(state, id, sent),
        "POST /v1/payment_methods/{id}/attach" => customers::attach(state, id, sent),
        "POST /v1/payment_methods/{id}/detach" => customers::detach(state, id),
        "POST /v1/checkout/sessions" => sessions::create(state, sent),
        "POST /v1/checkout/sessions/{id}/expire" => sessions::expire(state, id),
        "POST /v1/payment_intents" => payments::create(state, sent),
        "POST /v1/setup_intents" => setups::create(state, sent),
        "POST /v1/refunds" => returns::refund(state, sent),
        reading => read(state, reading, id, sent),
    }
}

/// What only looks: a row by its id, or a list.
fn read(state: &State, call: &str, id: &str, sent: &Value) -> Result<Value, Refused> {
    let path = call.trim_start_matches("GET ").trim_end_matches("/{id}");
    let object = match path.trim_start_matches("/v1/") {
        "customers" => "customer",
        "checkout/sessions" => "checkout.session",
        "payment_intents" => "payment_intent",
        "charges" => "charge",
        "refunds" => "refund",
        "disputes" => "dispute",
        "balance_transactions" => "balance_transaction",
        "payouts" => "payout",
        "payment_methods" => "payment_method",
        "setup_intents" => "setup_intent",
        "events" => "event",
        other => panic!("{other} is in the list of calls and nowhere else"),
    };
    if id.is_empty() { lists::page(state, object, sent, path) } else { state.asked_for(object, id) }
}

fn methods_of(state: &State, customer: &str, sent: &Value) -> Result<Value, Refused> {
    state.asked_for("customer", customer)?;
    let mut narrowed = sent.clone();
    narrowed["customer"] = customer.into();
    lists::page(state, "payment_method", &narrowed, &format!("/v1/customers/{customer}/payment_methods"))
}

fn account(state: &State) -> Value {
    json!({
        "id": state.account, "object": "account", "business_type": "company", "charges_enabled": true, "country": "DE", "default_currency": "eur",
        "details_submitted": true, "email": "studio@example.org", "payouts_enabled": true, "settings": {"dashboard": {"display_name": "Studio", "timezone": "Europe/Berlin"}},
        "type": "standard",
    })
}

fn balance(state: &State) -> Value {
    let of = |(currency, totals): (String, payouts::Totals)| json!({"amount": totals.balance, "currency": currency, "source_types": {"card": totals.balance}});
    let all: Vec<_> = payouts::totals(state).into_iter().map(of).collect();
    json!({"object": "balance", "available": all, "pending": [], "livemode": state.live})
}
