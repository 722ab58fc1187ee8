//! A studio's account at Stripe, and somebody who pays.

use std::time::Duration;

use chrono::{DateTime, Utc};
use reprint_fake_stripe::Fake;
use reprint_kernel::{Clock, Currency, Money, time::SystemClock};
use reprint_stripe::{Client, CustomerDetails, CustomerId, IdempotencyKey, NewSession, Session, units};
use url::Url;

/// How long a test's client waits: for one that is to run out of patience.
pub const SHORT: Duration = Duration::from_millis(300);

pub fn client(fake: &Fake) -> Client {
    Client::new(&fake.key.parse().unwrap(), Some(&fake.base())).unwrap()
}

pub fn impatient(fake: &Fake) -> Client {
    Client::with_patience(&fake.key.parse().unwrap(), Some(&fake.base()), SHORT).unwrap()
}

pub fn key(text: &str) -> IdempotencyKey {
    text.parse().unwrap()
}

pub fn url(path: &str) -> Url {
    format!("https://portal.example.org{path}").parse().unwrap()
}

pub fn eur(minor: i64) -> Money {
    Money::new(minor, Currency::EUR)
}

pub async fn customer(client: &Client) -> CustomerId {
    let details = CustomerDetails {
        name: Some("Birch & Beam".into()),
        email: Some("ana@birch.example".into()),
        ..CustomerDetails::default()
    };
    client.create_customer(&details, &key("customer")).await.unwrap().id
}

/// What the attempt number `attempt` to pay an invoice asks for.
pub fn paying<'a>(money: Money, urls: &'a (Url, Url), customer: Option<&'a CustomerId>) -> NewSession<'a> {
    NewSession {
        units: units(money).unwrap(),
        label: "Invoice 2026-0017",
        customer,
        email: None,
        reference: "attempt-1",
        success_url: &urls.0,
        cancel_url: &urls.1,
        expires_at: None,
        locale: Some("de"),
        keep_method: false,
        metadata: [("invoice".to_owned(), "0197".to_owned())].into(),
    }
}

pub fn urls() -> (Url, Url) {
    (url("/invoices/1?paid={CHECKOUT_SESSION_ID}"), url("/invoices/1"))
}

/// An open session over an amount.
pub async fn session(client: &Client, money: Money) -> Session {
    client.create_session(&paying(money, &urls(), None), &key("attempt-1")).await.unwrap()
}

pub fn now() -> DateTime<Utc> {
    SystemClock.now()
}
