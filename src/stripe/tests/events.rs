//! Events: signed by one, verified by the other, and told in the order in which things happen.

use chrono::{DateTime, TimeDelta, Utc};
use reprint_fake_stripe::{Delivery, Fake};
use reprint_stripe::*;

use crate::support::*;

fn read(fake: &Fake, delivery: &Delivery) -> Event {
    let now = now();
    let header = delivery.signature(&fake.webhook_secret, now.timestamp());
    let secrets = [fake.webhook_secret.parse().unwrap()];
    verify(delivery.body.as_bytes(), &header, &secrets, now, TOLERANCE).unwrap()
}

fn kinds(fake: &Fake) -> Vec<String> {
    let told = fake.take_events();
    // Every event that the fake sends is one that we read whole, but those about customers.
    let unread = |delivery: &&Delivery| matches!(read(fake, delivery).object, EventObject::Other { .. });
    let unread: Vec<_> = told.iter().filter(unread).map(|delivery| delivery.kind.clone()).collect();
    assert!(unread.iter().all(|kind| kind.starts_with("customer.")), "{unread:?}");
    told.iter().map(|delivery| read(fake, delivery).kind.code().to_owned()).collect()
}

#[tokio::test]
async fn a_payment_is_told() {
    let fake = Fake::start();
    let session = session(&client(&fake), eur(5_000)).await;
    fake.fail(session.id.as_str()).unwrap();
    assert_eq!(kinds(&fake), ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"]);
    fake.pay(session.id.as_str()).unwrap();
    let told = fake.take_events();
    assert_eq!(
        told.iter().map(|one| one.kind.as_str()).collect::<Vec<_>>(),
        ["charge.succeeded", "payment_intent.succeeded", "checkout.session.completed"]
    );
    let event = read(&fake, &told[2]);
    let EventObject::Session(told) = &event.object else { panic!("{event:?}") };
    assert_eq!(
        (&told.id, told.money(), &told.payment_status),
        (&session.id, Some(eur(5_000)), &SessionPayment::Paid)
    );
    assert_eq!((event.mode, event.account), (Mode::Test, None));
}

#[tokio::test]
async fn a_payment_that_takes_days_is_told_twice() {
    for well in [true, false] {
        let fake = Fake::start();
        let client = client(&fake);
        let session = session(&client, eur(5_000)).await;
        fake.pay_later(session.id.as_str()).unwrap();
        assert_eq!(
            kinds(&fake),
            [
                "payment_intent.created",
                "charge.pending",
                "payment_intent.processing",
                "checkout.session.completed"
            ]
        );
        let waiting = client.session(&session.id).await.unwrap();
        assert_eq!(
            (waiting.status, waiting.payment_status),
            (Some(SessionStatus::Complete), SessionPayment::Unpaid)
        );
        fake.settle(session.id.as_str(), well).unwrap();
        let expected = if well {
            ["charge.succeeded", "payment_intent.succeeded", "checkout.session.async_payment_succeeded"]
        } else {
            ["charge.failed", "payment_intent.payment_failed", "checkout.session.async_payment_failed"]
        };
        assert_eq!(kinds(&fake), expected);
        let ended = client.session(&session.id).await.unwrap();
        assert_eq!(ended.payment_status == SessionPayment::Paid, well);
        assert_eq!(fake.balance().contains_key("eur"), well);
    }
}

#[tokio::test]
async fn everything_else_is_told() {
    let fake = Fake::start();
    let client = client(&fake);
    let open = session(&client, eur(5_000)).await;
    let payment = fake.pay(open.id.as_str()).unwrap();
    drop(fake.take_events());
    let refund = fake.refund(&payment, Some(1_000)).unwrap();
    assert_eq!(kinds(&fake), ["refund.created", "charge.refunded"]);
    fake.fail_refund(&refund).unwrap();
    assert_eq!(kinds(&fake), ["refund.failed", "charge.refund.updated"]);
    let dispute = fake.dispute(&payment).unwrap();
    assert_eq!(kinds(&fake), ["charge.dispute.created", "charge.dispute.funds_withdrawn"]);
    fake.close_dispute(&dispute, true).unwrap();
    assert_eq!(kinds(&fake), ["charge.dispute.funds_reinstated", "charge.dispute.closed"]);
    fake.payout("eur").unwrap();
    assert_eq!(kinds(&fake), ["payout.created", "payout.paid"]);
    let closing = client.create_session(&paying(eur(5_000), &urls(), None), &key("attempt-2")).await.unwrap();
    fake.expire(closing.id.as_str()).unwrap();
    assert_eq!(kinds(&fake), ["checkout.session.expired"]);
    let ana = customer(&client).await;
    let method = fake.add_method(ana.as_str(), reprint_fake_stripe::Behaviour::Good);
    client.detach_method(&method.parse().unwrap(), &key("detach")).await.unwrap();
    assert_eq!(kinds(&fake), ["customer.created", "payment_method.attached", "payment_method.detached"]);
}

#[tokio::test]
async fn what_no_webhook_told_is_asked_for() {
    let fake = Fake::start();
    let client = client(&fake);
    let session = session(&client, eur(5_000)).await;
    fake.pay(session.id.as_str()).unwrap();
    let told: Vec<_> = fake.take_events().iter().rev().map(|delivery| read(&fake, delivery)).collect();
    let since = Since::from(now() - TimeDelta::minutes(15));
    assert_eq!(client.events(&since, &[]).await.unwrap().data, told);
    let completed =
        client.events(&since, &[EventKind::SessionCompleted, EventKind::RefundCreated]).await.unwrap();
    assert_eq!(completed.data, told[..1]);
    assert_eq!(client.event(&told[0].id).await.unwrap(), told[0]);
    assert!(client.events(&Since::from(now() + TimeDelta::minutes(1)), &[]).await.unwrap().data.is_empty());
}

#[tokio::test]
async fn forgeries_that_a_test_makes() {
    let fake = Fake::start();
    let session = session(&client(&fake), eur(5_000)).await;
    fake.pay(session.id.as_str()).unwrap();
    let told = fake.take_events().pop().unwrap();
    assert_eq!(read(&fake, &told.of_account("acct_other")).account.unwrap().as_str(), "acct_other");
    assert_eq!(read(&fake, &told.of_other_mode()).mode, Mode::Live);
    let cheaper = told.changed(|event| event["data"]["object"]["amount_total"] = 1.into());
    let EventObject::Session(cheap) = read(&fake, &cheaper).object else { panic!() };
    assert_eq!(cheap.money(), Some(eur(1)));
    // With the signature of the true one it is refused.
    let now = now();
    let header = told.signature(&fake.webhook_secret, now.timestamp());
    let secrets = [fake.webhook_secret.parse().unwrap()];
    let verified =
        |body: &str, at: DateTime<Utc>| verify(body.as_bytes(), &header, &secrets, at, TOLERANCE).err();
    assert_eq!(verified(&told.body, now), None, "the control");
    assert_eq!(verified(&cheaper.body, now), Some(SignatureFault::Signature));
    assert_eq!(verified(&told.body, now + TimeDelta::seconds(301)), Some(SignatureFault::Time));
}

/// Listens once, and answers 200; what came.
fn listener() -> (url::Url, std::thread::JoinHandle<Vec<String>>) {
    let socket = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let url = format!("http://studio.localhost:{}/webhooks/stripe?a=b", socket.local_addr().unwrap().port())
        .parse()
        .unwrap();
    let heard = std::thread::spawn(move || (0..3).map(|_| hear(&socket.accept().unwrap().0)).collect());
    (url, heard)
}

fn hear(mut line: &std::net::TcpStream) -> String {
    use std::io::{Read, Write};
    let (mut text, mut piece) = (String::new(), [0; 4096]);
    while !text.ends_with("\n}") {
        let length = line.read(&mut piece).unwrap();
        text.push_str(&String::from_utf8_lossy(&piece[..length]));
    }
    line.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
    text
}

#[tokio::test]
async fn events_are_delivered_as_stripe_delivers_them() {
    let fake = Fake::start();
    let session = session(&client(&fake), eur(5_000)).await;
    fake.fail(session.id.as_str()).unwrap();
    drop(fake.take_events());
    let (url, heard) = listener();
    fake.deliver_to(&url);
    fake.pay(session.id.as_str()).unwrap();
    let heard = tokio::task::spawn_blocking(|| heard.join().unwrap()).await.unwrap();
    let secrets = [fake.webhook_secret.parse().unwrap()];
    for text in heard {
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.starts_with("POST /webhooks/stripe?a=b HTTP/1.1\r\nHost: studio.localhost:"), "{head}");
        let header = head.lines().find_map(|line| line.strip_prefix("Stripe-Signature: ")).unwrap();
        assert!(verify(body.as_bytes(), header, &secrets, now(), TOLERANCE).is_ok());
    }
    fake.deliver_to_nobody();
    assert_eq!(fake.refund(fake.rows("payment_intent")[0]["id"].as_str().unwrap(), None).map(drop), Ok(()));
    assert_eq!(fake.take_events().len(), 2);
}
