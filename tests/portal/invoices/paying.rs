//! Payments, recorded by an admin.

use super::*;

/// The form of a payment received on the 20th: before the invoice was sent, and confirmed.
pub fn payment<'a>(amount: &'a str, key: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("amount", amount),
        ("received_on", "2026-11-20"),
        ("method", "bank_transfer"),
        ("reference", "Birch 11/26"),
        ("key", key),
        ("early", "2026-11-20"),
    ]
}

#[test]
fn an_invoice_is_paid_in_two_parts_and_both_parties_see_it() {
    let studio = Studio::new();
    let path = sent(&studio);
    let (vera, ana) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.birch.manager));
    let key = vera.get(&path).expect(200).value_of("key");
    vera.post(&format!("{path}/payments"), &payment("1,000.00", &key)).expect(303);
    ana.get(&path).expect(200).says("Partly paid").says("€214.91");
    let key = vera.get(&path).expect(200).value_of("key");
    vera.post(&format!("{path}/payments"), &payment("214.91", &key)).expect(303);
    for browser in [&vera, &ana] {
        browser.get(&path).expect(200).says("Paid").says("€1,000.00").says("€0.00");
    }
    let key = "0190aaaa-0000-7000-8000-000000000000";
    vera.post(&format!("{path}/payments"), &payment("1.00", key)).expect(409);
}

#[test]
fn a_double_click_records_one_payment() {
    let studio = Studio::new();
    let path = sent(&studio);
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&path).expect(200).value_of("key");
    for _ in 0..2 {
        vera.post(&format!("{path}/payments"), &payment("100.00", &key)).expect(303);
    }
    vera.get(&path).expect(200).says("€1,114.91");
}

#[test]
fn an_overpayment_becomes_the_clients_credit() {
    let studio = Studio::new();
    let path = sent(&studio);
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&path).expect(200).value_of("key");
    // A confirmation is asked for first, and the input is kept.
    let asked = vera.post(&format!("{path}/payments"), &payment("1,300.00", &key)).expect(422);
    assert_eq!(asked.field_fault("surplus").as_deref(), Some("This is €85.09 more than is open."));
    assert_eq!(
        (asked.value_of("amount"), asked.value_of("reference")),
        ("1,300.00".into(), "Birch 11/26".into())
    );
    vera.get(&path).expect(200).says("No payments yet.");
    let key = asked.value_of("key");
    let meant = [payment("1,300.00", &key), vec![("surplus", "8509")]].concat();
    vera.post(&format!("{path}/payments"), &meant).expect(303);
    vera.get(&path).expect(200).says("Paid").says("€1,214.91 Bank transfer").says("part of €1,300.00");
    for (person, says) in
        [(&studio.admin, "Client’s credit €85.09"), (&studio.birch.manager, "Your credit €85.09")]
    {
        studio.sign_in(person).get(&path).expect(200).says(says);
    }
}

#[test]
fn issue_11_row_f_150_paid_on_an_invoice_of_100_leaves_50_for_the_next() {
    let studio = Studio::new();
    let (vera, jonas) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.staff));
    let ana = studio.sign_in(&studio.birch.manager);
    let client = studio.birch.id.to_string();
    credited(&studio, "150.00");
    for (browser, page, says) in [
        (&vera, format!("/clients/{client}"), "Credit€50.00"),
        (&ana, format!("/clients/{client}"), "Credit€50.00"),
        (&jonas, "/".to_owned(), "Credit €50.00"),
        (&ana, "/".to_owned(), "You have a credit of €50.00."),
    ] {
        browser.get(&page).expect(200).says(says);
    }
    // The credit is offered for the next invoice, before and after it is sent.
    let next = draft(&studio);
    jonas.get(&next).expect(200).says("This client has a credit of €50.00");
    jonas.get(&format!("{next}/delivery")).expect(200).says("This client has a credit of €50.00");
    send(&studio, &jonas, &next);
    assert!(!jonas.get(&next).expect(200).has_text("Use €50.00 of the credit"), "only admins use credit");
    let page = vera.get(&next).expect(200).says("Use €50.00 of the credit");
    let pressed = [("amount", "5000"), ("_once", &*page.value_of("_once"))];
    for _ in 0..2 {
        vera.post(&format!("{next}/credit"), &pressed).expect(303);
    }
    vera.get(&next).expect(200).says("€50.00 from credit").says("€1,164.91").lacks("Use €");
    ana.get(&next).expect(200).says("Partly paid").lacks("Your credit");
    ana.get("/").expect(200).lacks("You have a credit");
    jonas.get("/").expect(200).lacks("Credit €");
    // A button of an older page pays nothing and says so: the credit is used up, or has grown.
    for again in [false, true] {
        if again {
            credited(&studio, "200.00");
        }
        let told = vera.post(&format!("{next}/credit"), &[("amount", "5000")]).expect(303).location();
        vera.get(&told).expect(200).says("No credit was used").says("€1,164.91");
    }
}

