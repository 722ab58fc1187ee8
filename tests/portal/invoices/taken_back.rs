//! After the reversal of a payment: forms that are sent again, voiding, and the reason once the client is erased.

use super::{
    paying::{credited, payment},
    sent,
};
use crate::{
    privacy::erasure::left,
    support::{sql, *},
};

/// Reverses the first payment of an invoice.
fn take_back(vera: &Client, invoice: &str, reason: &str) {
    let reversal = vera.get(invoice).expect(200).attributes("a[href^='/payments/']", "href").remove(0);
    vera.get(&reversal).expect(200);
    vera.post(&reversal, &[("reason", reason)]).expect(303);
}

#[test]
fn reversing_a_payment_twice_changes_nothing_and_says_so() {
    let studio = Studio::new();
    let (path, vera) = (credited(&studio, "150.00"), studio.sign_in(&studio.admin));
    let reversal = vera.get(&path).expect(200).attributes("a[href^='/payments/']", "href").remove(0);
    vera.get(&reversal).expect(200);
    let typed = [("reason", "Booked for the wrong client")];
    let written = || {
        studio.set_up(|tx| {
            let all = "select kind || ' ' || count(*) as text from audit_entries where kind = 'payment.reversed' group by kind
                union all select 'events ' || count(*) from events where kind = 'payment.reversed'
                union all select reason || ' ' || reversed_at from payment_reversals
                union all select number || ' ' || paid_minor from invoices where status = 'sent'";
            Ok(sql::texts(tx.conn(), all))
        })
    };
    // Two concurrent requests, either of which may be first.
    let said = std::thread::scope(|scope| {
        let pressed = [(), ()].map(|()| {
            let (vera, reversal) = (studio.sign_in(&studio.admin), &reversal);
            vera.get(reversal).expect(200);
            scope.spawn(move || {
                let sent = vera.post(reversal, &typed).expect(303);
                vera.follow(&sent).expect(200).text_of("#toasts .toast p")
            })
        });
        pressed.map(|thread| thread.join().expect("the thread ends"))
    });
    let mut said = said.to_vec();
    said.sort();
    assert_eq!(said, ["Payment taken back.", "This payment was already taken back."]);
    let once = written();
    assert!(once.contains(&"payment.reversed 1".to_owned()), "{once:?}");
    // Again, later: the payment's page says so too, and so does the form with another reason, which keeps its input.
    let sent = vera.post(&reversal, &typed).expect(303);
    assert_eq!(sent.location(), path);
    vera.follow(&sent)
        .expect(200)
        .says("This payment was already taken back.")
        .says("Balance due \u{20ac}100.00");
    vera.get(&reversal).expect(200).says("This payment was already taken back.");
    let told = vera.post(&reversal, &[("reason", "Typed twice")]).expect(409);
    assert_eq!(told.value_of("reason"), "Typed twice");
    assert!(told.field_fault("reason").is_some_and(|said| said.contains("Booked for the wrong client")));
    assert_eq!(written(), once);
}

#[test]
fn issue_8_f5_a_payment_form_sent_again_after_the_reversal_says_so() {
    let studio = Studio::new();
    let (path, vera) = (sent(&studio), studio.sign_in(&studio.admin));
    let key = vera.get(&path).expect(200).value_of("key");
    let payments = format!("{path}/payments");
    for _ in 0..2 {
        let recorded = vera.post(&payments, &payment("500.00", &key)).expect(303);
        vera.follow(&recorded).expect(200).says("Payment recorded.");
    }
    take_back(&vera, &path, "Typed twice");
    for amount in ["500.00", "400.00"] {
        let told = vera.post(&payments, &payment(amount, &key)).expect(409);
        let fault = told.field_fault("key").expect("the form shows the fault");
        assert!(fault.contains("\u{20ac}500.00") && fault.contains("taken back since"), "{fault}");
        assert_eq!(
            (told.value_of("amount"), told.value_of("reference")),
            (amount.into(), "Birch 11/26".into())
        );
        assert_ne!(told.value_of("key"), key);
    }
    vera.get(&path).expect(200).says("Balance due \u{20ac}1,214.91");
    // Sent again with the new key, it is a separate payment.
    let fresh = vera.post(&payments, &payment("500.00", &key)).expect(409).value_of("key");
    vera.post(&payments, &payment("500.00", &fresh)).expect(303);
    vera.get(&path).expect(200).says("Balance due \u{20ac}714.91");
}

#[test]
fn issue_8_f5_a_credit_button_pressed_again_after_the_reversal_says_so() {
    let studio = Studio::new();
    let vera = studio.sign_in(&studio.admin);
    let (first, second) = (credited(&studio, "150.00"), sent(&studio));
    let once = vera.get(&second).expect(200).value_of("_once");
    let pressed = [("amount", "5000"), ("_once", &*once)];
    let press = || {
        let told = vera.post(&format!("{second}/credit"), &pressed).expect(303);
        vera.follow(&told).expect(200)
    };
    for _ in 0..2 {
        press().says("Credit used.").says("Balance due \u{20ac}1,164.91");
    }
    take_back(&vera, &first, "Booked for the wrong client");
    press().says("No credit was used this time").says("Balance due \u{20ac}1,214.91").lacks("Credit used.");
}

#[test]
fn issue_8_f3_a_partly_paid_invoice_cannot_be_voided() {
    let studio = Studio::new();
    let (path, vera) = (sent(&studio), studio.sign_in(&studio.admin));
    let key = vera.get(&path).expect(200).value_of("key");
    vera.post(&format!("{path}/payments"), &payment("100.00", &key)).expect(303);
    let voiding = format!("{path}/voiding");
    vera.post(&voiding, &[("confirmed", "yes")]).expect(409).says("cannot be voided");
    vera.get(&path).expect(200).says("Partly paid");
    take_back(&vera, &path, "Typed twice");
    vera.post(&voiding, &[("confirmed", "yes")]).expect(303);
    vera.get(&path).expect(200).says("Void");
}

#[test]
fn issue_8_f6_the_reason_of_a_reversal_is_erased_with_the_client() {
    let studio = Studio::new();
    let other = studio.furnish(&studio.northlight);
    let (path, vera) = (credited(&studio, "100.00"), studio.sign_in(&studio.admin));
    take_back(&vera, &path, "Ana Birch called: BIRCHREASON");
    assert_eq!(left(&studio, "BIRCHREASON"), ["payment_reversals"], "the audit log has no copy");
    // Audit entries of earlier releases contain the reason.
    let admin = studio.admin.id;
    let told = |client| {
        format!(
            "insert into audit_entries (id, kind, actor_id, subject_kind, subject_id, facts)
                select gen_random_uuid(), 'payment.reversed', '{admin}', 'payment', payment_id, jsonb_build_object('reason', reason)
                from payment_reversals where client_id = '{client}'"
        )
    };
    studio.set_up(|tx| {
        for client in [studio.birch.id, studio.northlight.id] {
            sql::touch(tx.conn(), &told(client)).expect("the entry is inserted");
        }
        Ok(())
    });
    vera.post(&format!("/clients/{}/erasure", studio.birch.id), &[("name", "Birch & Beam")]).expect(303);
    assert_eq!(left(&studio, "BIRCHREASON"), Vec::<String>::new());
    assert_eq!(left(&studio, "Birch called"), Vec::<String>::new());
    // The books are complete, and another client's data is unchanged.
    vera.get(&path).expect(200).says("Taken back").says("Balance due \u{20ac}100.00");
    let reason = format!("Typed twice {}", other.canary);
    assert_eq!(left(&studio, &reason), ["audit_particulars", "payment_reversals"]);
}
