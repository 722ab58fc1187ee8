//! Each call, and what it brings.

use chrono::TimeDelta;
use reprint_fake_stripe::{Behaviour, Fake};
use reprint_stripe::*;

use crate::support::*;

#[tokio::test]
async fn a_session_is_opened_paid_and_looked_at() {
    let fake = Fake::start();
    let client = client(&fake);
    let ana = customer(&client).await;
    let session =
        client.create_session(&paying(eur(131_072), &urls(), Some(&ana)), &key("attempt-1")).await.unwrap();
    assert_eq!(
        (session.status.as_ref(), &session.payment_status),
        (Some(&SessionStatus::Open), &SessionPayment::Unpaid)
    );
    assert_eq!(
        (session.money(), session.client_reference_id.as_deref()),
        (Some(eur(131_072)), Some("attempt-1"))
    );
    assert!(session.payment_intent.is_none() && session.page().is_some());
    let row = fake.row(session.id.as_str()).unwrap();
    assert_eq!(
        (row["locale"].as_str(), row["adaptive_pricing"]["enabled"].as_bool()),
        (Some("de"), Some(false))
    );
    assert_eq!(row["metadata"]["invoice"], "0197");

    let paid = fake.pay(session.id.as_str()).unwrap();
    let session = client.session(&session.id).await.unwrap();
    assert_eq!(
        (session.status.as_ref(), &session.payment_status),
        (Some(&SessionStatus::Complete), &SessionPayment::Paid)
    );
    assert!(session.page().is_none());
    let payment = session.payment_intent.unwrap();
    assert_eq!(payment.id().as_str(), paid);
    let payment = payment.whole().expect("it comes with the session");
    assert_eq!((&payment.status, payment.received()), (&PaymentStatus::Succeeded, Some(eur(131_072))));
    assert_eq!(payment.metadata["invoice"], "0197");
    let charge = payment.latest_charge.as_ref().and_then(Expandable::whole).expect("the charge does");
    let movement = charge.balance_transaction.as_ref().and_then(Expandable::whole).expect("the fee does");
    assert_eq!((movement.fee(), movement.net()), (Some(eur(1_991)), Some(eur(129_081))));
    let again = client.payment(&payment.id).await.unwrap();
    assert_eq!(again.latest_charge.unwrap().whole().unwrap().balance_transaction, charge.balance_transaction);
}

#[tokio::test]
async fn a_session_is_closed_once_and_only_while_it_is_open() {
    let fake = Fake::start();
    let client = client(&fake);
    let open = session(&client, eur(5_000)).await;
    let closed = client.expire_session(&open.id, &key("close")).await.unwrap();
    assert_eq!(closed.status, Some(SessionStatus::Expired));
    assert!(fake.pay(open.id.as_str()).is_err());
    assert!(matches!(client.expire_session(&open.id, &key("close-again")).await, Err(Error::Invalid(_))));
}

#[tokio::test]
async fn a_session_ends_by_itself() {
    let fake = Fake::start();
    let client = client(&fake);
    let urls = urls();
    let soon =
        NewSession { expires_at: Some(now() + TimeDelta::minutes(31)), ..paying(eur(5_000), &urls, None) };
    let session = client.create_session(&soon, &key("soon")).await.unwrap();
    fake.put_forward(30 * 60);
    assert_eq!(client.session(&session.id).await.unwrap().status, Some(SessionStatus::Open));
    fake.put_forward(2 * 60);
    assert_eq!(client.session(&session.id).await.unwrap().status, Some(SessionStatus::Expired));
    let too_soon = NewSession { expires_at: Some(now()), ..paying(eur(5_000), &urls, None) };
    let Err(Error::Invalid(refusal)) = client.create_session(&too_soon, &key("too-soon")).await else {
        panic!()
    };
    assert_eq!(refusal.parameter.as_deref(), Some("expires_at"));
}

