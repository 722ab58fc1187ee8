//! Due, overdue and paid are determined by the studio's day, in whatever zone the reader lives.

use std::sync::Arc;

use chrono::Days;
use diesel::prelude::*;
use reprint::{kernel::time::FixedClock, schema::users};

use super::*;

/// Half an hour before midnight in UTC it is the 22nd in Berlin, where the studio is, and in Kiritimati, and the 21st in Pago Pago.
const NOW: &str = "2026-11-21T23:30:00Z";
const TODAY: &str = "2026-11-22";
const FAR_AWAY: [&str; 2] = ["Pacific/Kiritimati", "Pacific/Pago_Pago"];

#[test]
fn an_invoice_due_today_is_not_overdue_in_any_zone_and_can_be_paid_today() {
    let clock = FixedClock::at(NOW.parse().unwrap());
    let studio = Studio::at(&Served::with(Arc::new(clock), &[]));
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let path = jonas.post("/invoices", &typed(&client, &[("payment_days", "0")])).expect(303).location();
    send(&studio, &jonas, &path);
    let vera = studio.sign_in(&studio.admin);
    for (amount, zone) in ["1", "2"].into_iter().zip(FAR_AWAY) {
        studio.set_up(|tx| {
            let everybody = users::table.filter(users::studio_id.eq(studio.id));
            Ok(diesel::update(everybody).set(users::zone.eq(zone)).execute(tx.conn())?)
        });
        for reader in [&studio.staff, &studio.birch.manager] {
            let reader = studio.sign_in(reader);
            reader.get(&path).expect(200).lacks("Overdue");
            reader.get("/invoices").expect(200).says("INV-0001");
            reader.get("/invoices?standing=overdue").expect(200).lacks("INV-0001");
        }
        let form = vera.get(&path).expect(200);
        assert_eq!(form.value_of("received_on"), TODAY, "{zone}");
        let today: chrono::NaiveDate = TODAY.parse().unwrap();
        let pay = |day: chrono::NaiveDate| {
            let (day, key) = (day.to_string(), form.value_of("key"));
            let fields =
                [("amount", amount), ("received_on", &day), ("method", "bank_transfer"), ("key", &key)];
            vera.post(&format!("{path}/payments"), &fields)
        };
        let tomorrow = today.checked_add_days(Days::new(1)).expect("a day");
        assert!(pay(tomorrow).expect(422).field_fault("received_on").is_some(), "{zone}");
        pay(today).expect(303);
    }
}
