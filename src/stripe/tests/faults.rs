//! Every way in which Stripe can be out of order, and that the same key heals it.

use std::time::Duration;

use reprint_fake_stripe::{Fake, Fault};
use reprint_stripe::*;

use crate::support::*;

const CREATE: &str = "POST /v1/checkout/sessions";

async fn create(client: &Client, key_text: &str) -> Result<Session, Error> {
    client.create_session(&paying(eur(5_000), &urls(), None), &key(key_text)).await
}

fn sessions(fake: &Fake) -> usize {
    fake.rows("checkout.session").len()
}

#[test]
fn a_call_ends_within_twelve_seconds() {
    assert!(PATIENCE <= Duration::from_secs(10));
}

/// What is said of a fault, and whether the work was done.
#[tokio::test]
async fn each_fault_has_its_name_and_the_same_key_heals_it() {
    let unknown = |why| Error::Unknown(why);
    for (fault, said, done) in [
        (Fault::ServerError, unknown(Uncertain::ServerError), 0),
        (Fault::RateLimited, Error::RateLimited, 0),
        (Fault::BadGateway, unknown(Uncertain::Unreadable), 0),
        (Fault::Redirect, unknown(Uncertain::Unreadable), 0),
        (Fault::LostAnswer, unknown(Uncertain::Disconnected), 1),
        (Fault::Disconnect, unknown(Uncertain::Disconnected), 0),
    ] {
        let fake = Fake::start();
        let client = client(&fake);
        fake.fail_next_of(CREATE, fault);
        let error = create(&client, "attempt-1").await.unwrap_err();
        assert_eq!((&error, sessions(&fake)), (&said, done), "{fault:?}");
        assert!(error.may_be_repeated(), "{fault:?}");
        assert_eq!(error.nothing_was_done(), said == Error::RateLimited, "{fault:?}");
        let session = create(&client, "attempt-1").await.unwrap();
        assert_eq!(create(&client, "attempt-1").await.unwrap().id, session.id, "{fault:?}");
        assert_eq!(sessions(&fake), 1, "{fault:?}");
        assert_eq!(fake.times_asked(CREATE), 3, "{fault:?}: a call is made once");
    }
}

#[tokio::test]
async fn patience_runs_out_and_the_work_is_done_all_the_same() {
    let fake = Fake::start();
    fake.fail_next_of(CREATE, Fault::Hang);
    assert_eq!(create(&impatient(&fake), "attempt-1").await, Err(Error::Unknown(Uncertain::TimedOut)));
    assert_eq!(create(&client(&fake), "attempt-1").await, Err(Error::UnderWay));
    assert_eq!(sessions(&fake), 0);
    fake.let_go();
    let healed = loop {
        match create(&client(&fake), "attempt-1").await {
            Err(Error::UnderWay) => tokio::task::yield_now().await,
            other => break other.unwrap(),
        }
    };
    assert_eq!(
        (sessions(&fake), fake.rows("checkout.session")[0]["id"].as_str()),
        (1, Some(healed.id.as_str()))
    );
}

#[tokio::test]
async fn a_request_that_hangs_in_vain_leaves_nothing() {
    let fake = Fake::start();
    fake.fail_next_of(CREATE, Fault::HangInVain);
    assert_eq!(create(&impatient(&fake), "attempt-1").await, Err(Error::Unknown(Uncertain::TimedOut)));
    fake.await_hanging(1);
    fake.let_go();
    while create(&client(&fake), "attempt-1").await == Err(Error::UnderWay) {
        tokio::task::yield_now().await;
    }
    assert_eq!(sessions(&fake), 1);
}

/// Stripe keeps a 500 that came after the work began for the key: the same key brings it again, so what was done is looked up.
#[tokio::test]
async fn a_kept_500_comes_again_and_is_looked_up() {
    for (fault, done) in [(Fault::ServerErrorKept, 0), (Fault::ServerErrorDone, 1)] {
        let fake = Fake::start();
        let client = client(&fake);
        fake.fail_next_of(CREATE, fault);
        for _ in 0..2 {
            assert_eq!(create(&client, "attempt-1").await, Err(Error::Unknown(Uncertain::ServerError)));
        }
        let found = client.sessions(&Since::default()).await.unwrap().data;
        let ours = found.iter().filter(|session| session.client_reference_id.as_deref() == Some("attempt-1"));
        assert_eq!(ours.count(), done, "{fault:?}");
        assert!(create(&client, "attempt-2").await.is_ok());
    }
}

#[tokio::test]
async fn nobody_there_is_told_from_no_answer() {
    let fake = Fake::start();
    let (base, text) = (fake.base(), fake.key.clone());
    assert!(client(&fake).account().await.is_ok(), "the control");
    drop(fake);
    let client = Client::new(&text.parse().unwrap(), Some(&base)).unwrap();
    // The listener may still take one connection while it stops.
    let error = loop {
        match client.account().await {
            Err(Error::Unknown(_)) => tokio::task::yield_now().await,
            other => break other.unwrap_err(),
        }
    };
    assert_eq!(error, Error::Unreachable);
    assert!(error.may_be_repeated() && error.nothing_was_done());
}

#[tokio::test]
async fn everything_fails_until_it_is_healed() {
    let fake = Fake::start();
    let client = client(&fake);
    fake.fail_always(Fault::ServerError);
    for _ in 0..3 {
        assert!(client.account().await.is_err());
    }
    fake.heal();
    assert!(client.account().await.is_ok());
}

#[tokio::test]
async fn an_answer_of_the_other_mode_is_no_answer() {
    let fake = Fake::start();
    let client = client(&fake);
    let session = session(&client, eur(5_000)).await;
    assert!(client.session(&session.id).await.is_ok(), "the control");
    fake.change(session.id.as_str(), "livemode", true.into());
    assert_eq!(client.session(&session.id).await, Err(Error::OtherMode));
}
