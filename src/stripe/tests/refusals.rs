//! What Stripe refuses, and what we make of it.

use reprint_fake_stripe::{Behaviour, Fake};
use reprint_kernel::{Currency, Money};
use reprint_stripe::*;

use crate::support::*;

async fn refused(client: &Client, money: Money) -> Error {
    client
        .create_session(&paying(money, &urls(), None), &key(&format!("{money:?}").replace(' ', "-")))
        .await
        .unwrap_err()
}

fn code(error: &Error) -> Option<&str> {
    match error {
        Error::Invalid(refusal) | Error::NotFound(refusal) => refusal.code.as_deref(),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn amounts_that_cannot_be_charged() {
    let fake = Fake::start();
    let client = client(&fake);
    assert_eq!(code(&refused(&client, eur(49)).await), Some("amount_too_small"));
    assert_eq!(code(&refused(&client, Money::new(49, Currency::JPY)).await), Some("amount_too_small"));
    assert_eq!(code(&refused(&client, eur(100_000_000)).await), Some("amount_too_large"));
    assert!(refused(&client, eur(49)).await.nothing_was_done());
    session(&client, Money::new(8_000, Currency::JPY)).await;
    assert_eq!(fake.rows("checkout.session")[0]["amount_total"], 8_000, "yen have no hundredths");
}

#[tokio::test]
async fn rows_that_are_not_there() {
    let fake = Fake::start();
    let client = client(&fake);
    assert_eq!(
        code(&client.session(&"cs_test_none".parse().unwrap()).await.unwrap_err()),
        Some("resource_missing")
    );
    let nobody = "cus_none".parse().unwrap();
    let error =
        client.create_session(&paying(eur(5_000), &urls(), Some(&nobody)), &key("a")).await.unwrap_err();
    let Error::Invalid(refusal) = error else { panic!("{error:?}") };
    assert_eq!(
        (refusal.code.as_deref(), refusal.parameter.as_deref()),
        (Some("resource_missing"), Some("customer"))
    );
    assert!(refusal.request.is_some_and(|request| request.starts_with("req_")));
}

#[tokio::test]
async fn cards_that_are_not_charged() {
    let fake = Fake::start();
    let client = client(&fake);
    let ana = customer(&client).await;
    for (behaviour, code) in [
        (Behaviour::Declined, "card_declined"),
        (Behaviour::Expired, "expired_card"),
        (Behaviour::AsksOwner, "authentication_required"),
    ] {
        let method = fake.add_method(ana.as_str(), behaviour).parse().unwrap();
        let new = NewCharge {
            units: units(eur(5_000)).unwrap(),
            customer: &ana,
            method: &method,
            description: "Invoice",
            metadata: Default::default(),
        };
        let error = client.charge(&new, &key(code)).await.unwrap_err();
        let Error::Declined(decline) = &error else { panic!("{error:?}") };
        assert_eq!(decline.code, code);
        assert!(error.nothing_was_done() && !error.may_be_repeated());
        let payment = client.payment(decline.payment.as_ref().expect("the payment is named")).await.unwrap();
        assert_eq!(payment.status, PaymentStatus::RequiresPaymentMethod);
        assert_eq!(payment.last_payment_error.unwrap().code.as_deref(), Some(code));
    }
    assert_eq!(fake.balance().get("eur"), None);
}

#[tokio::test]
async fn keys_that_are_refused() {
    let fake = Fake::start();
    let stranger: StripeKey = "sk_test_somebodyelseskey1".parse().unwrap();
    let client = Client::new(&stranger, Some(&fake.base())).unwrap();
    assert!(matches!(client.account().await, Err(Error::KeyRefused(_))));

    let restricted: StripeKey = fake.restricted_key.parse().unwrap();
    assert!(restricted.is_restricted());
    let client = Client::new(&restricted, Some(&fake.base())).unwrap();
    fake.allow(&["POST /v1/checkout/sessions", "GET /v1/checkout/sessions"]);
    let session = session(&client, eur(5_000)).await;
    let payment: PaymentIntentId = fake.pay(session.id.as_str()).unwrap().parse().unwrap();
    let back = NewRefund { payment: &payment, amount: None, reason: None, metadata: Default::default() };
    assert!(matches!(client.refund(&back, &key("r")).await, Err(Error::NotPermitted(_))));
    fake.allow(&["POST /v1/refunds"]);
    assert!(client.refund(&back, &key("r")).await.is_ok(), "the control");
}

#[test]
fn a_live_key_goes_nowhere_but_to_stripe() {
    let live: StripeKey = "sk_live_0123456789abcdef".parse().unwrap();
    let elsewhere = "http://127.0.0.1:9/".parse().unwrap();
    assert_eq!(Client::new(&live, Some(&elsewhere)).unwrap_err(), ClientFault::LiveKeyElsewhere);
    assert_eq!(Client::new(&live, None).unwrap().mode(), Mode::Live);
    let test: StripeKey = "sk_test_0123456789abcdef".parse().unwrap();
    let client = Client::new(&test, Some(&elsewhere)).unwrap();
    assert!(!format!("{client:?}").contains("0123"), "{client:?}");
}

#[test]
fn the_fake_speaks_the_version_that_is_sent() {
    assert_eq!(reprint_fake_stripe::VERSION, VERSION);
}