#[test]
fn a_credit_is_used_once_by_two_concurrent_invoices() {
    let studio = Studio::new();
    credited(&studio, "150.00");
    let paths = [sent(&studio), sent(&studio)];
    let seen = paths.each_ref().map(|path| {
        let vera = studio.sign_in(&studio.admin);
        vera.get(path).expect(200).says("Use €50.00 of the credit");
        (vera, path)
    });
    std::thread::scope(|scope| {
        let pressed = seen.map(|(vera, path)| {
            scope.spawn(move || vera.post(&format!("{path}/credit"), &[("amount", "5000")]).expect(303))
        });
        for thread in pressed {
            thread.join().expect("the thread ends");
        }
    });
    let paid = studio.set_up(|tx| {
        let sums =
            "select paid_minor::text as text from invoices where total_minor = 121491 order by paid_minor";
        Ok(sql::texts(tx.conn(), sums))
    });
    assert_eq!(paid, ["0", "5000"]);
}

#[test]
fn a_reversed_payment_no_longer_counts_and_stays_on_record() {
    let studio = Studio::new();
    let (vera, ana) = (studio.sign_in(&studio.admin), studio.sign_in(&studio.birch.manager));
    let first = credited(&studio, "150.00");
    let second = sent(&studio);
    vera.get(&second).expect(200);
    vera.post(&format!("{second}/credit"), &[("amount", "5000")]).expect(303);
    let received = || vera.get("/").expect(200).texts_of(".stat").remove(0);
    assert!(received().contains("€150.00"), "{}", received());
    let reversal = vera.get(&first).expect(200).attributes("a[href^='/payments/']", "href").remove(0);
    // No other role is offered it.
    for person in [&studio.staff, &studio.birch.manager] {
        assert!(!studio.sign_in(person).get(&first).expect(200).has("a[href^='/payments/']"));
    }
    let asks =
        vera.get(&reversal).expect(200).says("€100.00 will be open again").says("€50.00 will be open again");
    assert!(asks.has("input[name=reason]"));
    assert!(vera.post(&reversal, &[("reason", " ")]).expect(422).field_fault("reason").is_some());
    vera.get(&first).expect(200).lacks("Taken back");
    let reason = [("reason", "Booked for the wrong client")];
    for _ in 0..2 {
        assert_eq!(vera.post(&reversal, &reason).expect(303).location(), first);
    }
    let late = vera.post(&reversal, &[("reason", "Another")]).expect(409);
    assert_eq!(late.value_of("reason"), "Another");
    assert!(late.field_fault("reason").is_some_and(|said| said.contains("Booked for the wrong client")));
    // The reason is only visible to the studio (ADR 41).
    ana.get(&first).expect(200).says("Taken back").lacks("Booked for the wrong client");
    vera.get(&first).expect(200).says("Taken back: “Booked for the wrong client”");
    for browser in [&vera, &ana] {
        browser.get(&first).expect(200).says("Balance due €100.00");
        browser.get(&second).expect(200).says("Balance due €1,214.91");
        browser.get("/activity").expect(200).says("took back a payment for invoice INV-0001");
    }
    assert!(received().contains("€0.00"), "{}", received());
    ana.get("/").expect(200).lacks("You have a credit");
    vera.get("/audit").expect(200).says("took back");
    // The reopened balance is paid again, and not out of the reversed payment.
    assert!(!vera.get(&first).expect(200).has_text("of the credit"));
    let key = vera.get(&first).expect(200).value_of("key");
    vera.post(&format!("{first}/payments"), &payment("100.00", &key)).expect(303);
    vera.get(&first).expect(200).says("Paid").says("Balance due €0.00");
}

