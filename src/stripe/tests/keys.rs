//! Idempotency keys, as Stripe's documents describe them.

use reprint_fake_stripe::{Fake, Fault};
use reprint_stripe::*;

use crate::support::*;

#[tokio::test]
async fn the_same_key_with_something_else_is_refused() {
    let fake = Fake::start();
    let client = client(&fake);
    let first = session(&client, eur(5_000)).await;
    let other = client.create_session(&paying(eur(5_001), &urls(), None), &key("attempt-1")).await;
    assert_eq!(other, Err(Error::KeyReused));
    assert_eq!(client.expire_session(&first.id, &key("attempt-1")).await, Err(Error::KeyReused));
    assert_eq!(session(&client, eur(5_000)).await.id, first.id, "the first answer is still there");
    let another = client.create_session(&paying(eur(5_001), &urls(), None), &key("attempt-2")).await.unwrap();
    assert_ne!(another.id, first.id, "the control");
}

#[tokio::test]
async fn twenty_presses_with_one_key_are_one_session() {
    let fake = Fake::start();
    let presses = (0..20).map(|_| {
        let client = client(&fake);
        tokio::spawn(async move {
            client.create_session(&paying(eur(5_000), &urls(), None), &key("attempt-1")).await
        })
    });
    let mut ids = std::collections::BTreeSet::new();
    for press in presses.collect::<Vec<_>>() {
        match press.await.unwrap() {
            Ok(session) => drop(ids.insert(session.id)),
            other => assert_eq!(other, Err(Error::UnderWay)),
        }
    }
    assert_eq!((ids.len(), fake.rows("checkout.session").len()), (1, 1));
}

#[tokio::test]
async fn a_second_request_while_the_first_is_under_way_is_told_so() {
    let fake = Fake::start();
    fake.fail_next(Fault::Hang);
    let slow = client(&fake);
    let first = tokio::spawn(async move { session(&slow, eur(5_000)).await });
    let watched = std::sync::Arc::new(fake);
    let waiting = watched.clone();
    tokio::task::spawn_blocking(move || waiting.await_hanging(1)).await.unwrap();
    let second = client(&watched).create_session(&paying(eur(5_000), &urls(), None), &key("attempt-1")).await;
    assert_eq!(second, Err(Error::UnderWay));
    watched.let_go();
    let id = first.await.unwrap().id;
    assert_eq!(session(&client(&watched), eur(5_000)).await.id, id);
}

#[tokio::test]
async fn a_request_that_was_refused_for_its_form_may_be_corrected_under_its_key() {
    let fake = Fake::start();
    let client = client(&fake);
    let urls = urls();
    let wrong = NewSession { locale: Some("klingon"), ..paying(eur(5_000), &urls, None) };
    assert!(matches!(client.create_session(&wrong, &key("attempt-1")).await, Err(Error::Invalid(_))));
    session(&client, eur(5_000)).await;
}

#[tokio::test]
async fn a_decline_is_kept_for_its_key() {
    let fake = Fake::start();
    let client = client(&fake);
    let ana = customer(&client).await;
    let method = fake.add_method(ana.as_str(), reprint_fake_stripe::Behaviour::Declined);
    let id = method.parse().unwrap();
    let new = NewCharge {
        units: units(eur(5_000)).unwrap(),
        customer: &ana,
        method: &id,
        description: "Invoice",
        metadata: Default::default(),
    };
    assert!(matches!(client.charge(&new, &key("c1")).await, Err(Error::Declined(_))));
    fake.behave(&method, reprint_fake_stripe::Behaviour::Good);
    assert!(matches!(client.charge(&new, &key("c1")).await, Err(Error::Declined(_))));
    assert!(client.charge(&new, &key("c2")).await.is_ok());
}

#[tokio::test]
async fn keys_are_forgotten_after_a_day() {
    let fake = Fake::start();
    let client = client(&fake);
    let first = session(&client, eur(5_000)).await;
    fake.put_forward(86_399);
    assert_eq!(session(&client, eur(5_000)).await.id, first.id);
    fake.put_forward(60);
    assert_ne!(
        session(&client, eur(5_000)).await.id,
        first.id,
        "so an old attempt is looked up and never made again"
    );
}

#[test]
fn a_key_is_one_to_255_visible_characters() {
    assert!("a".repeat(255).parse::<IdempotencyKey>().is_ok());
    for text in ["", "a b", "a\n", "ä", &"a".repeat(256)] {
        assert_eq!(text.parse::<IdempotencyKey>(), Err(NotAnIdempotencyKey), "{text}");
    }
}
