//! Webhook signatures, valid and invalid.

use chrono::{DateTime, Utc};
use data_encoding::HEXLOWER;
use proptest::prelude::*;

use crate::{EventKind, EventObject, Mode, SignatureFault, TOLERANCE, WebhookSecret, verify};

const AT: i64 = 1_764_547_200;
const BODY: &str = r#"{
  "id": "evt_1", "object": "event", "type": "payment_intent.succeeded", "created": 1764547100, "livemode": false, "api_version": "2026-09-30.endive",
  "data": {"object": {"id": "pi_1", "object": "payment_intent", "amount": 131072, "amount_received": 131072, "currency": "eur", "status": "succeeded", "metadata": {}}}
}"#;

fn secret(name: &str) -> WebhookSecret {
    format!("whsec_{name}0123456789abcdef").parse().unwrap()
}

fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap()
}

fn hex(secret: &WebhookSecret, time: &str, body: &str) -> String {
    HEXLOWER.encode(&secret.signature(time, body.as_bytes()))
}

fn signed(time: i64, secret: &WebhookSecret) -> String {
    format!("t={time},v1={}", hex(secret, &time.to_string(), BODY))
}

fn verified(body: &str, header: &str, secrets: &[WebhookSecret]) -> Result<String, SignatureFault> {
    verify(body.as_bytes(), header, secrets, at(AT), TOLERANCE).map(|event| event.id.to_string())
}

#[test]
fn a_correctly_signed_event_is_parsed() {
    let header = signed(AT, &secret("new"));
    let event = verify(BODY.as_bytes(), &header, &[secret("new")], at(AT), TOLERANCE).unwrap();
    assert_eq!(event.kind, EventKind::PaymentSucceeded);
    assert_eq!((event.mode, event.account, event.created), (Mode::Test, None, at(1_764_547_100)));
    let EventObject::Payment(payment) = event.object else { panic!("{:?}", event.object) };
    assert_eq!(payment.money().unwrap().minor, 131_072);
}

/// The expected digest was computed with `openssl dgst -sha256 -hmac`.
#[test]
fn the_signature_is_the_hmac_of_the_timestamp_a_dot_and_the_body() {
    let signature = hex(&secret("new"), "1764547200", "{}");
    assert_eq!(signature, "a2c84cd4abcf159a75d3a7e4fee6ed652798c3ffdbaf18d3fa5f6070a144f0a5");
}

#[test]
fn both_signing_secrets_are_accepted_during_a_rotation() {
    let (old, new) = (secret("old"), secret("new"));
    let both = [new.clone(), old.clone()];
    assert_eq!(verified(BODY, &signed(AT, &old), &both), Ok("evt_1".into()));
    assert_eq!(verified(BODY, &signed(AT, &new), &both), Ok("evt_1".into()));
    assert_eq!(verified(BODY, &signed(AT, &old), std::slice::from_ref(&new)), Err(SignatureFault::Signature));
    assert_eq!(verified(BODY, &signed(AT, &new), &[]), Err(SignatureFault::Signature));
    // During a rotation Stripe signs with both secrets; one matching signature is enough.
    let time = AT.to_string();
    let header = format!("t={time},v1={},v1={}", hex(&old, &time, BODY), hex(&new, &time, BODY));
    assert_eq!(verified(BODY, &header, &[new]), Ok("evt_1".into()));
}

#[test]
fn a_modified_body_is_rejected() {
    let (header, secrets) = (signed(AT, &secret("new")), [secret("new")]);
    assert_eq!(verified(BODY, &header, &secrets), Ok("evt_1".into()), "the control");
    let again = serde_json::from_str::<serde_json::Value>(BODY).unwrap().to_string();
    let with_mark = format!("\u{feff}{BODY}");
    let with_line = format!("{BODY}\n");
    for body in [&BODY.replace("131072", "1"), &again, &with_mark, &with_line, &String::new()] {
        assert_eq!(verified(body, &header, &secrets), Err(SignatureFault::Signature), "{body}");
    }
}

#[test]
fn the_timestamp_must_be_within_five_minutes() {
    let (key, secrets) = (secret("new"), [secret("new")]);
    for time in [AT - 300, AT, AT + 300] {
        assert_eq!(verified(BODY, &signed(time, &key), &secrets), Ok("evt_1".into()), "{time}");
    }
    for time in [AT - 301, AT + 301, 0, i64::MAX] {
        assert_eq!(verified(BODY, &signed(time, &key), &secrets), Err(SignatureFault::Time), "{time}");
    }
    // A timestamp that was changed after signing.
    let moved = signed(AT - 4_000, &key).replace(&(AT - 4_000).to_string(), &AT.to_string());
    assert_eq!(verified(BODY, &moved, &secrets), Err(SignatureFault::Signature));
}

