//! The page that a payer sees, for tests with a browser: pay, be refused, or go back.

use super::{
    Behaviour,
    http::{Answer, Request},
    payments,
    state::{State, text},
};

/// Shows the page, or does what was pressed on it.
pub fn answer(state: &mut State, session: &str, request: &Request) -> Answer {
    let Some(row) = state.find("checkout.session", session).cloned() else {
        return Answer::html(404, "no such session");
    };
    if request.method != "POST" {
        return shown(text(&row, "cancel_url"), text(&row, "status"), "");
    }
    let behaviour = if request.body.contains("declined") { Behaviour::Declined } else { Behaviour::Good };
    match payments::pay_session(state, session, behaviour) {
        Ok(_) if behaviour == Behaviour::Good => {
            Answer::see_other(&text(&row, "success_url").replace("{CHECKOUT_SESSION_ID}", session))
        }
        Ok(_) => shown(text(&row, "cancel_url"), "open", "Your card was declined."),
        Err(fault) => shown(text(&row, "cancel_url"), "closed", &fault),
    }
}

fn shown(back: &str, status: &str, said: &str) -> Answer {
    let back = back.replace('&', "&amp;").replace('"', "&quot;");
    let buttons = if status == "open" {
        r#"<form method="post"><button name="card" value="good">Pay</button> <button name="card" value="declined">Pay with a card that is declined</button></form>"#
    } else {
        ""
    };
    Answer::html(
        200,
        format!(
            "<!doctype html><title>Checkout</title><h1>Checkout</h1><p>{status} {said}</p>{buttons}<a href=\"{back}\">Back</a>"
        ),
    )
}