#[test]
fn credit_can_be_used_for_the_invoice_it_came_from() {
    let studio = Studio::new();
    let vera = studio.sign_in(&studio.admin);
    let path = of_a_hundred(&studio);
    let pay = |amount: &str, more: &[(&str, &str)]| {
        let key = vera.get(&path).expect(200).value_of("key");
        let fields = [payment(amount, &key), more.to_vec()].concat();
        vera.post(&format!("{path}/payments"), &fields).expect(303)
    };
    pay("40.00", &[]);
    pay("90.00", &[("surplus", "3000")]);
    vera.get(&path).expect(200).says("Client’s credit €30.00");
    let reversal = vera.get(&path).expect(200).attributes("a[href^='/payments/']", "href").remove(0);
    vera.get(&reversal).expect(200).says("€40.00 will be open again");
    vera.post(&reversal, &[("reason", "Bounced")]).expect(303);
    vera.get(&path).expect(200).says("Use €30.00 of the credit");
    vera.post(&format!("{path}/credit"), &[("amount", "3000")]).expect(303);
    vera.get(&path).expect(200).says("€30.00 from credit").says("Balance due €10.00").lacks("credit €");
}

/// A sent invoice of 100.00 to Birch & Beam; returns its path.
pub fn of_a_hundred(studio: &Studio) -> String {
    let jonas = studio.sign_in(&studio.staff);
    let client = studio.birch.id.to_string();
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let fields = [
        ("client", client.as_str()),
        ("payment_days", "14"),
        ("tax_mode", "exclusive"),
        ("discount_kind", "percent"),
        ("line_what", "Posters"),
        ("line_price", "100.00"),
    ];
    let path = jonas.post("/invoices", &fields).expect(303).location();
    send(studio, &jonas, &path);
    path
}

/// An invoice of 100.00 on which this amount was paid today; returns its path.
pub fn credited(studio: &Studio, amount: &str) -> String {
    let path = of_a_hundred(studio);
    let vera = studio.sign_in(&studio.admin);
    let page = vera.get(&path).expect(200);
    let (today, key) = (page.value_of("received_on"), page.value_of("key"));
    let pay = |surplus: &str| {
        let fields = [
            ("amount", amount),
            ("received_on", &*today),
            ("method", "bank_transfer"),
            ("key", &*key),
            ("surplus", surplus),
        ];
        vera.post(&format!("{path}/payments"), &fields)
    };
    let asked = pay("");
    if asked.status == 422 {
        pay(&asked.attributes("#surplus", "value").concat()).expect(303);
    }
    path
}

#[test]
fn a_refused_field_is_shown_with_the_reason() {
    let studio = Studio::new();
    let path = sent(&studio);
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&path).expect(200).value_of("key");
    for (field, value) in [
        ("amount", "0"),
        ("amount", "-1"),
        ("amount", "ten"),
        ("received_on", "2026-02-31"),
        ("received_on", "2199-01-01"),
        ("method", "barter"),
    ] {
        let mut fields = payment("1.00", &key);
        fields.iter_mut().find(|(name, _)| *name == field).unwrap().1 = value;
        let page = vera.post(&format!("{path}/payments"), &fields).expect(422);
        assert!(page.field_fault(field).is_some(), "{field} {value}: {}", page.text());
    }
    vera.get(&path).expect(200).says("No payments yet.");
}

#[test]
fn only_an_admin_records_payments() {
    let studio = Studio::new();
    let path = sent(&studio);
    let key = "0190aaaa-0000-7000-8000-000000000000";
    for (person, status) in
        [(&studio.staff, 403), (&studio.birch.manager, 404), (&studio.northlight.manager, 404)]
    {
        let browser = studio.sign_in(person);
        browser.get("/invoices").expect(200);
        browser.post(&format!("{path}/payments"), &payment("1.00", key)).expect(status);
    }
    let vera = studio.sign_in(&studio.admin);
    vera.get(&path).expect(200).says("No payments yet.");
    vera.post(&format!("{path}/payments"), &payment("1.00", key)).expect(303);
}

#[test]
fn budget_use_is_shown_before_tax_on_every_page() {
    let studio = Studio::new();
    let things = studio.furnish(&studio.birch);
    studio.set_up(|tx| {
        use diesel::prelude::*;
        use reprint::schema::projects;
        let row = projects::table.filter(projects::id.eq(things.project));
        Ok(diesel::update(row).set(projects::budget_minor.eq(500_000)).execute(tx.conn())?)
    });
    let jonas = studio.sign_in(&studio.staff);
    let (client, project) = (studio.birch.id.to_string(), things.project.to_string());
    jonas.get(&format!("/invoices/new?client={client}")).expect(200);
    let path = jonas.post("/invoices", &typed(&client, &[("project", &project)])).expect(303).location();
    send(&studio, &jonas, &path);
    // The fixture has invoiced 1,200.00, untaxed; the labels are 1,140.00 before tax.
    let overview = jonas.get(&format!("/projects/{project}")).expect(200);
    let money = jonas.get(&format!("/projects/{project}/money")).expect(200);
    overview.says("€2,340.00 invoiced before tax, 46%");
    money.says("Invoiced before tax").says("€2,340.00").says("Paid, tax included").says("€200.00");
}