#[test]
fn malformed_headers_are_rejected() {
    let good = hex(&secret("new"), &AT.to_string(), BODY);
    let secrets = [secret("new")];
    for header in [
        String::new(),
        format!("v1={good}"),
        format!("t={AT}"),
        format!("t={AT},v0={good}"),
        format!("t={AT},v1="),
        format!("t={AT},v1={}", &good[..62]),
        format!("t={AT},v1=zz{}", &good[2..]),
        format!("t=soon,v1={good}"),
        format!("t=,v1={good}"),
        format!("t=+{AT},v1={good}"),
        format!("t=-{AT},v1={good}"),
        format!("t=99999999999999999999,v1={good}"),
        format!("t={AT},t={AT},v1={good}"),
        format!("t={AT};v1={good}"),
    ] {
        assert_eq!(verified(BODY, &header, &secrets), Err(SignatureFault::Header), "{header}");
    }
    for header in [
        format!("t={AT},v1={good}"),
        format!("v1={good},t={AT}"),
        format!("t={AT}, v1={good}"),
        format!("t={AT},v0=00,v2=11,v1={good},other"),
    ] {
        assert_eq!(verified(BODY, &header, &secrets), Ok("evt_1".into()), "{header}");
    }
}

#[test]
fn a_signed_body_that_is_not_an_event_is_rejected() {
    let key = secret("new");
    for body in [
        "",
        "{}",
        "[]",
        "null",
        r#"{"id":"evt_1","type":"payout.paid","created":1}"#,
        r#"{"id":"e v","type":"x","created":1,"livemode":true,"data":{"object":{}}}"#,
    ] {
        let header = format!("t={AT},v1={}", hex(&key, &AT.to_string(), body));
        assert_eq!(verified(body, &header, std::slice::from_ref(&key)), Err(SignatureFault::Event), "{body}");
    }
}

#[test]
fn unknown_event_types_and_objects_are_kept_by_name() {
    let read = |body: &str| crate::Event::parse(body.as_bytes()).unwrap();
    let event = read(
        r#"{"id":"evt_2","type":"radar.early_fraud_warning.created","created":1,"livemode":true,"account":"acct_9","data":{"object":{"id":"issfr_1","object":"radar.early_fraud_warning"}}}"#,
    );
    assert_eq!(event.kind, EventKind::Other("radar.early_fraud_warning.created".into()));
    assert_eq!(
        event.object,
        EventObject::Other { sort: "radar.early_fraud_warning".into(), id: Some("issfr_1".into()) }
    );
    assert_eq!((event.mode, event.account.unwrap().as_str()), (Mode::Live, "acct_9"));
    // A known object that is incomplete: the event is kept, and its object can be retrieved.
    let event = read(
        r#"{"id":"evt_3","type":"payment_intent.succeeded","created":1,"livemode":true,"data":{"object":{"id":"pi_1","object":"payment_intent"}}}"#,
    );
    assert_eq!(event.object, EventObject::Other { sort: "payment_intent".into(), id: Some("pi_1".into()) });
}

proptest! {
    #[test]
    fn no_header_panics_or_passes(header in "\\PC{0,120}", body in "\\PC{0,60}") {
        prop_assert!(verify(body.as_bytes(), &header, &[secret("new")], at(AT), TOLERANCE).is_err());
    }

    #[test]
    fn no_well_formed_header_with_a_random_signature_passes(hex in "[0-9a-f]{64}", time in AT - 300..AT + 300) {
        let header = format!("t={time},v1={hex}");
        prop_assert_eq!(verified(BODY, &header, &[secret("new")]), Err(SignatureFault::Signature));
    }

    #[test]
    fn a_change_of_any_byte_is_detected(at_byte in 0..BODY.len(), by in 1_u8..=255) {
        let mut body = BODY.as_bytes().to_vec();
        body[at_byte] ^= by;
        let result = verify(&body, &signed(AT, &secret("new")), &[secret("new")], at(AT), TOLERANCE);
        prop_assert_eq!(result.map(|event| event.id.to_string()), Err(SignatureFault::Signature));
    }

    #[test]
    fn no_signed_body_panics(body in "\\PC{0,200}", bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let key = secret("new");
        for body in [body.as_bytes(), &bytes] {
            let header = format!("t={AT},v1={}", HEXLOWER.encode(&key.signature(&AT.to_string(), body)));
            prop_assert_eq!(verify(body, &header, std::slice::from_ref(&key), at(AT), TOLERANCE).err(), Some(SignatureFault::Event));
        }
    }
}
