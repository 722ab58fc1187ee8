//! What the fake's ledger adds up to.

use proptest::prelude::*;
use reprint_fake_stripe::{Fake, Totals};
use reprint_stripe::*;

use crate::support::*;

#[derive(Debug, Clone, Copy)]
enum Step {
    Pay(i64),
    PayLater(i64, bool),
    Decline,
    Refund(i64),
    FailRefund,
    Dispute(bool),
    PayOut,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (50_i64..50_000).prop_map(Step::Pay),
        ((50_i64..50_000), any::<bool>()).prop_map(|(amount, well)| Step::PayLater(amount, well)),
        Just(Step::Decline),
        (1_i64..30_000).prop_map(Step::Refund),
        Just(Step::FailRefund),
        any::<bool>().prop_map(Step::Dispute),
        Just(Step::PayOut),
    ]
}

async fn take(fake: &Fake, client: &Client, number: usize, step: Step) {
    let open = async |amount| {
        let (urls, key) = (urls(), key(&format!("step-{number}")));
        client.create_session(&paying(eur(amount), &urls, None), &key).await.unwrap().id
    };
    let id_of = |object: &str| fake.rows(object).first().map(|row| row["id"].as_str().unwrap().to_owned());
    match step {
        Step::Pay(amount) => drop(fake.pay(open(amount).await.as_str()).unwrap()),
        Step::Decline => drop(fake.fail(open(5_000).await.as_str()).unwrap()),
        Step::PayLater(amount, well) => {
            let id = open(amount).await;
            fake.pay_later(id.as_str()).unwrap();
            fake.settle(id.as_str(), well).unwrap();
        }
        // Some of these are refused, as they are at Stripe: nothing moves then.
        Step::Refund(amount) => drop(id_of("payment_intent").map(|id| fake.refund(&id, Some(amount)))),
        Step::FailRefund => drop(id_of("refund").map(|id| fake.fail_refund(&id))),
        Step::Dispute(won) => {
            let dispute = id_of("payment_intent").and_then(|id| fake.dispute(&id).ok());
            dispute.iter().for_each(|id| fake.close_dispute(id, won).unwrap());
        }
        Step::PayOut => drop(fake.payout("eur")),
    }
}

/// The ledger, from the rows that payers and studios see instead of from its movements.
fn expected(fake: &Fake) -> (i64, i64) {
    let sum = |object: &str, counts: fn(&serde_json::Value) -> i64| {
        fake.rows(object).iter().map(counts).sum::<i64>()
    };
    let charged = sum("charge", |row| if row["paid"] == true { row["amount"].as_i64().unwrap() } else { 0 });
    let refunded = sum("charge", |row| row["amount_refunded"].as_i64().unwrap());
    (charged, refunded)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn the_ledger_is_the_sum_of_what_happened(steps in proptest::collection::vec(step(), 1..25)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let fake = Fake::start();
        let client = client(&fake);
        runtime.block_on(async {
            for (number, step) in steps.into_iter().enumerate() {
                take(&fake, &client, number, step).await;
            }
        });
        let totals = fake.totals().get("eur").copied().unwrap_or_default();
        let Totals { charged, refunded, disputed, fees, paid_out, balance } = totals;
        prop_assert_eq!(balance, charged - refunded - disputed - fees - paid_out);
        prop_assert_eq!((charged, refunded), expected(&fake));
    }
}