#[tokio::test]
async fn customers_and_their_methods() {
    let fake = Fake::start();
    let client = client(&fake);
    let ana = customer(&client).await;
    let renamed = CustomerDetails { name: Some("Birch".into()), ..CustomerDetails::default() };
    let changed = client.change_customer(&ana, &renamed, &key("rename")).await.unwrap();
    assert_eq!(
        (changed.name.as_deref(), changed.email.as_deref()),
        (Some("Birch"), Some("ana@birch.example"))
    );

    let card = fake.add_method(ana.as_str(), Behaviour::Good).parse().unwrap();
    let methods = client.methods_of(&ana).await.unwrap().data;
    assert_eq!(methods.iter().map(|method| &method.id).collect::<Vec<_>>(), [&card]);
    assert_eq!(
        (methods[0].brand(), methods[0].last4(), methods[0].expires()),
        (Some("visa"), Some("4242"), Some((2031, 8)))
    );
    let with_default = client.set_default_method(&ana, &card, &key("default")).await.unwrap();
    assert_eq!(with_default.default_method(), Some(&card));

    let other = client.create_customer(&CustomerDetails::default(), &key("other")).await.unwrap().id;
    assert!(matches!(client.attach_method(&card, &other, &key("steal")).await, Err(Error::Invalid(_))));
    assert!(client.detach_method(&card, &key("detach")).await.unwrap().customer.is_none());
    assert!(client.methods_of(&ana).await.unwrap().data.is_empty());
    assert_eq!(client.customer(&ana).await.unwrap().default_method(), None);
    assert_eq!(
        client.attach_method(&card, &other, &key("attach")).await.unwrap().customer.unwrap().id(),
        &other
    );
    assert_eq!(client.method(&card).await.unwrap().kind, "card");
}

#[tokio::test]
async fn a_method_is_left_on_a_page_and_charged_without_its_owner() {
    let fake = Fake::start();
    let client = client(&fake);
    let ana = customer(&client).await;
    let urls = urls();
    let leaving = NewSetupSession {
        customer: &ana,
        currency: "eur",
        reference: "consent-1",
        success_url: &urls.0,
        cancel_url: &urls.1,
        locale: None,
        metadata: [("consent".into(), "1".into())].into(),
    };
    let session = client.create_setup_session(&leaving, &key("setup")).await.unwrap();
    assert_eq!((&session.mode, &session.payment_status), (&SessionMode::Setup, &SessionPayment::NotRequired));
    let setup = fake.pay(session.id.as_str()).unwrap().parse().unwrap();
    let setup = client.setup(&setup).await.unwrap();
    assert_eq!((&setup.status, setup.metadata["consent"].as_str()), (&SetupStatus::Succeeded, "1"));
    let method = setup.payment_method.unwrap().id().clone();

    let new = NewCharge {
        units: units(eur(9_900)).unwrap(),
        customer: &ana,
        method: &method,
        description: "Invoice 2026-0018",
        metadata: [("invoice".into(), "0198".into())].into(),
    };
    let charged = client.charge(&new, &key("charge")).await.unwrap();
    assert_eq!((&charged.status, charged.received()), (&PaymentStatus::Succeeded, Some(eur(9_900))));
    assert!(charged.latest_charge.unwrap().whole().unwrap().balance_transaction.is_some());
    let listed = client.payments_of(&ana, &Since::from(now() - TimeDelta::hours(1))).await.unwrap();
    assert_eq!(listed.data.iter().map(|payment| &payment.id).collect::<Vec<_>>(), [&charged.id]);
    let again = NewSetup { customer: &ana, method: &method, metadata: Default::default() };
    assert_eq!(client.create_setup(&again, &key("again")).await.unwrap().status, SetupStatus::Succeeded);
}

#[tokio::test]
async fn a_method_is_kept_where_a_payer_allows_it() {
    let fake = Fake::start();
    let client = client(&fake);
    let ana = customer(&client).await;
    let urls = urls();
    let keeping = NewSession { keep_method: true, ..paying(eur(5_000), &urls, Some(&ana)) };
    let session = client.create_session(&keeping, &key("keeping")).await.unwrap();
    fake.pay(session.id.as_str()).unwrap();
    assert_eq!(client.methods_of(&ana).await.unwrap().data.len(), 1);
}