#[test]
fn an_invoice_is_a_turn_of_managers_only_and_members_can_read_it() {
    let studio = Studio::new();
    let path = sent(&studio);
    let (ana, tom) = (studio.sign_in(&studio.birch.manager), studio.sign_in(&studio.birch.member));
    assert!(ana.get("/").expect(200).has(&format!(".turns a[href='{path}']")));
    assert!(!tom.get("/").expect(200).has(&format!(".turns a[href='{path}']")));
    tom.get(&path).expect(200);
}

#[test]
fn issue_8_row_9_a_form_key_records_one_payment_and_the_input_is_kept() {
    let studio = Studio::new();
    let (first, second) = (sent(&studio), sent(&studio));
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&first).expect(200).value_of("key");
    vera.post(&format!("{first}/payments"), &payment("100.00", &key)).expect(303);
    let payments = || {
        let all = "select amount_minor::text as text from payments order by created_at";
        studio.set_up(|tx| Ok(sql::texts(tx.conn(), all)))
    };
    assert_eq!(payments(), ["10000"]);
    let others =
        [("amount", "90.00"), ("received_on", "2026-11-19"), ("method", "cash"), ("reference", "Other")];
    for (field, value) in others {
        let mut fields = payment("100.00", &key);
        fields.iter_mut().find(|(name, _)| *name == field).unwrap().1 = value;
        let page = vera.post(&format!("{first}/payments"), &fields).expect(409);
        let said = page.field_fault("key").expect("the form names the payment of the key");
        assert!(
            said.contains("€100.00") && said.contains("20 November 2026") && said.contains("INV-"),
            "{said}"
        );
        assert_eq!(
            (page.value_of("amount"), page.value_of("received_on"), page.value_of("reference")),
            (fields[0].1.to_owned(), fields[1].1.to_owned(), fields[3].1.to_owned())
        );
        assert_ne!(page.value_of("key"), key);
        assert_eq!(payments(), ["10000"], "{field}");
    }
    // The same for another invoice. Sent again with the new key, it is a separate payment.
    let page = vera.post(&format!("{second}/payments"), &payment("100.00", &key)).expect(409);
    assert_eq!(payments(), ["10000"]);
    let fresh = page.value_of("key");
    vera.post(&format!("{second}/payments"), &payment("100.00", &fresh)).expect(303);
    assert_eq!(payments(), ["10000", "10000"]);
    // Also if the first one settled the invoice.
    let key = vera.get(&first).expect(200).value_of("key");
    vera.post(&format!("{first}/payments"), &payment("1,114.91", &key)).expect(303);
    vera.post(&format!("{first}/payments"), &payment("1,114.91", &key)).expect(303);
    let page = vera.post(&format!("{first}/payments"), &payment("7.00", &key)).expect(409);
    assert_eq!(page.value_of("amount"), "7.00");
    let keyless = vera
        .post(&format!("{second}/payments"), &payment("7.00", "00000000-0000-0000-0000-000000000000"))
        .expect(422);
    assert!(keyless.field_fault("key").is_some());
}

#[test]
fn issue_8_row_9_one_key_used_for_two_invoices_concurrently_records_one_payment() {
    let studio = Studio::new();
    let paths = [sent(&studio), sent(&studio)];
    let vera = studio.sign_in(&studio.admin);
    let key = vera.get(&paths[0]).expect(200).value_of("key");
    let statuses = std::thread::scope(|scope| {
        let key = &key;
        let both = paths.each_ref().map(|path| {
            let vera = studio.sign_in(&studio.admin);
            vera.get(path).expect(200);
            scope.spawn(move || vera.post(&format!("{path}/payments"), &payment("100.00", key)).status)
        });
        both.map(|thread| thread.join().expect("the thread ends"))
    });
    let mut sorted = statuses;
    sorted.sort_unstable();
    assert_eq!(sorted, [303, 409]);
}