#[tokio::test]
async fn money_is_given_back_in_parts_and_no_more_than_came() {
    let fake = Fake::start();
    let client = client(&fake);
    let session = session(&client, eur(10_000)).await;
    let payment: PaymentIntentId = fake.pay(session.id.as_str()).unwrap().parse().unwrap();
    let part = NewRefund {
        payment: &payment,
        amount: Some(4_000),
        reason: Some(RefundReason::RequestedByCustomer),
        metadata: [("refund".into(), "1".into())].into(),
    };
    let first = client.refund(&part, &key("refund-1")).await.unwrap();
    assert_eq!((&first.status, first.money()), (&RefundStatus::Succeeded, Some(eur(4_000))));
    assert_eq!(first.balance_transaction.unwrap().whole().unwrap().net, -4_000);
    let Err(Error::Invalid(refusal)) =
        client.refund(&NewRefund { amount: Some(6_001), ..part.clone() }, &key("refund-2")).await
    else {
        panic!()
    };
    assert_eq!(refusal.parameter.as_deref(), Some("amount"));
    let rest = client.refund(&NewRefund { amount: None, ..part.clone() }, &key("refund-3")).await.unwrap();
    assert_eq!(rest.money(), Some(eur(6_000)));
    let Err(Error::Invalid(refusal)) = client.refund(&part, &key("refund-4")).await else { panic!() };
    assert_eq!(refusal.code.as_deref(), Some("charge_already_refunded"));
    let listed = client.refunds_of(&payment).await.unwrap();
    assert_eq!(listed.data.iter().map(|refund| refund.amount).collect::<Vec<_>>(), [6_000, 4_000]);
    assert_eq!(client.find_refund(&rest.id).await.unwrap().money(), Some(eur(6_000)));
}

#[tokio::test]
async fn a_payout_is_the_sum_of_its_movements() {
    let fake = Fake::start();
    let client = client(&fake);
    let session = session(&client, eur(10_000)).await;
    let payment = fake.pay(session.id.as_str()).unwrap();
    fake.refund(&payment, Some(1_000)).unwrap();
    let id: PayoutId = fake.payout("eur").unwrap().parse().unwrap();
    let payout = client.payout(&id).await.unwrap();
    assert_eq!((&payout.status, payout.money()), (&PayoutStatus::Paid, Some(eur(10_000 - 175 - 1_000))));
    let movements = client.movements_of_payout(&id, &Since::default()).await.unwrap();
    let nets: Vec<_> = movements.data.iter().map(|movement| (movement.kind.as_str(), movement.net)).collect();
    assert_eq!(nets, [("payout", -8_825), ("refund", -1_000), ("charge", 9_825)]);
    assert_eq!(client.payouts(&Since::default()).await.unwrap().data.len(), 1);
    assert_eq!(client.movements(&Since::default()).await.unwrap().data.len(), 3);
    let one = &movements.data[2];
    assert_eq!(&client.movement(&one.id).await.unwrap(), one);
    assert_eq!(fake.payout("eur"), None, "nothing is left");
}

#[tokio::test]
async fn a_dispute_is_looked_at() {
    let fake = Fake::start();
    let client = client(&fake);
    let session = session(&client, eur(10_000)).await;
    let payment = fake.pay(session.id.as_str()).unwrap();
    let id = fake.dispute(&payment).unwrap().parse().unwrap();
    let dispute = client.dispute(&id).await.unwrap();
    assert_eq!((&dispute.status, dispute.money()), (&DisputeStatus::NeedsResponse, Some(eur(10_000))));
    assert!(dispute.due().is_some_and(|due| due > now()));
    assert_eq!(dispute.balance_transactions[0].net, -11_500);
    fake.close_dispute(id.as_str(), true).unwrap();
    let all = client.disputes_of(&payment.parse().unwrap()).await.unwrap().data;
    assert_eq!((&all[0].status, all[0].balance_transactions.len()), (&DisputeStatus::Won, 2));
}

#[tokio::test]
async fn the_account_is_named() {
    let fake = Fake::start();
    let account = client(&fake).account().await.unwrap();
    assert_eq!((account.id.as_str(), account.name()), (fake.account.as_str(), Some("Studio")));
    assert!(account.charges_enabled && account.payouts_enabled);
}

#[tokio::test]
async fn lists_are_read_page_by_page() {
    let fake = Fake::start();
    let client = client(&fake);
    for number in 0..103 {
        let made =
            client.create_session(&paying(eur(5_000), &urls(), None), &key(&format!("many-{number}"))).await;
        made.unwrap();
    }
    let since = Since::from(now() - TimeDelta::hours(1));
    let first = client.sessions(&since).await.unwrap();
    assert_eq!((first.data.len(), first.has_more), (100, true));
    let rest = client.sessions(&since.after(first.data[99].id.clone())).await.unwrap();
    assert_eq!((rest.data.len(), rest.has_more), (3, false));
    let later = Since::from(now() + TimeDelta::hours(1));
    assert!(client.sessions(&later).await.unwrap().data.is_empty());
}
